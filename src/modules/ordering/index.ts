import { BoardResolver } from './board.resolver.ts';
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
} from './links.resolver.ts';
import { OrderLineResolver, OrderResolver, paidOrderResolvers } from './order.resolver.ts';
import { orderConnection } from './order.type.ts';
import { OrderFeedResolver } from './order-feed.resolver.ts';
import { OutletFeedResolver } from './outlet-feed.resolver.ts';
import { PayOrderResolver } from './pay-order.resolver.ts';
import { PlaceOrderResolver } from './place-order.resolver.ts';
import { QuoteResolver } from './quote.resolver.ts';
import { RecordWithholdingResolver } from './record-withholding.resolver.ts';
import { RefundResolver } from './refund.resolver.ts';
import { RefundPartsResolver, RefundPaymentResolver } from './refund-payment.resolver.ts';
import { StaffPriceResolver } from './staff-price.resolver.ts';
import { TrackingResolver, trackedOrderResolvers } from './tracking.resolver.ts';

export { applyPayments } from './apply-payments.ts';
export type { Unserved } from './complete-order.ts';
export { type OutletEventMessage, subjectOf } from './event-subjects.ts';
export { orderingInvariants } from './invariants.ts';
export { followKitchen } from './kitchen-progress.ts';
export { orderingNodes } from './nodes.ts';
export { Order, OrderLine } from './order.entity.ts';
export { findOrder, lockOrder } from './order.repository.ts';
export { OrderLineType, OrderType } from './order.type.ts';
export { sequenceOf } from './outlet-feed.ts';
export { FeedHeartbeat, OutletEvent } from './outlet-feed.type.ts';
export { QueueCounter } from './queue-counter.entity.ts';
export { restockRefunded } from './restock-refunded.ts';

export const orderingResolvers = [
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
];
