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
  /** The device that placed the order and the customer who did. */
  readonly ownerIds: readonly (string | null | undefined)[];
}

/** Whether the caller may see an order that stands there: its outlet is in reach, and a kiosk and a customer see only their own. */
export function isInReach({ session }: Context, { outletId, ownerIds }: OrderPlace): boolean {
  if (session.actor === 'KIOSK' && (session.deviceId === null || !ownerIds.includes(session.deviceId))) return false;
  if (session.actor === 'CUSTOMER' && (session.userId === null || !ownerIds.includes(session.userId))) return false;
  return reaches(session.outletIds, outletId);
}

function inReach(ctx: Context, { outlet, deviceId, customerUser }: Order): boolean {
  return isInReach(ctx, { outletId: outlet.id, ownerIds: [deviceId, customerUser?.id] });
}

/** One order in the caller's reach. */
export async function findOrder(ctx: Context, id: string): Promise<Order | null> {
  tenantOf(ctx);
  if (!isId(id)) return null;
  const order = await ctx.em.findOne(Order, { id });
  return order && inReach(ctx, order) ? order : null;
}

/** The same with its lines, to read only: in one statement, so that all amounts are of one moment. */
export async function findOrderWithLines(ctx: Context, id: string): Promise<Order | null> {
  tenantOf(ctx);
  if (!isId(id)) return null;
  const order = await ctx.em.findOne(Order, { id }, { populate: ['lines'], strategy: 'joined', disableIdentityMap: true });
  return order && inReach(ctx, order) ? order : null;
}

/** One order in the caller's reach, locked until the end of the transaction, and still of the version the client saw. */
export async function lockOrder(ctx: Context, id: string, version?: number | null, field: FieldPath = ['orderId']): Promise<Order> {
  const order = isId(id) ? await ctx.em.findOne(Order, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : null;
  if (!order || !inReach(ctx, order)) throw notFound('Order', field);
  requireVersion('order', order, version);
  return order;
}

/**
 * The order of a public token, null for a wrong one; compared in constant time. The token says its tenant, so a guest
 * need not name one; one that is named must be the same.
 */
export async function findOrderByToken(ctx: Context, token: string): Promise<Order | null> {
  const scoped = await scopedToken(ctx, token);
  const order = scoped && (await scoped.em.findOne(Order, { id: scoped.id }));
  return order && equalSecrets(order.tokenSecret, scoped.secret) ? order : null;
}

/** Orders in the caller's reach, newest first or as the client wants them, page by page. */
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
