import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import { Arg, Authorized, type ClassType, Ctx, FieldResolver, ID, Query, Resolver, Root, type Shown } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import type { Payment } from '../../payments/index.ts';
import { archivedLines } from '../model/archived-lines.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { findOrderByToken } from '../model/order.repository.ts';
import { OrderTrackingType, TrackedLineType } from '../model/order.type.ts';
import { AppliedDiscountType, OrderTotalsType } from '../model/pricing.type.ts';
import { discountsOf, orderTotals, type ShownDiscount } from '../pricing/explain.ts';
import { newestPayment } from './pay-order.ts';
import { CancelByTokenPayload, PayByTokenPayload, TrackedPayment } from './pay-order.type.ts';

@Resolver(() => OrderTrackingType)
export class TrackingResolver {
  @Query(() => OrderTrackingType, { nullable: true, description: "State of an order for its guest, by the order's token; null for a wrong token. Guests." })
  @Authorized('ORDER_BY_TOKEN')
  orderByToken(
    @Ctx() ctx: Context,
    @Arg('token', () => String, { description: 'Token of the order, at most 142 characters.' }) token: string,
  ): Promise<Order | null> {
    return findOrderByToken(ctx, token);
  }

  @FieldResolver(() => ID, {
    description:
      "UUID of the guest's view of the order, so that orderTracked updates the cache of a client. It is not a secret, and does not give access to the order.",
  })
  id(@Root() order: Order): string {
    return derivedId('tracking', order.id);
  }

  @FieldResolver(() => String, { description: 'Name of the outlet at which it was ordered.' })
  async outletName(@Root() order: Order): Promise<string> {
    return (await order.outlet.loadOrFail()).name;
  }

  @FieldResolver(() => CurrencyType, { description: shared.currency })
  currency(@Root() order: Order): CurrencyType {
    return currencyOf(order.currency);
  }

  @FieldResolver(() => [TrackedLineType], { description: 'Lines of the order; one with the sums of all when they are archived.' })
  async lines(@Root() order: Order): Promise<OrderLine[]> {
    return (archivedLines(order) ?? (await order.lines.loadItems())).filter((line) => !line.voided);
  }

  @FieldResolver(() => OrderTotalsType, { description: 'All amounts of the order.' })
  totals(@Root() order: Order): Shown<OrderTotalsType> {
    return orderTotals(order);
  }

  @FieldResolver(() => [AppliedDiscountType], { description: 'Discounts in the order in which they were taken off.' })
  discounts(@Root() order: Order): readonly ShownDiscount[] {
    return discountsOf(order);
  }

  @FieldResolver(() => MoneyScalar, { description: 'Amount that is still to be paid, in minor units; 0 once the order is cancelled.' })
  dueAmount(@Root() order: Order): number {
    return order.due();
  }

  @FieldResolver(() => TrackedPayment, {
    nullable: true,
    description: 'Newest payment of the order, through a provider or at the till; null when there is none yet.',
  })
  payment(@Root() order: Order, @Ctx() ctx: Context): Promise<Payment | null> {
    return newestPayment(ctx, order);
  }
}

/** The order whose guest has started or cancelled a payment. */
function trackedOrder(payload: ClassType): ClassType {
  @Resolver(() => payload)
  class TrackedOrderResolver {
    @FieldResolver(() => OrderTrackingType, { nullable: true, description: 'The order as its guest sees it now; null when the mutation failed.' })
    order(@Root() { token }: { readonly token?: string }, @Ctx() ctx: Context): Promise<Order | null> | null {
      return token === undefined ? null : findOrderByToken(ctx, token);
    }
  }
  return TrackedOrderResolver;
}

export const trackedOrderResolvers = [PayByTokenPayload, CancelByTokenPayload].map(trackedOrder);
