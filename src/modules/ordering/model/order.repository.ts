import { LockMode } from '@mikro-orm/core';
import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findNewest, findSorted, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { equalSecrets } from '../../../kernel/secrets/secret-token.ts';
import { requireVersion } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound } from '../../../kernel/values/errors.ts';
import { isId, scopedToken } from '../../tenancy/index.ts';
import { Order } from './order.entity.ts';
import { conditionsOf, type OrderFilter, type OrderOrder, sortingOf } from './order-filter.ts';

interface OrderPlace {
  readonly outletId: string;
  /** The device that placed the order, and its customer. */
  readonly ownerIds: readonly (string | null | undefined)[];
}

/** Whether the caller may see an order of this place: its outlet is in reach. A kiosk and a customer see only their own orders. */
export function isInReach({ session }: Context, { outletId, ownerIds }: OrderPlace): boolean {
  if (session.actor === 'KIOSK' && (session.deviceId === null || !ownerIds.includes(session.deviceId))) return false;
  if (session.actor === 'CUSTOMER' && (session.userId === null || !ownerIds.includes(session.userId))) return false;
  return reaches(session.outletIds, outletId);
}

function inReach(ctx: Context, { outlet, deviceId, customerUser }: Order): boolean {
  return isInReach(ctx, { outletId: outlet.id, ownerIds: [deviceId, customerUser?.id] });
}

/** One order in the caller's reach; null: there is none. */
export async function findOrder(ctx: Context, id: string): Promise<Order | null> {
  tenantOf(ctx);
  if (!isId(id)) return null;
  const order = await ctx.em.findOne(Order, { id });
  return order && inReach(ctx, order) ? order : null;
}

/** One order in the caller's reach with its lines, read-only. One statement reads both, so that all amounts are of one moment. */
export async function findOrderWithLines(ctx: Context, id: string): Promise<Order | null> {
  tenantOf(ctx);
  if (!isId(id)) return null;
  const order = await ctx.em.findOne(Order, { id }, { populate: ['lines'], strategy: 'joined', disableIdentityMap: true });
  return order && inReach(ctx, order) ? order : null;
}

/**
 * Locks one order in the caller's reach until the end of the transaction.
 * @throws NOT_FOUND; STALE_VERSION when it is no longer the version that the client saw
 */
export async function lockOrder(ctx: Context, id: string, version?: number | null, field: FieldPath = ['orderId']): Promise<Order> {
  const order = isId(id) ? await ctx.em.findOne(Order, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (!order || !inReach(ctx, order)) throw notFound('Order', field);
  requireVersion('order', order, version);
  return order;
}

/**
 * The order of a public token; null for a wrong one. The secret is compared in constant time. The token names the tenant, so
 * the guest's request need not; if it does, the two must be equal.
 */
export async function findOrderByToken(ctx: Context, token: string): Promise<Order | null> {
  const scoped = await scopedToken(ctx, token);
  const order = scoped && (await scoped.em.findOne(Order, { id: scoped.id }));
  return order && equalSecrets(order.tokenSecret, scoped.secret) ? order : null;
}

/** Orders in the caller's reach, page by page: newest first, or sorted as the client asks. */
export async function findOrders(ctx: Context, filter: OrderFilter, order: OrderOrder | null, page: PageArguments): Promise<Connection<Order>> {
  tenantOf(ctx);
  const where = [...reachOf(ctx), ...(await conditionsOf(ctx, filter))];
  const sorting = sortingOf(order);
  if (!sorting) return findNewest(ctx.em, Order, 'placedAt', where, page);
  return findSorted(ctx.em, Order, sorting, sorting.key === 'queueNumber' ? [...where, { queueNumber: { $ne: null } }] : where, page);
}

/** The orders that the caller may see in a list. */
function reachOf({ session }: Context): FilterQuery<Order>[] {
  if (session.actor === 'CUSTOMER') return [{ customerUser: session.userId }];
  return session.outletIds === 'all' ? [] : [{ outlet: { $in: [...session.outletIds] } }];
}
