import { Arg, Authorized, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Context } from '../../kernel/context.ts';
import { Fault } from '../../kernel/failure.ts';
import type { Order } from './order.entity.ts';
import { findOrder, findOrderByToken } from './order.repository.ts';
import { OrderTrackingType, OrderType } from './order.type.ts';
import { followOrder, followToken, type OrderChange } from './order-feed.ts';

@Resolver()
export class OrderFeedResolver {
  @Subscription(() => OrderType, {
    description: 'First message: the current state. Then after each change of the order, its tickets or its payments. Staff; a kiosk and a CUSTOMER their own.',
    subscribe: ({ args, context }) => followOrder(context as Context, (args as { orderId: string }).orderId),
  })
  @Authorized('READ_ORDER')
  async orderChanged(
    @Root() { orderId }: OrderChange,
    @Ctx() ctx: Context,
    @Arg('orderId', () => ID, { description: 'The order.' }) _orderId: string,
  ): Promise<Order> {
    return found(await findOrder(ctx, orderId));
  }

  @Subscription(() => OrderTrackingType, {
    description: "Guests, by the order's token. First message: the current state.",
    subscribe: ({ args, context }) => followToken(context as Context, (args as { token: string }).token),
  })
  @Authorized('ORDER_BY_TOKEN')
  async orderTracked(
    @Root() _change: OrderChange,
    @Ctx() ctx: Context,
    @Arg('token', () => String, { description: "The order's." }) token: string,
  ): Promise<Order> {
    return found(await findOrderByToken(ctx, token));
  }
}

function found(order: Order | null): Order {
  if (!order) throw new Fault('NOT_FOUND', 'Order not found.');
  return order;
}
