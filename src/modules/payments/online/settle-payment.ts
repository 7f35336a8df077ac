import type { Context } from '../../../kernel/request/context.ts';
import { Tenant } from '../../tenancy/index.ts';
import { refundsOf } from '../accounts/account.ts';
import { detachClosedShift } from '../model/open-shift.ts';
import type { Payable, Payment, PaymentStatus } from '../model/payment.entity.ts';
import { spentOfCredit } from '../model/payment.repository.ts';
import { emitDebtChanged, recordPaymentChanged } from '../model/payment-events.ts';
import { cancelExcessAttempts } from '../model/request-cancel.ts';
import { openRefund } from '../refunds/settle-refund.ts';

/**
 * Settles a locked payment whose money the provider has taken. It settles debt when at least this amount is due. It is
 * late when the attempt was over before, or less is due: then the brand's policy decides.
 */
export async function settlePayment(ctx: Context, payable: Payable, payment: Payment): Promise<void> {
  // After a partial capture only the captured amount settles debt.
  if (payment.captured != null) Object.assign(payment, { amount: payment.captured, captured: null });
  const fits = payable.open && payment.left() <= payable.due();
  const wasOver = payment.status === 'EXPIRED' || payment.status === 'CANCELLED';
  const policy = fits && !wasOver ? null : await policyOf(ctx);
  // Won back after a chargeback: the part that the guest spent as a credit has already paid for another order.
  const spent = payment.settledAt == null ? 0 : await spentOfCredit(ctx, payment.id);
  payment.settledAt = ctx.services.clock.now();
  payment.cancelledAt = null;
  payment.reviewReason = null;
  payment.failureReason = null;
  if (spent > 0) {
    Object.assign(payment, { status: 'PAID_LATE', credit: Math.max(0, payment.left() - spent) });
    return recordPaymentChanged(ctx, payment, 'PAID_LATE');
  }
  if (fits && (policy === null || policy === 'REOPEN')) return settleDebt(ctx, payable, payment);
  payment.status = 'PAID_LATE';
  recordPaymentChanged(ctx, payment, policy === 'REOPEN' ? 'PAID_LATE' : null);
  if (policy === 'CREDIT') payment.credit = payment.left();
  if (policy === 'REFUND') await refundLatePayment(ctx, payment);
}

/** Settles debt of the order with what is left of the payment. */
export async function settleDebt(ctx: Context, payable: Payable, payment: Payment): Promise<void> {
  await detachClosedShift(ctx, payment);
  // Some of it may have been refunded before it settles debt: late money, or money charged back in between.
  payment.status = payment.refunded === 0 ? 'PAID' : payment.left() > 0 ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
  payable.paid += payment.left();
  recordPaymentChanged(ctx, payment);
  await emitDebtChanged(ctx, payable);
  await cancelExcessAttempts(ctx, payable);
}

/** Takes back settled money that is gone: the bank reversed it, or it never came. The amount is due again. */
export async function unsettlePayment(
  ctx: Context,
  payable: Payable,
  payment: Payment,
  status: Extract<PaymentStatus, 'FAILED' | 'CHARGED_BACK'>,
): Promise<void> {
  const counted = payment.status !== 'PAID_LATE';
  const amount = payment.left();
  payment.status = status;
  payment.credit = null;
  recordPaymentChanged(ctx, payment, status);
  if (!counted) return;
  payable.paid -= amount;
  await emitDebtChanged(ctx, payable);
}

async function policyOf(ctx: Context): Promise<Tenant['latePaymentPolicy']> {
  return (await ctx.em.findOneOrFail(Tenant, { id: ctx.session.tenantId as string })).latePaymentPolicy;
}

/** Opens a refund through the provider; where the provider cannot refund, alerts a person. */
async function refundLatePayment(ctx: Context, payment: Payment): Promise<void> {
  if (refundsOf(ctx, payment) === 'NONE') return recordPaymentChanged(ctx, payment, 'PAID_LATE');
  await openRefund(ctx, payment, { amount: payment.left(), effect: 'NONE', reason: 'The payment came too late.' });
}
