import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { refundsOf } from '../accounts/account.ts';
import type { Payable, Payment } from '../model/payment.entity.ts';
import { lockPayment, pendingRefunds } from '../model/payment.repository.ts';
import { PaymentDecision } from '../model/payment.status.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import { openRefund } from '../refunds/settle-refund.ts';
import { settleDebt } from './settle-payment.ts';

export interface ReviewPayment {
  readonly paymentId: string;
  readonly decision: PaymentDecision;
  readonly reason: string;
}

/** Carries out a person's decision on a payment that is UNDER_REVIEW or PAID_LATE. */
export async function reviewPayment(ctx: Context, input: ReviewPayment): Promise<Payment> {
  const reason = checkText(input.reason, ['reason'], { max: 200 });
  const { payable, payment } = await lockPayment(ctx, input.paymentId);
  const { status, refunded } = payment;
  if (status !== 'UNDER_REVIEW' && status !== 'PAID_LATE') {
    throw new UserFailure('INVALID_TRANSITION', `A payment that is ${status} needs no decision.`, { field: ['paymentId'], details: { status } });
  }
  if ((await pendingRefunds(ctx, payment)).length > 0) throw new UserFailure('CONFLICT', 'It is being given back already.', { field: ['paymentId'] });
  const before = { status, amount: payment.amount, refunded };
  await decide(ctx, payable, payment, input.decision, reason);
  await audit(ctx, {
    action: 'PAYMENT_REVIEWED',
    outletId: payment.outlet.id,
    entityType: 'Payment',
    entityId: payment.id,
    reason,
    before,
    after: { decision: input.decision, status: payment.status, amount: payment.amount },
  });
  return payment;
}

async function decide(ctx: Context, payable: Payable, payment: Payment, decision: PaymentDecision, reason: string): Promise<void> {
  const taken = payment.left();
  const free = payment.free();
  if (free < taken && (decision === 'ACCEPT' || free === 0)) {
    throw new UserFailure('CONFLICT', `${taken - free} of it is spent as a credit.`, { field: ['decision'], details: { spent: taken - free } });
  }
  payment.cancelledAt = null;
  payment.settledAt ??= ctx.services.clock.now();
  if (decision === 'ACCEPT') {
    const due = payable.due();
    if (taken > due) throw new UserFailure('AMOUNT_MISMATCH', `Only ${due} is due, ${taken} was taken.`, { field: ['decision'], details: { due, taken } });
    Object.assign(payment, { amount: payment.captured ?? payment.amount, captured: null, credit: null, reviewReason: null });
    return settleDebt(ctx, payable, payment);
  }
  if (decision === 'REJECT') {
    if (payment.status === 'PAID_LATE')
      throw new UserFailure('CONFLICT', 'The money was taken: it can be accepted, given back or kept as a credit.', { field: ['decision'] });
    payment.status = 'FAILED';
    payment.settledAt = null;
    payment.failureReason = reason;
    return recordPaymentChanged(ctx, payment);
  }
  payment.status = 'PAID_LATE';
  payment.reviewReason = null;
  recordPaymentChanged(ctx, payment);
  if (decision === 'CREDIT') {
    payment.credit = free;
    return;
  }
  if (refundsOf(ctx, payment) === 'NONE')
    throw new UserFailure('CONFLICT', `${payment.provider} cannot give back ${payment.method} payments.`, { field: ['decision'] });
  await openRefund(ctx, payment, { amount: free, effect: 'NONE', reason });
}
