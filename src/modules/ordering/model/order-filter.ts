import type { FilterQuery } from '@mikro-orm/postgresql';
import type { SortDirection, Sorting } from '../../../kernel/lists/page.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { type DateRange, type DateTimeRange, type MoneyRange, withinAmounts, withinDates, withinInstants } from '../../../kernel/values/range.ts';
import { type Channel, currentTenant, idOrNil, type ServiceMode, tableKeyOf } from '../../tenancy/index.ts';
import type { Order } from './order.entity.ts';
import type { OrderPaymentStatus, OrderStatus } from './order.status.ts';
import { phoneKeyOf } from './phone-key.ts';
import { matchingNumber } from './search-number.ts';

export interface OrderFilter {
  readonly outletId?: string | null;
  readonly status?: readonly OrderStatus[] | null;
  readonly paymentStatus?: readonly OrderPaymentStatus[] | null;
  readonly due?: boolean | null;
  readonly businessDate?: string | null;
  readonly businessDates?: DateRange | null;
  readonly placedAt?: DateTimeRange | null;
  readonly updatedSince?: Date | null;
  readonly total?: MoneyRange | null;
  readonly channel?: readonly Channel[] | null;
  readonly serviceMode?: readonly ServiceMode[] | null;
  readonly tableName?: string | null;
  readonly tableId?: string | null;
  readonly cashierId?: string | null;
  readonly deviceId?: string | null;
  readonly customerPhone?: string | null;
  readonly search?: string | null;
}

export const OrderSortKey = { PLACED_AT: 'PLACED_AT', UPDATED_AT: 'UPDATED_AT', TOTAL: 'TOTAL', QUEUE_NUMBER: 'QUEUE_NUMBER' } as const;
export type OrderSortKey = keyof typeof OrderSortKey;

export interface OrderOrder {
  readonly key: OrderSortKey;
  readonly direction?: SortDirection | null;
}

/** Each sort key has an index. */
const SORT_KEYS: Readonly<Record<OrderSortKey, Omit<Sorting<Order>, 'direction'>>> = {
  PLACED_AT: { key: 'placedAt', isInstant: true },
  UPDATED_AT: { key: 'updatedAt', isInstant: true },
  TOTAL: { key: 'total' },
  QUEUE_NUMBER: { key: 'queueNumber' },
};

/** The sorting that a client asked for; null: newest first, the default. */
export function sortingOf(order: OrderOrder | null): Sorting<Order> | null {
  const { key = 'PLACED_AT', direction } = order ?? {};
  return key === 'PLACED_AT' && direction !== 'ASC' ? null : { ...SORT_KEYS[key], direction: direction ?? 'DESC' };
}

/** Payment statuses in which something is due, unless the order is cancelled. */
const OWING: readonly OrderPaymentStatus[] = ['UNPAID', 'PARTIALLY_PAID'];
/** The condition of the partial index `order_due`, in the same words. */
const IS_DUE: FilterQuery<Order> = { paymentStatus: { $in: [...OWING] }, status: { $ne: 'CANCELLED' } };
const IS_NOT_DUE: FilterQuery<Order> = { $or: [{ paymentStatus: { $in: ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED'] } }, { status: 'CANCELLED' }] };

/** The conditions of a filter, without the caller's reach. */
export async function conditionsOf(ctx: Context, filter: OrderFilter): Promise<FilterQuery<Order>[]> {
  const where: FilterQuery<Order>[] = [];
  if (filter.outletId) where.push({ outlet: idOrNil(filter.outletId) });
  if (filter.status) where.push({ status: { $in: [...filter.status] } });
  if (filter.paymentStatus) where.push(paymentStatusIn(filter.paymentStatus));
  if (filter.due != null) where.push(filter.due ? IS_DUE : IS_NOT_DUE);
  if (filter.businessDate) where.push({ businessDate: filter.businessDate });
  if (filter.businessDates) where.push({ businessDate: withinDates(filter.businessDates) });
  if (filter.placedAt) where.push({ placedAt: withinInstants(filter.placedAt) });
  if (filter.updatedSince) where.push({ updatedAt: { $gte: filter.updatedSince } });
  if (filter.total) where.push({ total: withinAmounts(filter.total) });
  if (filter.channel) where.push({ channel: { $in: [...filter.channel] } });
  if (filter.serviceMode) where.push({ serviceMode: { $in: [...filter.serviceMode] } });
  if (filter.tableName != null) where.push({ tableKey: tableKeyOf(storable(filter.tableName, 'tableName')) });
  if (filter.tableId) where.push({ diningTable: idOrNil(filter.tableId) });
  if (filter.cashierId) where.push({ cashier: idOrNil(filter.cashierId) });
  if (filter.deviceId) where.push({ deviceId: idOrNil(filter.deviceId) });
  if (filter.customerPhone != null) where.push(await ofPhone(ctx, filter.customerPhone));
  if (filter.search?.trim()) where.push(await matching(ctx, storable(filter.search.trim().slice(0, 100), 'search')));
  return where;
}

/** A cancelled order owes nothing: it is in no list of unpaid orders. */
function paymentStatusIn(wanted: readonly OrderPaymentStatus[]): FilterQuery<Order> {
  const owing = wanted.filter((status) => OWING.includes(status));
  const settled = wanted.filter((status) => !OWING.includes(status));
  const owed: FilterQuery<Order> = { paymentStatus: { $in: owing }, status: { $ne: 'CANCELLED' } };
  if (settled.length === 0 && owing.length > 0) return owed;
  return owing.length === 0 ? { paymentStatus: { $in: settled } } : { $or: [owed, { paymentStatus: { $in: settled } }] };
}

/** PostgreSQL cannot store NUL in a text. */
function storable(text: string, field: string): string {
  if (text.includes('\0')) throw new RequestError('BAD_USER_INPUT', `${field} must not contain NUL characters.`);
  return text;
}

async function ofPhone(ctx: Context, phone: string): Promise<FilterQuery<Order>> {
  const phoneKey = phoneKeyOf(phone, (await currentTenant(ctx)).country);
  // A text without a digit is no phone number.
  return phoneKey === null ? { id: idOrNil('') } : { phoneKey };
}

/** By number, phone number, table, or the beginning of the guest's name. */
async function matching(ctx: Context, text: string): Promise<FilterQuery<Order>> {
  const name = text.toLowerCase();
  // A range, not LIKE: the only kind of prefix search that has an index under row-level security.
  const begins: FilterQuery<Order> = { customerSearch: { $gte: name, $lt: `${name}\u{10ffff}` } };
  return { $or: [begins, { tableKey: tableKeyOf(text) }, await ofPhone(ctx, text), ...(await matchingNumber(ctx, text))] };
}
