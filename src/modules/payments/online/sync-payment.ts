import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { GatewayUnclear } from '../gateways/gateway.ts';
import { leaseEnd } from '../model/check-schedule.ts';
import { Payment } from '../model/payment.entity.ts';
import { type LockedPayment, lockPayment, pendingRefunds } from '../model/payment.repository.ts';
import { isOpen, isPast } from '../model/payment.status.ts';
import { paymentContext } from '../model/payment-context.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import type { Refund } from '../model/refund.entity.ts';
import { cancelIfExcess, endLocally } from '../model/request-cancel.ts';
import { applyProviderPayment, scheduleNextCheck } from './apply-provider-payment.ts';
import { fetchProviderPayment, type ProviderOutcome } from './fetch-provider-payment.ts';

/**
 * Syncs one payment with its provider: first its pending refunds; then the payment is created there if it was never
 * sent, cancelled or captured if that is due, else read; the answer is merged. It is the only way from a provider
 * to a payment. It is the same after a start, a notification, a crash or a timeout, so it recovers all that was lost.
 * @param isDue syncs only when the payment's check is due; a check is not due while another sync has the lease
 */
export async function syncPayment(services: Services, tenantId: string, paymentId: string, { isDue = false } = {}): Promise<void> {
  const ctx = paymentContext(services, tenantId);
  const begun = await transact(ctx, () => beginSync(ctx, paymentId, isDue));
  if (begun === null) return;
  const { sync, payment, refunds } = begun;
  const outcome = await fetchProviderPayment(ctx, payment, refunds);
  await services.faults?.('syncPayment', 'provider-answered');
  await transact(ctx, async () => {
    const locked = await lockPayment(ctx, paymentId);
    if (sync <= locked.payment.looksApplied) return keepAction(ctx, locked.payment, outcome);
    // Only an answer counts as applied: after an error, the answer of an earlier sync is still news.
    if ('payment' in outcome) locked.payment.looksApplied = sync;
    const now = ctx.services.clock.now();
    // A notification or a cancellation has requested another check since this sync began.
    const again = locked.payment.checkAt != null && locked.payment.checkAt <= now;
    await apply(ctx, locked, outcome, isDue);
    if (again) Object.assign(locked.payment, { checkAt: now, checks: 0 });
    cancelIfExcess(ctx, locked);
  });
}

interface StartedSync {
  readonly sync: number;
  readonly payment: Payment;
  /** Refunds that the provider has not decided on. */
  readonly refunds: readonly Refund[];
}

/** Numbers the sync, so that of two at the same time the later one counts; null: the check is not due, or another sync has it. */
async function beginSync(ctx: Context, id: string, isDue: boolean): Promise<StartedSync | null> {
  const now = ctx.services.clock.now();
  const [row] = await ctx.em.execute<{ looks_begun: number }[]>(
    'update payment set looks_begun = looks_begun + 1, check_at = ? where tenant_id = ? and id = ? and (not ? or check_at <= ?) returning looks_begun',
    [leaseEnd(ctx.services), tenantOf(ctx), id, isDue, now],
  );
  if (!row) return null;
  const payment = await ctx.em.findOneOrFail(Payment, { id }, { populate: ['sealedRequest'] });
  return { sync: row.looks_begun, payment, refunds: await pendingRefunds(ctx, payment) };
}

/** The answer of an overtaken sync is old, but some providers return the customer's action only once: this keeps it. */
function keepAction(ctx: Context, payment: Payment, outcome: ProviderOutcome): void {
  const action = 'payment' in outcome ? outcome.payment?.action : null;
  if (action == null || payment.action != null || !isOpen(payment.status)) return;
  payment.action = action;
  recordPaymentChanged(ctx, payment);
}

async function apply(ctx: Context, locked: LockedPayment, outcome: ProviderOutcome, wasDue: boolean): Promise<void> {
  const { payment } = locked;
  if ('payment' in outcome && outcome.payment) {
    const wasCalledOff = payment.cancelledAt != null;
    await applyProviderPayment(ctx, locked, outcome.payment, wasDue);
    // Cancelled by us because its time was over.
    if (outcome.action === 'CANCEL' && !wasCalledOff && payment.status === 'CANCELLED' && isPast(payment, ctx.services.clock.now())) {
      payment.status = 'EXPIRED';
      recordPaymentChanged(ctx, payment);
    }
    return;
  }
  const before = payment.status;
  if ('payment' in outcome) await applyUnknownPayment(ctx, payment);
  else await applyError(ctx, payment, outcome.action, outcome.error);
  await scheduleNextCheck(ctx, payment, { hasNews: payment.status !== before, wasDue });
}

/** The provider does not know the payment: an open attempt is over. */
async function applyUnknownPayment(ctx: Context, payment: Payment): Promise<void> {
  if (!isOpen(payment.status)) {
    payment.cancelledAt = null;
    return;
  }
  payment.status = isPast(payment, ctx.services.clock.now()) ? 'EXPIRED' : payment.cancelledAt != null ? 'CANCELLED' : 'FAILED';
  payment.failureReason ??= 'The provider does not know it.';
  payment.cancelledAt = null;
  payment.action = null;
  recordPaymentChanged(ctx, payment);
}

async function applyError(ctx: Context, payment: Payment, action: ProviderOutcome['action'], error: Error): Promise<void> {
  if (!isOpen(payment.status)) return;
  if (action === 'CANCEL') return endLocally(ctx, payment, isPast(payment, ctx.services.clock.now()) ? 'EXPIRED' : 'CANCELLED');
  if (action === 'CAPTURE' && !(error instanceof GatewayUnclear)) {
    payment.captured = null;
    payment.failureReason = error.message.slice(0, 500);
  }
  if (action !== 'CREATE' || payment.sentAt != null) return;
  payment.failureReason = error.message.slice(0, 500);
  // Unclear: the provider may have taken the money. It is asked again with the same id, never with another one. A refusal
  // of that second call, or of one of two calls at the same time, says nothing about the other call.
  const isAlone = payment.looksBegun - payment.looksApplied === 1;
  payment.status = error instanceof GatewayUnclear || payment.status === 'UNKNOWN' || !isAlone ? 'UNKNOWN' : 'FAILED';
  recordPaymentChanged(ctx, payment);
}
