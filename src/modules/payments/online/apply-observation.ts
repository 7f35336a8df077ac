import type { Context } from '../../../kernel/request/context.ts';
import { sumOf } from '../../../kernel/values/money.ts';
import type { Observation } from '../gateways/gateway.ts';
import { nextCheck } from '../model/check-schedule.ts';
import type { Payable, Payment, PaymentStatus, ReviewReason } from '../model/payment.entity.ts';
import { type LockedPayment, pendingRefunds } from '../model/payment.repository.ts';
import { isOpen, isOver, isSettled, nextStatus } from '../model/payment.status.ts';
import { Refund } from '../model/refund.entity.ts';
import { paymentChanged } from '../model/tell-payment.ts';
import { openRefund, settleRefund } from '../refunds/settle-refund.ts';
import { settlePayment, unsettlePayment } from './settle-payment.ts';

/**
 * Merges what a provider says into a locked payment, whatever it was before; nothing that was taken is ever forgotten.
 * @param wasDue it was looked at because its time had come
 */
export async function applyObservation(ctx: Context, { payable, payment }: LockedPayment, seen: Observation, wasDue: boolean): Promise<void> {
  const before = payment.status;
  const wrong = mismatch(payment, seen);
  note(ctx, payment, seen);
  await move(ctx, payable, payment, seen, wrong);
  await noteRefundsElsewhere(ctx, payable, payment, seen);
  await schedule(ctx, payment, { hasNews: before !== payment.status, wasDue });
}

/** Plans the next look; news begin the waiting times anew. Whoever asks in between takes none of the looks away that are to come. */
export async function schedule(ctx: Context, payment: Payment, { hasNews, wasDue }: { readonly hasNews: boolean; readonly wasDue: boolean }): Promise<void> {
  if (hasNews) payment.checks = 0;
  else if (!wasDue) payment.checks = Math.max(0, payment.checks - 1);
  const now = ctx.services.clock.now();
  const refunds = await pendingRefunds(ctx, payment.id);
  const isUnsent = refunds.some(({ sentAt }) => sentAt == null);
  payment.checkAt = isUnsent && hasNews ? now : nextCheck(payment, now, refunds.length > 0);
  payment.checks += 1;
}

/** What does not fit between a payment and what its provider says of it; null: all does. */
function mismatch(payment: Payment, seen: Observation): ReviewReason | null {
  if (seen.ourReference !== null && seen.ourReference !== payment.id) return 'REFERENCE';
  if (payment.providerReference != null && seen.providerReference !== null && seen.providerReference !== payment.providerReference) return 'REFERENCE';
  if (seen.currency !== null && seen.currency !== payment.currency) return 'CURRENCY';
  const unsaid = seen.status === 'PAID' && !isSettled(payment.status) ? unsaidOf(payment, seen) : null;
  if (unsaid) return unsaid;
  // Captured in part, it is settled with what was captured; the provider still tells the whole.
  if (!isSettled(payment.status) && payment.status !== 'PAID_LATE' && seen.amount !== null && seen.amount !== payment.amount) return 'AMOUNT';
  if (seen.status === 'PAID' && seen.captured != null && seen.captured !== (payment.captured ?? payment.amount)) return 'AMOUNT';
  return null;
}

/** Money that is said to be there, but not which, of what or how much, is for a person. */
function unsaidOf(payment: Payment, { ourReference, providerReference, currency, amount }: Observation): ReviewReason | null {
  if (ourReference === null && (providerReference === null || providerReference !== payment.providerReference)) return 'REFERENCE';
  if (currency === null) return 'CURRENCY';
  return amount === null ? 'AMOUNT' : null;
}

function note(ctx: Context, payment: Payment, seen: Observation): void {
  const now = ctx.services.clock.now();
  payment.sentAt ??= now;
  payment.sealedRequest = null;
  payment.providerReference ??= seen.providerReference;
  payment.providerData = { ...payment.providerData, ...seen.data };
  payment.providerResponse = seen.response;
  if (seen.action && isOpen(payment.status)) payment.action = seen.action;
  if (seen.expiresAt && isOpen(payment.status)) payment.expiresAt = seen.expiresAt;
  if (seen.reason) payment.failureReason = seen.reason.slice(0, 500);
}

