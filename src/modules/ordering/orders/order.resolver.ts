import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import {
  Arg,
  Args,
  Authorized,
  type ClassType,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
  type Shown,
  type ValueOf,
} from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { membersOf } from '../../../kernel/request/shown-rows.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { approvalOf, type User, UserType, withoutApproval } from '../../identity/index.ts';
import { type Product, ProductType } from '../../menu/index.ts';
import { type Payment, PaymentType, paymentPayloads, paymentsOfOrder } from '../../payments/index.ts';
import type { NotApplied } from '../../promotions/index.ts';
import { type DiningTable, DiningTableType, type Outlet, OutletType } from '../../tenancy/index.ts';
import { archivedLines } from '../model/archived-lines.ts';
import { Order, type OrderLine } from '../model/order.entity.ts';
import { orderLines } from '../model/order.loaders.ts';
import { findOrder, findOrders } from '../model/order.repository.ts';
import { OrderLineType, OrderPayload, OrderType, orderConnection, SetTipPayload } from '../model/order.type.ts';
import { OrderCommandInput } from '../model/order-command.input.type.ts';
import { AppliedDiscountType, AppliedPromotionType, CashRoundingType, NotAppliedPromotionType, OrderTotalsType } from '../model/pricing.type.ts';
import {
  appliedPromotionsOf,
  cashRounding,
  discountsOf,
  notAppliedTo,
  orderLineSteps,
  orderTotals,
  type ShownDiscount,
  type ShownPromotion,
} from '../pricing/explain.ts';
import { CancelOrderInput, SetTipInput } from '../pricing/order.input.type.ts';
import { cancelOrder, requireLateCancelPermission } from './cancel-order.ts';
import { completeOrder } from './complete-order.ts';
import { confirmOrder } from './confirm-order.ts';
import { OrderFilter, OrderOrder } from './order-filter.type.ts';
import { serveOrder } from './serve-order.ts';
import { setTip } from './set-tip.ts';

const orderPayload = (order: Order): { order: Order } => ({ order });

@Resolver(() => OrderType)
export class OrderResolver {
  @Query(() => OrderType, {
    nullable: true,
    description: 'One order; null when it does not exist or the caller cannot reach it. Staff; a kiosk and a CUSTOMER for their own orders.',
  })
  @Authorized('READ_ORDER')
  order(@Ctx() ctx: Context, @Arg('id', () => ID, { description: shared.orderId }) id: string): Promise<Order | null> {
    return findOrder(ctx, id);
  }

  @Query(() => orderConnection.type, {
    description: 'Orders that the caller can reach, newest first unless orderBy says otherwise. first: 1 to 100. CASHIER; a CUSTOMER for own orders.',
  })
  @Authorized('LIST_ORDERS')
  orders(
    @Ctx() ctx: Context,
    @Arg('filter', () => OrderFilter, { nullable: true, description: shared.filter }) filter: OrderFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('orderBy', () => OrderOrder, { nullable: true, description: 'Sorting of the list; default: PLACED_AT, DESC.' }) orderBy: OrderOrder | null,
  ): Promise<Connection<Order>> {
    return findOrders(ctx, filter ?? {}, orderBy ?? null, page);
  }

  @Mutation(() => OrderPayload, { description: 'Accepts a PENDING order: it becomes CONFIRMED, and its lines are fired to the kitchen. CASHIER.' })
  @Authorized('RUN_ORDER')
  confirmOrder(@Ctx() ctx: Context, @Arg('input', () => OrderCommandInput) input: OrderCommandInput): Promise<ValueOf<typeof OrderPayload>> {
    return command(ctx, { field: 'confirmOrder', input, of: Order, run: () => confirmOrder(ctx, input), payload: orderPayload });
  }

  @Mutation(() => OrderPayload, { description: 'Marks an order as served: the guest has the food, and its tickets are served with it. CASHIER.' })
  @Authorized('RUN_ORDER')
  serveOrder(@Ctx() ctx: Context, @Arg('input', () => OrderCommandInput) input: OrderCommandInput): Promise<ValueOf<typeof OrderPayload>> {
    return command(ctx, { field: 'serveOrder', input, of: Order, run: () => serveOrder(ctx, input), payload: orderPayload });
  }

