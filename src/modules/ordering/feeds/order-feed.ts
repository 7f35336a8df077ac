import type { Projection } from '../../../kernel/events/event.ts';
import type { Heartbeat } from '../../../kernel/events/stream-reader.ts';
import { openFeed } from '../../../kernel/feeds/open-feed.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import type { Order } from '../model/order.entity.ts';
import { findOrder, findOrderByToken } from '../model/order.repository.ts';

/** An order, its tickets or its payments have changed. */
export interface OrderChange {
  readonly sequence: number;
  readonly orderId: string;
}

/** Changes of orders in an outlet's stream. Several changes of one order in a page become one, because the order is read again. */
const orderChanges: Projection<OrderChange> = {
  name: 'order changes',
  project: async (_tenantId, _streamId, events) => {
    const last = new Map<string, OrderChange>();
    for (const { sequence, data } of events) if (typeof data.orderId === 'string') last.set(data.orderId, { sequence, orderId: data.orderId });
    return [...last.values()].sort((a, b) => a.sequence - b.sequence);
  },
};

/** Follows one order in the caller's reach: sends it at once, then after each change. */
export async function followOrder(ctx: Context, orderId: string): Promise<AsyncIterableIterator<OrderChange>> {
  const order = await findOrder(ctx, orderId);
  if (!order) throw new RequestError('NOT_FOUND', 'Order not found.');
  return follow(ctx, order);
}

/** Follows the order of a public token. */
export async function followToken(ctx: Context, token: string): Promise<AsyncIterableIterator<OrderChange>> {
  const order = await findOrderByToken(ctx, token);
  if (!order) throw new RequestError('NOT_FOUND', 'Order not found.');
  return follow(ctx, order);
}

async function follow(ctx: Context, { id, tenantId, outlet }: Order): Promise<AsyncIterableIterator<OrderChange>> {
  const feed = await openFeed<OrderChange, OrderChange>({
    services: ctx.services,
    tenantId,
    streamId: outlet.id,
    projection: orderChanges,
    accepts: (change) => change.orderId === id,
    after: null,
    fresh: async (sequence) => ({ sequence, orderId: id }),
  });
  return withoutHeartbeats(feed);
}

/** Drops heartbeats, and messages for which `isShown` is false: a subscription that reads its object again needs neither. */
export function withoutHeartbeats<M extends object>(
  feed: AsyncIterableIterator<M | Heartbeat>,
  isShown: (message: M) => boolean = () => true,
): AsyncIterableIterator<M> {
  return {
    async next() {
      for (;;) {
        const result = (await feed.next()) as IteratorResult<M>;
        if (result.done || (!('heartbeat' in result.value) && isShown(result.value))) return result;
      }
    },
    return: async () => {
      await feed.return?.();
      return { value: undefined, done: true };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
