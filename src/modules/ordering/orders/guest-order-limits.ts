import { type Limiter, makeLimiter } from '../../../kernel/concurrency/limiter.ts';
import { type Context, type Services } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { hostKeyOf } from '../../../kernel/values/network-address.ts';
import { User } from '../../identity/index.ts';
import { DiningTable } from '../../tenancy/index.ts';
import { Order } from '../model/order.entity.ts';
import type { Orderer } from '../pricing/orderer.ts';

const TEN_MINUTES = 600;

/** Orders per ten minutes. A party orders a few rounds; all guests of a building may share its address. A photo of a QR code allows no more than this. */
const ALLOWED = { table: 20, customer: 20, address: 120, tenant: 3000 } as const;
type Kind = keyof typeof ALLOWED;

/** Maximum number of open orders of one table or customer in the last two hours of which something is due. */
const MAX_UNPAID = 10;
const COUNTED_MS = 2 * 3_600_000;

const limiters = perApp(({ sharedStore }: Services): Readonly<Record<Kind, Limiter>> => {
  const of = (name: Kind): Limiter => makeLimiter(sharedStore, { name: `orders-of-${name}`, points: ALLOWED[name], duration: TEN_MINUTES });
  return { table: of('table'), customer: of('customer'), address: of('address'), tenant: of('tenant') };
});

/**
 * Counts an order of a guest or a customer, even if it is refused later. An order refused by one limit does not count for the
 * limits after it: a photo of one QR code does not use up the limits of other tables and of the brand.
 * @throws TOO_MANY_ATTEMPTS
 */
export async function countGuestOrder({ services, session, ip }: Context, { table, customer }: Orderer): Promise<void> {
  const tenantId = session.tenantId ?? '';
  if (table) await count(services, 'table', `${tenantId}|${table.id}|${table.tokenIssuedAt.getTime()}`);
  if (customer) await count(services, 'customer', `${tenantId}|${customer.id}`);
  await count(services, 'address', `${tenantId}|${hostKeyOf(ip ?? '')}`);
  await count(services, 'tenant', tenantId);
}

async function count(services: Services, kind: Kind, key: string): Promise<void> {
  const { isOver, retryAfterSeconds: retryAfter } = await limiters(services)[kind].count(key);
  if (!isOver) return;
  throw new UserFailure('TOO_MANY_ATTEMPTS', `Too many orders ${WHOSE[kind]} in a short time; try again in ${retryAfter} s.`, { details: { retryAfter } });
}

const WHOSE: Readonly<Record<Kind, string>> = {
  table: 'of this table',
  customer: 'of yours',
  address: 'from this network',
  tenant: 'of guests',
};

/**
 * Bounds the unpaid open orders of one table or one customer. A row lock makes concurrent orders count one after the other. A
 * table starts again from 0 with a new QR code, so orders placed with a stolen code do not block its guests.
 * @throws LIMIT_EXCEEDED
 */
export async function requireUnpaidLimit(ctx: Context, { table, customer }: Orderer): Promise<void> {
  const since = new Date(ctx.services.clock.now().getTime() - COUNTED_MS);
  if (table) {
    await lockRow(ctx, DiningTable, table.id);
    await requireFew(ctx, { diningTable: table.id }, since > table.tokenIssuedAt ? since : table.tokenIssuedAt, 'tableToken');
  } else if (customer) {
    await lockRow(ctx, User, customer.id);
    await requireFew(ctx, { customerUser: customer.id }, since, 'lines');
  }
}

async function requireFew(ctx: Context, orderer: { diningTable: string } | { customerUser: string }, since: Date, field: string): Promise<void> {
  const unpaid = await ctx.em.count(Order, {
    ...orderer,
    placedAt: { $gte: since },
    status: { $nin: ['COMPLETED', 'CANCELLED'] },
    paymentStatus: { $in: ['UNPAID', 'PARTIALLY_PAID'] },
  });
  if (unpaid < MAX_UNPAID) return;
  throw new UserFailure('LIMIT_EXCEEDED', `${MAX_UNPAID} orders wait to be paid: pay them first, or ask the staff to cancel some.`, {
    field: [field],
    details: { max: MAX_UNPAID },
  });
}