  @Mutation(() => OrderPayload, {
    description:
      'Closes an order that is served and fully paid. READY is enough unless it is DINE_IN; where the outlet has completeServes, the order is served on the ' +
      'way. A refusal lists in its details all that is missing: first (the commands to send first), due, notServed (tickets). CASHIER.',
  })
  @Authorized('RUN_ORDER')
  completeOrder(@Ctx() ctx: Context, @Arg('input', () => OrderCommandInput) input: OrderCommandInput): Promise<ValueOf<typeof OrderPayload>> {
    return command(ctx, { field: 'completeOrder', input, of: Order, run: () => completeOrder(ctx, input), payload: orderPayload });
  }

  @Mutation(() => OrderPayload, {
    description:
      'Cancels an order. CASHIER until the kitchen has begun, then MANAGER, or CASHIER with an approval; a CUSTOMER an own order while it is PENDING. It is ' +
      'refused while something is paid.',
  })
  @Authorized('CANCEL_ORDER')
  cancelOrder(@Ctx() ctx: Context, @Arg('input', () => CancelOrderInput) input: CancelOrderInput): Promise<ValueOf<typeof OrderPayload>> {
    const approval = approvalOf(ctx, input.approval);
    const authorize = async ({ lines }: Order): Promise<void> => requireLateCancelPermission(ctx, await lines.loadItems(), approval);
    const about = { input: withoutApproval(input), prepare: approval, of: Order, authorize, payload: orderPayload };
    return command(ctx, { ...about, field: 'cancelOrder', run: () => cancelOrder(ctx, input, approval) });
  }

  @Mutation(() => SetTipPayload, {
    description: 'Sets the tip of an order. It is refused once the order is COMPLETED or CANCELLED, and when more is paid than the order would cost. CASHIER.',
  })
  @Authorized('RUN_ORDER')
  setTip(@Ctx() ctx: Context, @Arg('input', () => SetTipInput) input: SetTipInput): Promise<ValueOf<typeof SetTipPayload>> {
    return command(ctx, { field: 'setTip', input, of: Order, run: () => setTip(ctx, input), payload: orderPayload });
  }

  @FieldResolver(() => OutletType, { description: 'Outlet at which it was ordered.' })
  outlet(@Root() order: Order): Promise<Outlet> {
    return order.outlet.loadOrFail();
  }

