import type { Module } from '../../kernel/module.ts';
import { auditActions } from './audit-actions.ts';
import { BoardResolver } from './feeds/board.resolver.ts';
import { OrderFeedResolver } from './feeds/order-feed.resolver.ts';
import { OutletFeedResolver } from './feeds/outlet-feed.resolver.ts';
import { orderingInvariants } from './invariants.ts';
import { listSizes } from './list-sizes.ts';
import { Order, OrderLine } from './model/order.entity.ts';
import { orderConnection } from './model/order.type.ts';
import { QueueCounter } from './model/queue-counter.entity.ts';
import { orderingNodes } from './nodes.ts';
import { OrderLineResolver, OrderResolver, paidOrderResolvers } from './orders/order.resolver.ts';
import { PlaceOrderResolver } from './orders/place-order.resolver.ts';
import { StaffPriceResolver } from './orders/staff-price.resolver.ts';
import {
  AppliedDiscountResolver,
  AppliedPromotionResolver,
  NotAppliedPromotionResolver,
  OrderLineModifierResolver,
  PaymentOrderResolver,
  QuoteLineResolver,
  RefundedLineResolver,
  RefundOrderResolver,
  SplitLineResolver,
  StockMovementOrderResolver,
} from './paying/links.resolver.ts';
import { PayOrderResolver } from './paying/pay-order.resolver.ts';
import { RecordWithholdingResolver } from './paying/record-withholding.resolver.ts';
import { TrackingResolver, trackedOrderResolvers } from './paying/tracking.resolver.ts';
import { QuoteResolver } from './pricing/quote.resolver.ts';
import { RefundResolver } from './refunds/refund.resolver.ts';
import { RefundPartsResolver, RefundPaymentResolver } from './refunds/refund-payment.resolver.ts';

export { type ArchiveWork, archiveTenant } from './archive/archive-orders.ts';
export { restoreOrders } from './archive/restore-orders.ts';
export { sequenceOf } from './feeds/outlet-feed.ts';
export { type OutletEventMessage, subjectOf } from './model/event-subjects.ts';
export { Order, OrderLine } from './model/order.entity.ts';
export { findOrder, lockOrder } from './model/order.repository.ts';
export { OrderLineType, OrderType } from './model/order.type.ts';
export { FeedHeartbeat, OutletEvent } from './model/outlet-feed.type.ts';
export { applyPayments } from './orders/apply-payments.ts';
export type { UnservedOrder } from './orders/complete-order.ts';
export { followKitchen } from './orders/kitchen-progress.ts';
export { restockRefunded } from './refunds/restock-refunded.ts';

export const orderingModule: Module = {
  entities: [Order, OrderLine, QueueCounter],
  archived: [
    {
      table: 'order_line',
      ofOrder: 't.order_id = o.id',
      amounts: ['measure_price', 'unit_price', 'menu_price', 'total', 'discount', 'service_charge', 'tax'],
    },
  ],
  resolvers: [
    OrderResolver,
    OrderLineResolver,
    ...paidOrderResolvers,
    PlaceOrderResolver,
    PayOrderResolver,
    orderConnection.resolver,
    QuoteResolver,
    RefundResolver,
    RefundPaymentResolver,
    RecordWithholdingResolver,
    RefundPartsResolver,
    StaffPriceResolver,
    TrackingResolver,
    ...trackedOrderResolvers,
    OrderFeedResolver,
    OutletFeedResolver,
    AppliedDiscountResolver,
    AppliedPromotionResolver,
    NotAppliedPromotionResolver,
    OrderLineModifierResolver,
    QuoteLineResolver,
    PaymentOrderResolver,
    RefundOrderResolver,
    StockMovementOrderResolver,
    RefundedLineResolver,
    SplitLineResolver,
    BoardResolver,
  ],
  nodes: orderingNodes,
  invariants: orderingInvariants,
  auditActions,
  listSizes,
};
