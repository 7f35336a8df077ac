import { LockMode } from '@mikro-orm/core';
import type { Context } from '../../../kernel/request/context.ts';
import { byId } from '../../../kernel/request/per-em.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { type Money, sumOf } from '../../../kernel/values/money.ts';
import { isId } from '../../tenancy/index.ts';
import { lockPayable } from './payable.repository.ts';
import { type Payable, Payment } from './payment.entity.ts';
import { isOpen } from './payment.status.ts';
import { Refund } from './refund.entity.ts';

/** A payment and its payable, both locked. */
export interface LockedPayment {
  readonly payable: Payable;
  readonly payment: Payment;
}

/** Locks the payable of a payment, then the payment. @throws NOT_FOUND at `paymentId` */
export async function lockPayment(ctx: Context, id: string): Promise<LockedPayment> {
  const found = await findPayment(ctx, id);
  const payable = found && (await lockPayable(ctx, found.orderId));
  if (!payable) throw notFound('Payment', ['paymentId']);
  return { payable, payment: await lockPaymentOnly(ctx, found.id) };
}

/** One payment in the caller's reach; null: none. A use case for kiosks has to check for itself whose order it is. */
export async function findPayment(ctx: Context, id: string): Promise<Payment | null> {
  if (!isId(id)) return null;
  const payment = await ctx.em.findOne(Payment, { id }, { refresh: true });
  return payment && reaches(ctx.session.outletIds, payment.outlet.id) ? payment : null;
}

/** Payments by id, without a check of the caller's reach: for fields of objects that were checked already. */
export const paymentsById = byId(Payment);

/** Locks one payment, but not its payable. */
export function lockPaymentOnly(ctx: Context, id: string): Promise<Payment> {
  return ctx.em.findOneOrFail(Payment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
}

/** Refunds of a payment that its provider has not decided on, oldest first. */
export async function pendingRefunds(ctx: Context, { id: paymentId, status }: Pick<Payment, 'id' | 'status'>): Promise<Refund[]> {
  // No money of it was ever here.
  if (isOpen(status)) return [];
  return ctx.em.find(Refund, { payment: paymentId, status: 'PENDING' }, { orderBy: { createdAt: 'asc', id: 'asc' } });
}

/** Amount of a late payment that was spent as a credit and not refunded to it. */
export async function spentOfCredit(ctx: Context, paymentId: string): Promise<Money> {
  const tenders = await ctx.em.find(Payment, { provider: 'credit', providerReference: paymentId });
  const refunds = await ctx.em.find(Refund, { payment: { $in: tenders.map(({ id }) => id) }, status: 'SUCCEEDED', method: 'GIFT_CARD' });
  return sumOf(tenders.map(({ amount }) => amount)) - sumOf(refunds.map(({ amount }) => amount));
}

/** Whether an order has a pending refund whose amount will be due again (REOPEN). */
export async function isBeingReopened(ctx: Context, orderId: string): Promise<boolean> {
  return (await ctx.em.count(Refund, { orderId, status: 'PENDING', effect: 'REOPEN' })) > 0;
}

/** The refunds of many payments, oldest first, by payment. */
export async function refundsOfPayments(ctx: Context, paymentIds: readonly string[]): Promise<Map<string, Refund[]>> {
  const refunds = await ctx.em.find(Refund, { payment: { $in: [...paymentIds] } }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  return Map.groupBy(refunds, ({ payment }) => payment.id);
}

/** The refunds of many orders, oldest first, by order. */
export async function refundsOfOrders(ctx: Context, orderIds: readonly string[]): Promise<Map<string, Refund[]>> {
  const refunds = await ctx.em.find(Refund, { orderId: { $in: [...orderIds] } }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  return Map.groupBy(refunds, (refund) => refund.orderId);
}