  @FieldResolver(() => CurrencyType, { description: shared.currency })
  currency(@Root() order: Order): CurrencyType {
    return currencyOf(order.currency);
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Member of the staff who took the order; null when a device, a guest or a customer placed it. Staff.',
  })
  @Authorized('READ_STAFF')
  async cashier(@Root() order: Order): Promise<User | null> {
    return (await order.cashier?.load()) ?? null;
  }

  @FieldResolver(() => UserType, {
    nullable: true,
    description: 'Customer who was signed in when ordering; null when staff, a kiosk or a guest ordered. Staff.',
  })
  @Authorized('READ_STAFF')
  async customerUser(@Root() order: Order): Promise<User | null> {
    return (await order.customerUser?.load()) ?? null;
  }

  @FieldResolver(() => DiningTableType, { nullable: true, description: 'Table whose QR code the order was placed with; null when there was none. CASHIER.' })
  @Authorized('READ_TABLES')
  async table(@Root() order: Order): Promise<DiningTable | null> {
    return (await order.diningTable?.load()) ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Reason of the cancellation, in the words of the staff. Staff and kiosks.' })
  @Authorized('READ_STAFF_NOTES')
  cancelReason(@Root() order: Order): string | null {
    return order.cancelReason ?? null;
  }

  @FieldResolver(() => [OrderLineType], {
    description:
      'Lines of the order, with names and prices as they were when it was placed; one with the sums of all when they are archived (linesArchivedAt).',
  })
  async lines(@Root() order: Order, @Ctx() ctx: Context): Promise<readonly OrderLine[]> {
    return archivedLines(order) ?? membersOf(order.lines) ?? orderLines(ctx).load(order.id);
  }

  @FieldResolver(() => OrderTotalsType, { description: 'All amounts of the order, as it was priced.' })
  totals(@Root() order: Order): Shown<OrderTotalsType> {
    return orderTotals(order);
  }

  @FieldResolver(() => [AppliedPromotionType], { description: 'The promotions that lower the total.' })
  appliedPromotions(@Root() order: Order): readonly ShownPromotion[] {
    return appliedPromotionsOf(order);
  }

  @FieldResolver(() => [NotAppliedPromotionType], { description: 'Promotions that do not apply, with the reason, as the order was placed; at most 50.' })
  notAppliedPromotions(@Root() order: Order): readonly NotApplied[] {
    return notAppliedTo(order);
  }

  @FieldResolver(() => [AppliedDiscountType], { description: 'Discounts of the order, promotions among them, in the order in which they were taken off.' })
  discounts(@Root() order: Order): readonly ShownDiscount[] {
    return discountsOf(order);
  }

  @FieldResolver(() => CashRoundingType, { description: 'Amount to pay in cash when all that is due is paid in cash.' })
  async cashRounding(@Root() order: Order): Promise<ValueOf<typeof CashRoundingType>> {
    return cashRounding(await order.outlet.loadOrFail(), order.due());
  }

  @FieldResolver(() => MoneyScalar, {
    description: 'Amount that is still to be paid, in minor units: total less paidAmount; 0 once the order is cancelled. It can be summed over any list.',
  })
  dueAmount(@Root() order: Order): number {
    return order.due();
  }

  @FieldResolver(() => [PaymentType], { description: 'Payments of the order, oldest first.' })
  @Authorized('READ_PAYMENTS')
  payments(@Root() order: Order, @Ctx() ctx: Context): Promise<readonly Payment[]> {
    return paymentsOfOrder(ctx).load(order.id);
  }

  @FieldResolver(() => String, { nullable: true, description: 'Phone number that the guest gave. Not for kitchen displays.' })
  @Authorized('READ_GUEST')
  customerPhone(@Root() order: Order): string | null {
    return order.customerPhone ?? null;
  }

  @FieldResolver(() => String, { description: "Secret token that opens the guest's own status page without a sign-in. Not for kitchen displays." })
  @Authorized('READ_GUEST')
  @Extensions({ secret: true })
  token(@Root() order: Order): string {
    return order.publicToken();
  }
}

@Resolver(() => OrderLineType)
export class OrderLineResolver {
  @FieldResolver(() => ID, { description: 'UUID of the product that was sold; of none when the lines of the order are archived.' })
  productId(@Root() line: OrderLine): string {
    return line.product.id;
  }

  @FieldResolver(() => MoneyScalar, { description: 'Amount after discounts, in minor units: total less discount.' })
  net(@Root() line: OrderLine): number {
    return line.total - line.discount;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Name of the tax on the line as printed on receipts; null when there is none.' })
  async taxName(@Root() line: OrderLine): Promise<string | null> {
    return orderLineSteps(await line.order.loadOrFail(), line).taxName;
  }

  @FieldResolver(() => Int, { nullable: true, description: 'Tax rate in basis points, 1000 = 10 %; null when there is no tax.' })
  async taxRate(@Root() line: OrderLine): Promise<number | null> {
    return orderLineSteps(await line.order.loadOrFail(), line).taxRate;
  }

  @FieldResolver(() => MoneyScalar, { description: "Price of the line in all, in minor units; lines and fees with their taxes sum to the order's total." })
  async finalTotal(@Root() line: OrderLine): Promise<number> {
    return orderLineSteps(await line.order.loadOrFail(), line).finalTotal;
  }

  @FieldResolver(() => ProductType, { nullable: true, description: 'The product in the catalogue as it is now. Staff.' })
  @Authorized('READ_CATALOGUE')
  async product(@Root() line: OrderLine): Promise<Product | null> {
    return (await line.product.load()) ?? null;
  }
}

/** The order of a payment, as the command on the payment left it. */
function paidOrder(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class PaidOrderResolver {
    @FieldResolver(() => OrderType, { nullable: true, description: 'The order as it is now; null when the mutation failed.' })
    order(@Root() { payment }: { payment?: Payment }, @Ctx() ctx: Context): Promise<Order | null> | null {
      return payment ? findOrder(ctx, payment.orderId) : null;
    }
  }
  return PaidOrderResolver;
}

export const paidOrderResolvers = paymentPayloads.map(paidOrder);
