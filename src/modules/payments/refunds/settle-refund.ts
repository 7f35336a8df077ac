import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { type Money, sumOf } from '../../../kernel/values/money.ts';
import { actingUser, User } from '../../identity/index.ts';
import { gatewayOf } from '../accounts/account.ts';
import { detachClosedShift } from '../model/open-shift.ts';
import type { Payable, Payment, PaymentStatus } from '../model/payment.entity.ts';
import { lockPaymentOnly, pendingRefunds } from '../model/payment.repository.ts';
import { isSettled } from '../model/payment.status.ts';
import { emitDebtChanged, recordPaymentChanged } from '../model/payment-events.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { Refund, type RefundEffect } from '../model/refund.entity.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    /** A refund succeeded; emitted after payment.changed. */
    'refund.succeeded': Refund;
  }
}

/** A refund as the calling use case has calculated it. */
export interface NewRefund {
  readonly amount: Money;
  readonly effect: RefundEffect;
  /** Default: the method of the payment. */
  readonly method?: PaymentMethod;
  /** Rounding of a refund in cash. */
  readonly rounding?: Money;
  readonly parts?: Readonly<Record<string, unknown>> | null;
  readonly reason: string;
  readonly approverId?: string | null;
  readonly shiftId?: string | null;
}

/**
 * Opens a refund of a locked payment: at most what was taken, minus refunds that succeeded or are pending. The caller has
 * locked the payable, too, so that the refunds of an order are numbered one after the other.
 */
export async function openRefund(ctx: Context, payment: Payment, { approverId, shiftId, ...details }: NewRefund): Promise<Refund> {
  const left = payment.left() - (await pendingAmount(ctx, payment));
  if (details.amount > left) throw new UserFailure('REFUND_EXCEEDS_PAID', `Only ${left} of the payment is left.`, { field: ['amount'], details: { left } });
  const now = ctx.services.clock.now();
  const outlet = await payment.outlet.loadOrFail();
  const refund = ctx.em.create(Refund, {
    ...details,
    payment,
    orderId: payment.orderId,
    outlet,
    sequence: await nextSequence(ctx, payment.orderId),
    businessDate: outlet.businessDateOf(now),
    method: details.method ?? payment.method,
    status: 'PENDING',
    user: actingUser(ctx),
    approver: approverId == null ? null : ctx.em.getReference(User, approverId),
    shift: shiftId ?? null,
    deviceId: ctx.session.deviceId,
    createdAt: now,
  });
  await ctx.em.persist(refund).flush();
  if (refund.method === payment.method && gatewayOf(ctx, payment.provider)) {
    payment.checkAt = now;
    payment.checks = 0;
  }
  return refund;
}

async function nextSequence(ctx: Context, orderId: string): Promise<number> {
  const [last] = await ctx.em.execute<{ sequence: number | null }[]>('select max(sequence) as sequence from refund where tenant_id = ? and order_id = ?', [
    tenantOf(ctx),
    orderId,
  ]);
  return (last?.sequence ?? 0) + 1;
}

/** Amount of a locked payment that may still be refunded: without the pending refunds. */
export async function refundableAmount(ctx: Context, payment: Payment): Promise<Money> {
  return payment.free() - (await pendingAmount(ctx, payment));
}

async function pendingAmount(ctx: Context, payment: Payment): Promise<Money> {
  return sumOf((await pendingRefunds(ctx, payment)).map(({ amount }) => amount));
}

/** Marks a refund as succeeded, and updates the payment, the debt and the order. */
export async function settleRefund(ctx: Context, payable: Payable, payment: Payment, refund: Refund): Promise<void> {
  const isThere = isSettled(payment.status) || payment.status === 'PAID_LATE';
  const overspent = payment.credit != null && refund.amount > payment.credit;
  // Charged back before the refund succeeded: the payment settles no debt any more, and the guest has the money twice.
  if (!isThere) refund.effect = 'NONE';
  refund.status = 'SUCCEEDED';
  refund.settledAt = ctx.services.clock.now();
  refund.businessDate = (await payment.outlet.loadOrFail()).businessDateOf(refund.settledAt);
  payment.refunded += refund.amount;
  if (payment.credit != null) payment.credit = Math.max(0, payment.credit - refund.amount);
  if (payment.provider === 'credit' && refund.method === payment.method) await raiseCredit(ctx, payment, refund.amount);
  await detachClosedShift(ctx, refund);
  if (isThere) payment.status = statusAfter(payment, refund);
  // A certificate that was refunded as a whole may be recorded again, e.g. for the right order.
  if (payment.status === 'REFUNDED') payment.certificateKey = null;
  if (refund.effect === 'RETURN') payable.refunded += refund.amount;
  if (refund.effect === 'REOPEN') payable.paid -= refund.amount;
  recordPaymentChanged(ctx, payment, overspent || !isThere ? 'REFUNDED_TWICE' : null);
  await emitDebtChanged(ctx, payable);
  await emit(ctx, 'refund.succeeded', refund);
}

/** Late money stays PAID_LATE while some of it is left: it never settled debt. */
function statusAfter(payment: Payment, { effect }: Refund): PaymentStatus {
  if (payment.left() === 0) return 'REFUNDED';
  return effect === 'NONE' ? payment.status : 'PARTIALLY_REFUNDED';
}

/** A refund of a payment with credit raises the credit of the late payment that it came from. */
async function raiseCredit(ctx: Context, { providerReference }: Payment, amount: Money): Promise<void> {
  const late = await lockPaymentOnly(ctx, providerReference ?? '');
  if (late.status !== 'PAID_LATE' || late.credit == null) {
    throw new UserFailure('CONFLICT', 'The credit that it was paid with does not exist any more; give it back in cash (cash: true).', { field: ['cash'] });
  }
  late.credit += amount;
  recordPaymentChanged(ctx, late);
}
