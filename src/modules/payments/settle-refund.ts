import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { type Money, sumOf } from '../../kernel/money.ts';
import { actingUser, User } from '../identity/index.ts';
import type { Payable, Payment, PaymentMethod } from './payment.entity.ts';
import { pendingRefunds } from './payment.repository.ts';
import { Refund, type RefundEffect } from './refund.entity.ts';
import { debtChanged, paymentChanged } from './tell-payment.ts';

/** Money to give back, as its own use case has worked it out. */
export interface RefundToOpen {
  readonly amount: Money;
  readonly effect: RefundEffect;
  /** How; default: as it was paid. */
  readonly method?: PaymentMethod;
  /** Of cash. */
  readonly rounding?: Money;
  readonly parts?: Readonly<Record<string, unknown>> | null;
  readonly reason: string;
  readonly approverId?: string | null;
  readonly shiftId?: string | null;
}

/** Opens a refund of a locked payment; never more than was taken of it and is not promised back already. */
export async function openRefund(ctx: Context, payment: Payment, { approverId, shiftId, ...given }: RefundToOpen): Promise<Refund> {
  const promised = sumOf((await pendingRefunds(ctx, payment.id)).map(({ amount }) => amount));
  const left = payment.left() - promised;
  if (given.amount > left) throw new Failure('REFUND_EXCEEDS_PAID', `Only ${left} of the payment is left.`, { field: ['amount'], details: { left } });
  const now = ctx.services.clock.now();
  const refund = ctx.em.create(Refund, {
    ...given,
    payment,
    orderId: payment.orderId,
    outlet: payment.outlet,
    method: given.method ?? payment.method,
    status: 'PENDING',
    user: actingUser(ctx),
    approver: approverId == null ? null : ctx.em.getReference(User, approverId),
    shift: shiftId ?? null,
    deviceId: ctx.session.deviceId,
    createdAt: now,
  });
  await ctx.em.persist(refund).flush();
  payment.checkAt = now;
  payment.checks = 0;
  return refund;
}

/** The money is given back: the payment, the debt and the order follow. */
export async function settleRefund(ctx: Context, payable: Payable, payment: Payment, refund: Refund): Promise<void> {
  refund.status = 'SUCCEEDED';
  refund.settledAt = ctx.services.clock.now();
  payment.refunded += refund.amount;
  if (payment.credit != null) payment.credit = Math.max(0, payment.credit - refund.amount);
  payment.status = payment.left() === 0 ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (refund.effect === 'RETURN') payable.refunded += refund.amount;
  if (refund.effect === 'REOPEN') payable.paid -= refund.amount;
  paymentChanged(ctx, payment);
  await debtChanged(ctx, payable);
}
