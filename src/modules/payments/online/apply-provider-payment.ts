import type { Context } from '../../../kernel/request/context.ts';
import { sumOf } from '../../../kernel/values/money.ts';
import type { ProviderPayment } from '../gateways/gateway.ts';
import { nextCheck } from '../model/check-schedule.ts';
import type { Payable, Payment, PaymentStatus, ReviewReason } from '../model/payment.entity.ts';
import { type LockedPayment, pendingRefunds } from '../model/payment.repository.ts';
import { isOpen, isOver, isSettled, nextStatus } from '../model/payment.status.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import { Refund } from '../model/refund.entity.ts';
import { openRefund, settleRefund } from '../refunds/settle-refund.ts';
import { settlePayment, unsettlePayment } from './settle-payment.ts';

/**
 * Merges a provider's answer into a locked payment in any status; money that was taken is never lost.
 * @param wasDue whether the check was a scheduled one
 */
export async function applyProviderPayment(ctx: Context, { payable, payment }: LockedPayment, observed: ProviderPayment, wasDue: boolean): Promise<void> {
  const before = payment.status;
  const wrong = mismatch(payment, observed);
  storeDetails(ctx, payment, observed);
  await moveStatus(ctx, payable, payment, observed, wrong);
  await recordExternalRefunds(ctx, payable, payment, observed);
  await scheduleNextCheck(ctx, payment, { hasNews: before !== payment.status, wasDue });
}

/** Schedules the next provider check. A status change restarts the back-off; a manual check does not consume a scheduled one. */
export async function scheduleNextCheck(
  ctx: Context,
  payment: Payment,
  { hasNews, wasDue }: { readonly hasNews: boolean; readonly wasDue: boolean },
): Promise<void> {
  if (hasNews) payment.checks = 0;
  else if (!wasDue) payment.checks = Math.max(0, payment.checks - 1);
  const now = ctx.services.clock.now();
  const refunds = await pendingRefunds(ctx, payment);
  const isUnsent = refunds.some(({ sentAt }) => sentAt == null);
  payment.checkAt = isUnsent && hasNews ? now : nextCheck(payment, now, refunds.length > 0);
  payment.checks += 1;
}

/** The first field in which the provider's answer differs from the payment; null: none does. */
function mismatch(payment: Payment, observed: ProviderPayment): ReviewReason | null {
  if (observed.ourReference !== null && observed.ourReference !== payment.id) return 'REFERENCE';
  if (payment.providerReference != null && observed.providerReference !== null && observed.providerReference !== payment.providerReference) return 'REFERENCE';
  if (observed.currency !== null && observed.currency !== payment.currency) return 'CURRENCY';
  const missing = observed.status === 'PAID' && !isSettled(payment.status) ? missingDetail(payment, observed) : null;
  if (missing) return missing;
  // A payment captured in part is settled with the captured amount; the provider still reports the whole amount.
  if (!isSettled(payment.status) && payment.status !== 'PAID_LATE' && observed.amount !== null && observed.amount !== payment.amount) return 'AMOUNT';
  if (observed.status === 'PAID' && observed.captured != null && observed.captured !== (payment.captured ?? payment.amount)) return 'AMOUNT';
  return null;
}

/** A paid answer without reference, currency or amount needs a person; null: nothing is missing. */
function missingDetail(payment: Payment, { ourReference, providerReference, currency, amount }: ProviderPayment): ReviewReason | null {
  if (ourReference === null && (providerReference === null || providerReference !== payment.providerReference)) return 'REFERENCE';
  if (currency === null) return 'CURRENCY';
  return amount === null ? 'AMOUNT' : null;
}

function storeDetails(ctx: Context, payment: Payment, observed: ProviderPayment): void {
  const now = ctx.services.clock.now();
  payment.sentAt ??= now;
  payment.sealedRequest = null;
  payment.providerReference ??= observed.providerReference;
  payment.providerData = { ...payment.providerData, ...observed.data };
  payment.providerResponse = observed.response;
  if (observed.action && isOpen(payment.status)) payment.action = observed.action;
  if (observed.expiresAt && isOpen(payment.status)) payment.expiresAt = observed.expiresAt;
  if (observed.reason) payment.failureReason = observed.reason.slice(0, 500);
}

