import { Arg, Authorized, Ctx, ID, Resolver, Root, Subscription } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import type { Order } from '../model/order.entity.ts';
import { findOrder, findOrderByToken } from '../model/order.repository.ts';
import { OrderTrackingType, OrderType } from '../model/order.type.ts';
import { followOrder, followToken, type OrderChange } from './order-feed.ts';

@Resolver()
export class OrderFeedResolver {
  @Subscription(() => OrderType, {
    description:
      'Live order: first the current state, then the order after each change of it, its tickets or its payments. Staff; a kiosk and a CUSTOMER for their own orders.',
    subscribe: ({ args, context }) => followOrder(context as Context, (args as { orderId: string }).orderId),
  })
  @Authorized('READ_ORDER')
  async orderChanged(
    @Root() { orderId }: OrderChange,
    @Ctx() ctx: Context,
    @Arg('orderId', () => ID, { description: shared.orderId }) _orderId: string,
  ): Promise<Order> {
    return found(await findOrder(ctx, orderId));
  }

  @Subscription(() => OrderTrackingType, {
    description: "Live state of an order for its guest, by the order's token: first the current state, then each change. Guests.",
    subscribe: ({ args, context }) => followToken(context as Context, (args as { token: string }).token),
  })
  @Authorized('ORDER_BY_TOKEN')
  async orderTracked(
    @Root() _change: OrderChange,
    @Ctx() ctx: Context,
    @Arg('token', () => String, { description: 'Token of the order, at most 142 characters, as placeOrder answered it in Order.token.' }) token: string,
  ): Promise<Order> {
    return found(await findOrderByToken(ctx, token));
  }
}

function found(order: Order | null): Order {
  if (!order) throw new RequestError('NOT_FOUND', 'Order not found.');
  return order;
}
