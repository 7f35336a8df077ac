import type { FilterQuery } from '@mikro-orm/postgresql';
import { type Connection, findNewest, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { idOrNil } from '../../tenancy/index.ts';
import type { PaymentMethod } from './payment-method.ts';
import { Refund, type RefundStatus } from './refund.entity.ts';

export interface RefundsWanted {
  readonly outletId?: string | null;
  readonly orderId?: string | null;
  /** Number among the refunds of the order: 1, 2, 3 … */
  readonly sequence?: number | null;
  readonly businessDate?: string | null;
  readonly status?: readonly RefundStatus[] | null;
  readonly method?: readonly PaymentMethod[] | null;
}

/** Refunds of the outlets in the caller's reach, newest first. */
export function findRefunds(ctx: Context, wanted: RefundsWanted, page: PageArguments): Promise<Connection<Refund>> {
  tenantOf(ctx);
  const { outletIds } = ctx.session;
  const where: FilterQuery<Refund>[] = [];
  if (outletIds !== 'all') where.push({ outlet: { $in: [...outletIds] } });
  if (wanted.outletId != null) where.push({ outlet: idOrNil(wanted.outletId) });
  if (wanted.orderId != null) where.push({ orderId: idOrNil(wanted.orderId) });
  if (wanted.sequence != null) where.push({ sequence: wanted.sequence });
  if (wanted.businessDate != null) where.push({ businessDate: wanted.businessDate });
  if (wanted.status) where.push({ status: { $in: [...wanted.status] } });
  if (wanted.method) where.push({ method: { $in: [...wanted.method] } });
  return findNewest(ctx.em, Refund, 'createdAt', where, page);
}