async function move(ctx: Context, payable: Payable, payment: Payment, seen: Observation, wrong: ReviewReason | null): Promise<void> {
  const isMoney = seen.status === 'PAID' || seen.status === 'AUTHORIZED' || isOpen(payment.status);
  const ends = seen.status === 'FAILED' || seen.status === 'CANCELLED' || seen.status === 'EXPIRED';
  if (wrong !== null && isMoney && !ends) return review(ctx, payment, wrong, seen);
  // What did not fit once stays with a person, unless no money came.
  if (payment.status === 'UNDER_REVIEW' && payment.reviewReason !== 'PROVIDER' && !ends) return;
  // Held at the provider though it is over here: it has to be given free.
  if (seen.status === 'AUTHORIZED' && isOver(payment.status)) payment.cancelledAt = ctx.services.clock.now();
  if (ends || (seen.status === 'PAID' && isSettled(payment.status))) payment.cancelledAt = null;
  const next = nextStatus(payment.status, seen.status);
  if (next === null) return;
  if (next === 'PAID') return settlePayment(ctx, payable, payment);
  if (next === 'UNDER_REVIEW') return review(ctx, payment, 'PROVIDER', seen);
  const hadMoney = isSettled(payment.status) || payment.status === 'PAID_LATE';
  if ((next === 'FAILED' || next === 'CHARGED_BACK') && hadMoney) return unsettlePayment(ctx, payable, payment, next);
  payment.status = next;
  if (next === 'CHARGED_BACK') payment.cancelledAt = null;
  if (isOver(next) || next === 'CHARGED_BACK') payment.action = null;
  paymentChanged(ctx, payment, next === 'CHARGED_BACK' ? next : null);
}

function review(ctx: Context, payment: Payment, reason: ReviewReason, seen: Observation): void {
  // Settled money does not become doubtful, nor less; somebody should know all the same.
  if (!isSettled(payment.status) && payment.status !== 'PAID_LATE') {
    payment.captured = seen.status === 'PAID' ? takenOf(seen) : (payment.captured ?? null);
    if (payment.status === 'UNDER_REVIEW') return;
    payment.status = 'UNDER_REVIEW' satisfies PaymentStatus;
    payment.reviewReason = reason;
  }
  paymentChanged(ctx, payment, reason);
}

function takenOf({ captured, amount }: Observation): number | null {
  const taken = captured ?? amount;
  return taken !== null && Number.isSafeInteger(taken) ? taken : null;
}

/** What was given back at the provider's own desk, without us. */
async function noteRefundsElsewhere(ctx: Context, payable: Payable, payment: Payment, seen: Observation): Promise<void> {
  if (seen.refunded == null || !(isSettled(payment.status) || payment.status === 'PAID_LATE')) return;
  const pending = sumOf((await pendingRefunds(ctx, payment.id)).map(({ amount }) => amount));
  const unknown = seen.refunded - pending - (await givenBackByProvider(ctx, payment));
  const left = payment.left() - pending;
  const elsewhere = Math.min(unknown, left);
  // By the till, too: the guest has it twice.
  if (unknown > left) paymentChanged(ctx, payment, 'REFUNDED_TWICE');
  if (!(elsewhere > 0)) return;
  // As at the till: of what is not paid in full yet a payment is undone.
  const effect = payment.status === 'PAID_LATE' ? 'NONE' : payable.due() > 0 ? 'REOPEN' : 'RETURN';
  const refund = await openRefund(ctx, payment, { amount: elsewhere, effect, reason: 'Given back at the provider.' });
  refund.sentAt = ctx.services.clock.now();
  await settleRefund(ctx, payable, payment, refund);
}

/** Refunds in cash are not the provider's. */
async function givenBackByProvider(ctx: Context, payment: Payment): Promise<number> {
  const refunds = await ctx.em.find(Refund, { payment: payment.id, status: 'SUCCEEDED', method: payment.method });
  return sumOf(refunds.map(({ amount }) => amount));
}
