import { LockMode } from '@mikro-orm/core';
import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { requireVersion } from '../../kernel/check.ts';
import { type Context, tenantEntityManager, tenantOf } from '../../kernel/context.ts';
import { Fault, type FieldPath, notFound } from '../../kernel/failure.ts';
import { type Connection, findNewest, type PageArguments } from '../../kernel/page.ts';
import { equalSecrets, parseToken } from '../../kernel/secret-token.ts';
import { reaches } from '../../kernel/session.ts';
import { idOrNone, isId, tenantByKey } from '../tenancy/index.ts';
import { Order } from './order.entity.ts';
import type { OrderPaymentStatus, OrderStatus } from './order.status.ts';

/** Whether the caller may see an order: its outlet is in reach, and a kiosk sees only its own. */
function inReach(ctx: Context, order: Order): boolean {
  const own = ctx.session.actor !== 'KIOSK' || order.deviceId === ctx.session.deviceId;
  return own && reaches(ctx.session.outletIds, order.outlet.id);
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
  const parts = parseToken(token);
  if (!parts || !isId(parts.realm) || !isId(parts.id)) return null;
  const em = await scopeOf(ctx, parts.realm);
  const order = (await em?.findOne(Order, { id: parts.id })) ?? null;
  return order && equalSecrets(order.tokenSecret, parts.secret) ? order : null;
}

async function scopeOf(ctx: Context, tenantId: string): Promise<EntityManager | null> {
  if (ctx.session.tenantId !== null) return ctx.session.tenantId === tenantId ? ctx.em : null;
  const tenant = await tenantByKey(ctx.services, tenantId);
  return tenant && tenantEntityManager(ctx.services, tenantId);
}

export interface OrderFilter {
  readonly outletId?: string | null;
  readonly status?: readonly OrderStatus[] | null;
  readonly paymentStatus?: readonly OrderPaymentStatus[] | null;
  readonly businessDate?: string | null;
  readonly search?: string | null;
}

/** Orders in the caller's reach, newest first, page by page. */
export async function findOrders(ctx: Context, filter: OrderFilter, page: PageArguments): Promise<Connection<Order>> {
  tenantOf(ctx);
  return findNewest(ctx.em, Order, 'placedAt', conditions(ctx, filter), page);
}

function conditions(ctx: Context, filter: OrderFilter): FilterQuery<Order>[] {
  const { outletIds } = ctx.session;
  const where: FilterQuery<Order>[] = [];
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (filter.outletId) where.push({ outlet: idOrNone(filter.outletId) });
  if (filter.status) where.push({ status: { $in: [...filter.status] } });
  if (filter.paymentStatus) where.push({ paymentStatus: { $in: [...filter.paymentStatus] } });
  if (filter.businessDate) where.push({ businessDate: filter.businessDate });
  if (filter.search?.trim()) where.push(matching(filter.search.trim().slice(0, 100)));
  return where;
}

/** By order number, queue number, phone number, or the beginning of the guest's name. */
function matching(text: string): FilterQuery<Order> {
  if (text.includes('\0')) throw new Fault('BAD_USER_INPUT', 'search must not contain NUL characters.');
  const name = text.toLowerCase();
  const queueNumber: FilterQuery<Order>[] = /^\d{1,6}$/.test(text) ? [{ queueNumber: Number(text) }] : [];
  // A range, not LIKE: the only kind of prefix search that has an index under row-level security.
  return { $or: [{ number: text.toUpperCase() }, { customerPhone: text }, { customerSearch: { $gte: name, $lt: `${name}\u{10ffff}` } }, ...queueNumber] };
}
