import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findNewest, findSorted, type PageArguments, type SortDirection, type Sorting } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { type DateTimeRange, type MoneyRange, withinAmounts, withinInstants } from '../../../kernel/values/range.ts';
import { idOrNil } from '../../tenancy/index.ts';
import { Payment, type PaymentStatus } from '../model/payment.entity.ts';
import type { PaymentMethod } from '../model/payment-method.ts';

export interface PaymentFilter {
  readonly outletId?: string | null;
  readonly orderId?: string | null;
  readonly status?: readonly PaymentStatus[] | null;
  readonly method?: readonly PaymentMethod[] | null;
  readonly provider?: string | null;
  readonly createdAt?: DateTimeRange | null;
  readonly amount?: MoneyRange | null;
  /** Whether only payments whose credit is above 0 are wanted. */
  readonly hasCredit?: boolean | null;
  /** Whether only payments outside any shift are wanted. */
  readonly withoutShift?: boolean | null;
}

export const PaymentSortKey = { CREATED_AT: 'CREATED_AT', AMOUNT: 'AMOUNT' } as const;
export type PaymentSortKey = keyof typeof PaymentSortKey;

export interface PaymentOrder {
  readonly key: PaymentSortKey;
  readonly direction?: SortDirection | null;
}

/** Each sort key has an index. */
const SORT_KEYS: Readonly<Record<PaymentSortKey, Omit<Sorting<Payment>, 'direction'>>> = {
  CREATED_AT: { key: 'createdAt', isInstant: true },
  AMOUNT: { key: 'amount' },
};

/** One page of the payments in the caller's reach, newest first unless `order` says otherwise. */
export function findPayments(ctx: Context, filter: PaymentFilter, order: PaymentOrder | null, page: PageArguments): Promise<Connection<Payment>> {
  tenantOf(ctx);
  const where = conditionsOf(ctx, filter);
  const { key = 'CREATED_AT', direction } = order ?? {};
  if (key === 'CREATED_AT' && direction !== 'ASC') return findNewest(ctx.em, Payment, 'createdAt', where, page);
  return findSorted(ctx.em, Payment, { ...SORT_KEYS[key], direction: direction ?? 'DESC' }, where, page);
}

function conditionsOf(ctx: Context, filter: PaymentFilter): FilterQuery<Payment>[] {
  const { outletIds } = ctx.session;
  const where: FilterQuery<Payment>[] = [];
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (filter.outletId) where.push({ outlet: idOrNil(filter.outletId) });
  if (filter.orderId) where.push({ orderId: idOrNil(filter.orderId) });
  if (filter.status) where.push({ status: { $in: [...filter.status] } });
  if (filter.method) where.push({ method: { $in: [...filter.method] } });
  if (filter.provider) where.push({ provider: filter.provider.replaceAll('\0', '') });
  if (filter.createdAt) where.push({ createdAt: withinInstants(filter.createdAt) });
  if (filter.amount) where.push({ amount: withinAmounts(filter.amount) });
  if (filter.hasCredit) where.push({ credit: { $gt: 0 } });
  if (filter.withoutShift) where.push({ shift: null });
  return where;
}