async function moveStatus(ctx: Context, payable: Payable, payment: Payment, observed: ProviderPayment, wrong: ReviewReason | null): Promise<void> {
  const isMoney = observed.status === 'PAID' || observed.status === 'AUTHORIZED' || isOpen(payment.status);
  const ends = observed.status === 'FAILED' || observed.status === 'CANCELLED' || observed.status === 'EXPIRED';
  if (wrong !== null && isMoney && !ends) return review(ctx, payment, wrong, observed);
  // A payment that did not match once waits for a person, unless it ended without money.
  if (payment.status === 'UNDER_REVIEW' && payment.reviewReason !== 'PROVIDER' && !ends) return;
  // The provider holds money for an attempt that is over here: cancelling it there releases the money.
  if (observed.status === 'AUTHORIZED' && isOver(payment.status)) payment.cancelledAt = ctx.services.clock.now();
  if (ends || (observed.status === 'PAID' && isSettled(payment.status))) payment.cancelledAt = null;
  const next = nextStatus(payment.status, observed.status);
  if (next === null) return;
  if (next === 'PAID') return settlePayment(ctx, payable, payment);
  if (next === 'UNDER_REVIEW') return review(ctx, payment, 'PROVIDER', observed);
  const hadMoney = isSettled(payment.status) || payment.status === 'PAID_LATE';
  if ((next === 'FAILED' || next === 'CHARGED_BACK') && hadMoney) return unsettlePayment(ctx, payable, payment, next);
  payment.status = next;
  if (next === 'CHARGED_BACK') payment.cancelledAt = null;
  if (isOver(next) || next === 'CHARGED_BACK') payment.action = null;
  recordPaymentChanged(ctx, payment, next === 'CHARGED_BACK' ? next : null);
}

function review(ctx: Context, payment: Payment, reason: ReviewReason, observed: ProviderPayment): void {
  // Settled money stays settled, with the same amount; the alert is still recorded.
  if (!isSettled(payment.status) && payment.status !== 'PAID_LATE') {
    payment.captured = observed.status === 'PAID' ? capturedAmount(observed) : (payment.captured ?? null);
    if (payment.status === 'UNDER_REVIEW') return;
    payment.status = 'UNDER_REVIEW' satisfies PaymentStatus;
    payment.reviewReason = reason;
  }
  recordPaymentChanged(ctx, payment, reason);
}

function capturedAmount({ captured, amount }: ProviderPayment): number | null {
  const taken = captured ?? amount;
  return taken !== null && Number.isSafeInteger(taken) ? taken : null;
}

/** Records refunds that were made in the provider's dashboard. */
async function recordExternalRefunds(ctx: Context, payable: Payable, payment: Payment, observed: ProviderPayment): Promise<void> {
  if (observed.refunded == null || !(isSettled(payment.status) || payment.status === 'PAID_LATE')) return;
  const pending = sumOf((await pendingRefunds(ctx, payment)).map(({ amount }) => amount));
  const unknown = observed.refunded - pending - (await refundedByProvider(ctx, payment));
  const left = payment.left() - pending;
  const elsewhere = Math.min(unknown, left);
  // Refunded at the till, too: the guest has the money twice.
  if (unknown > left) recordPaymentChanged(ctx, payment, 'REFUNDED_TWICE');
  if (!(elsewhere > 0)) return;
  // As at the till: while the order is not paid in full, a refund makes its amount due again.
  const effect = payment.status === 'PAID_LATE' ? 'NONE' : payable.due() > 0 ? 'REOPEN' : 'RETURN';
  const refund = await openRefund(ctx, payment, { amount: elsewhere, effect, reason: 'Given back at the provider.' });
  refund.sentAt = ctx.services.clock.now();
  await settleRefund(ctx, payable, payment, refund);
}

/** Amount of the succeeded refunds that went through the provider; refunds in cash did not. */
async function refundedByProvider(ctx: Context, payment: Payment): Promise<number> {
  const refunds = await ctx.em.find(Refund, { payment: payment.id, status: 'SUCCEEDED', method: payment.method });
  return sumOf(refunds.map(({ amount }) => amount));
}
