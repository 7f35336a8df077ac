import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { GatewayUnclear } from '../gateways/gateway.ts';
import { callOffIfUnwanted, endNow } from '../model/call-off.ts';
import { leaseEnd } from '../model/check-schedule.ts';
import { Payment } from '../model/payment.entity.ts';
import { type LockedPayment, lockPayment, pendingRefunds } from '../model/payment.repository.ts';
import { isOpen, isPast } from '../model/payment.status.ts';
import { paymentContext } from '../model/payment-context.ts';
import type { Refund } from '../model/refund.entity.ts';
import { paymentChanged } from '../model/tell-payment.ts';
import { applyObservation, schedule } from './apply-observation.ts';
import { askProvider, type Outcome } from './ask-provider.ts';

/**
 * Looks at one payment at its provider and merges what it says: creates it there when it was not heard of, ends it when
 * nobody wants it, else reads it; then its refunds. The one way from a provider to a payment: after a start, a
 * notification, a crash or a timeout it is the same, so whatever is lost is found again.
 * @param isDue looks only when the time for it has come, and nobody else does
 */
export async function lookAtPayment(services: Services, tenantId: string, paymentId: string, { isDue = false } = {}): Promise<void> {
  const ctx = paymentContext(services, tenantId);
  const begun = await transact(ctx, () => beginLook(ctx, paymentId, isDue));
  if (begun === null) return;
  const { look, payment, refunds } = begun;
  const outcome = await askProvider(ctx, payment, refunds);
  await services.faults?.('lookAtPayment', 'provider-answered');
  await transact(ctx, async () => {
    const locked = await lockPayment(ctx, paymentId);
    if (look <= locked.payment.looksApplied) return keepAction(ctx, locked.payment, outcome);
    // What was not heard is no news: an answer on its way still is.
    if ('seen' in outcome) locked.payment.looksApplied = look;
    const now = ctx.services.clock.now();
    // Somebody has asked for another look since this one began: a notification, or a call-off.
    const again = locked.payment.checkAt != null && locked.payment.checkAt <= now;
    await apply(ctx, locked, outcome, isDue);
    if (again) Object.assign(locked.payment, { checkAt: now, checks: 0 });
    callOffIfUnwanted(ctx, locked);
  });
}

interface BegunLook {
  readonly look: number;
  readonly payment: Payment;
  /** That the provider has not decided on. */
  readonly refunds: readonly Refund[];
}

/** Numbers the look, so that of two at the same time the later one counts; null: somebody else is looking. */
async function beginLook(ctx: Context, id: string, isDue: boolean): Promise<BegunLook | null> {
  const now = ctx.services.clock.now();
  const [row] = await ctx.em.execute<{ looks_begun: number }[]>(
    'update payment set looks_begun = looks_begun + 1, check_at = ? where tenant_id = ? and id = ? and (not ? or check_at <= ?) returning looks_begun',
    [leaseEnd(ctx.services), tenantOf(ctx), id, isDue, now],
  );
  if (!row) return null;
  const payment = await ctx.em.findOneOrFail(Payment, { id }, { populate: ['sealedRequest'] });
  return { look: row.looks_begun, payment, refunds: await pendingRefunds(ctx, id) };
}

/** A look that was overtaken is old news, but some providers tell only once what the customer is to act on. */
function keepAction(ctx: Context, payment: Payment, outcome: Outcome): void {
  const action = 'seen' in outcome ? outcome.seen?.action : null;
  if (action == null || payment.action != null || !isOpen(payment.status)) return;
  payment.action = action;
  paymentChanged(ctx, payment);
}

async function apply(ctx: Context, locked: LockedPayment, outcome: Outcome, wasDue: boolean): Promise<void> {
  const { payment } = locked;
  if ('seen' in outcome && outcome.seen) {
    const wasCalledOff = payment.cancelledAt != null;
    await applyObservation(ctx, locked, outcome.seen, wasDue);
    // Ended by us because its time was over.
    if (outcome.asked === 'CANCEL' && !wasCalledOff && payment.status === 'CANCELLED' && isPast(payment, ctx.services.clock.now())) {
      payment.status = 'EXPIRED';
      paymentChanged(ctx, payment);
    }
    return;
  }
  const before = payment.status;
  if ('seen' in outcome) await applyNothing(ctx, payment);
  else await applyError(ctx, payment, outcome.asked, outcome.error);
  await schedule(ctx, payment, { hasNews: payment.status !== before, wasDue });
}

/** The provider knows nothing of it: what nobody wants is over; what it was never asked for is asked for again. */
async function applyNothing(ctx: Context, payment: Payment): Promise<void> {
  if (!isOpen(payment.status)) {
    payment.cancelledAt = null;
    return;
  }
  payment.status = isPast(payment, ctx.services.clock.now()) ? 'EXPIRED' : payment.cancelledAt != null ? 'CANCELLED' : 'FAILED';
  payment.failureReason ??= 'The provider does not know it.';
  payment.cancelledAt = null;
  payment.action = null;
  paymentChanged(ctx, payment);
}

async function applyError(ctx: Context, payment: Payment, asked: Outcome['asked'], error: Error): Promise<void> {
  if (!isOpen(payment.status)) return;
  if (asked === 'CANCEL') return endNow(ctx, payment, isPast(payment, ctx.services.clock.now()) ? 'EXPIRED' : 'CANCELLED');
  if (asked === 'CAPTURE' && !(error instanceof GatewayUnclear)) {
    payment.captured = null;
    payment.failureReason = error.message.slice(0, 500);
  }
  if (asked !== 'CREATE' || payment.sentAt != null) return;
  payment.failureReason = error.message.slice(0, 500);
  // Unclear: it may have taken the money. It is asked again with the same id, never with another; that it refuses then,
  // or one of two who ask at the same time, says nothing about the other time.
  const isAlone = payment.looksBegun - payment.looksApplied === 1;
  payment.status = error instanceof GatewayUnclear || payment.status === 'UNKNOWN' || !isAlone ? 'UNKNOWN' : 'FAILED';
  paymentChanged(ctx, payment);
}
