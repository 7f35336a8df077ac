import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Payment } from '../model/payment.entity.ts';
import { lockPayment } from '../model/payment.repository.ts';
import { refreshedPayment } from './cancel-payment.ts';

export interface CapturePayment {
  readonly paymentId: string;
  /** Default: the whole authorised amount. What is not captured is released. */
  readonly amount?: Money | null;
}

/** Stores the amount to capture of an authorised payment, before the provider is asked. Only that amount settles debt. */
export async function beginCapture(ctx: Context, { paymentId, amount }: CapturePayment): Promise<Payment> {
  const { payment } = await lockPayment(ctx, paymentId);
  const wanted = checkInteger(amount ?? payment.captured ?? payment.amount, ['amount'], 1, payment.amount);
  if (payment.status === 'PAID' && (amount == null || payment.amount === amount)) return payment;
  if (payment.status !== 'AUTHORIZED' || payment.cancelledAt != null) {
    const { status } = payment;
    throw new UserFailure('INVALID_TRANSITION', `A payment that is ${status} cannot be captured, only one that is AUTHORIZED and not called off.`, {
      field: ['paymentId'],
      details: { status },
    });
  }
  if (payment.captured != null && payment.captured !== wanted) {
    throw new UserFailure('CONFLICT', `A capture of ${payment.captured} is under way.`, { field: ['amount'], details: { amount: payment.captured } });
  }
  payment.captured = wanted;
  payment.checkAt = ctx.services.clock.now();
  payment.checks = 0;
  return payment;
}

/**
 * Asks the provider to capture the stored amount; the next sync recovers a lost answer.
 * @throws PAYMENT_FAILED when the provider refuses, or could not be reached
 */
export async function sendCapture(ctx: Context, begun: Payment): Promise<Payment> {
  if (begun.status !== 'AUTHORIZED') return begun;
  const payment = await refreshedPayment(ctx, begun);
  if (payment.status === 'AUTHORIZED' && payment.captured == null) {
    throw new UserFailure('PAYMENT_FAILED', payment.failureReason ?? 'The provider did not capture it.', {
      field: ['paymentId'],
      details: { paymentId: payment.id },
    });
  }
  return payment;
}
