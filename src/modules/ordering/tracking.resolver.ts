import { Arg, Authorized, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { CurrencyType, currencyOf } from '../../kernel/currency.type.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { discountsOf, orderTotals } from './explain.ts';
import type { Order, OrderLine } from './order.entity.ts';
import { findOrderByToken } from './order.repository.ts';
import { OrderTrackingType, TrackedLineType } from './order.type.ts';
import { newestPayment } from './pay-order.ts';
import { TrackedPayment } from './pay-order.type.ts';
import type { AppliedDiscount } from './pricing.ts';
import { AppliedDiscountType, OrderTotalsType } from './pricing.type.ts';

@Resolver(() => OrderTrackingType)
export class TrackingResolver {
  @Query(() => OrderTrackingType, { nullable: true, description: "Guests, by the order's token. Null for a wrong one." })
  @Authorized('ORDER_BY_TOKEN')
  orderByToken(@Ctx() ctx: Context, @Arg('token', () => String, { description: "The order's." }) token: string): Promise<Order | null> {
    return findOrderByToken(ctx, token);
  }

  @FieldResolver(() => String, { description: 'Where it was ordered.' })
  async outletName(@Root() order: Order): Promise<string> {
    return (await order.outlet.loadOrFail()).name;
  }

  @FieldResolver(() => CurrencyType, { description: 'Of every amount.' })
  currency(@Root() order: Order): CurrencyType {
    return currencyOf(order.currency);
  }

  @FieldResolver(() => [TrackedLineType], { description: 'What was ordered.' })
  async lines(@Root() order: Order): Promise<OrderLine[]> {
    return (await order.lines.loadItems()).filter((line) => !line.voided);
  }

  @FieldResolver(() => OrderTotalsType, { description: 'All amounts.' })
  totals(@Root() order: Order): unknown {
    return orderTotals(order);
  }

  @FieldResolver(() => [AppliedDiscountType], { description: 'All discounts, in the order in which they were taken off.' })
  discounts(@Root() order: Order): readonly AppliedDiscount[] {
    return discountsOf(order);
  }

  @FieldResolver(() => MoneyScalar, { description: 'What is still to be paid; 0 once the order is cancelled.' })
  dueAmount(@Root() order: Order): number {
    return order.due();
  }

  @FieldResolver(() => TrackedPayment, { nullable: true, description: 'Its newest payment through a provider or at the till; null: none yet.' })
  payment(@Root() order: Order, @Ctx() ctx: Context): Promise<unknown> {
    return newestPayment(ctx, order);
  }
}
