import { LockMode } from '@mikro-orm/core';
import type { Context } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { shownRows } from '../../../kernel/request/shown-rows.ts';
import { isId } from '../../tenancy/index.ts';
import { Payable, Payment } from './payment.entity.ts';

/** The payable of an order, locked until the end of the transaction; null when the caller's reach has none. */
export async function lockPayable(ctx: Context, orderId: string): Promise<Payable | null> {
  if (!isId(orderId)) return null;
  const payable = await ctx.em.findOne(Payable, { id: orderId }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  return payable && reaches(ctx.session.outletIds, payable.outlet.id) ? payable : null;
}

/** Payments by order, oldest first, to be shown. */
export const paymentsOfOrder = shownRows(Payment, 'orderId', ['createdAt', 'id']);
