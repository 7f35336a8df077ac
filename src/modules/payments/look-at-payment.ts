import { type Context, type Services, tenantOf } from '../../kernel/context.ts';
import { transact } from '../../kernel/transaction.ts';
import { within } from '../../kernel/within.ts';
import { accountOf, gatewayOf } from './account.ts';
import { applyObservation, schedule } from './apply-observation.ts';
import { callOffIfUnwanted, endNow } from './call-off.ts';
import { leaseEnd } from './check-schedule.ts';
import {
  type Account,
  type Attempt,
  type Gateway,
  GatewayRefused,
  GatewayUnclear,
  GatewayUnreachable,
  type Observation,
  type Wishes,
} from './gateways/gateway.ts';
import { lookAtRefunds } from './look-at-refunds.ts';
import { Payment } from './payment.entity.ts';
import { type LockedPayment, lockPayment, pendingRefunds } from './payment.repository.ts';
import { isOpen, isPast } from './payment.status.ts';
import { paymentContext } from './payment-context.ts';
import type { Refund } from './refund.entity.ts';
import { openSealedWishes } from './sealed-wishes.ts';
import { paymentChanged } from './tell-payment.ts';

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
  const gateway = gatewayOf(ctx, payment.provider);
  const account = gateway && (await accountOf(ctx, payment.provider));
  const outcome = gateway && account ? await visit(ctx, gateway, account, payment, refunds) : noAccount(ctx, payment);
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

/** First its refunds, so that what is read afterwards knows of them. */
async function visit(ctx: Context, gateway: Gateway, account: Account, payment: Payment, refunds: readonly Refund[]): Promise<Outcome> {
  const left = timeOf(ctx.services);
  await lookAtRefunds(ctx.services, { gateway, account, payment, attempt: attemptOf(payment), left }, refunds);
  return ask(ctx, gateway, account, payment, left);
}

/** The account was there when it was started; somebody has to bring it back. */
function noAccount(ctx: Context, payment: Payment): Outcome {
  const { tenantId, id, provider } = payment;
  ctx.services.logger.error({ tenantId, paymentId: id, provider }, 'no account with the provider of a payment');
  return { asked: whatToAsk(payment, ctx.services.clock.now()), error: new GatewayUnreachable(`There is no account with ${provider}.`) };
}

/** How many milliseconds a look has left: a little longer than one call, however many it takes; whoever waits is a guest. */
function timeOf({ settings }: Services): () => number {
  const end = performance.now() + 1.25 * settings.providerDeadlineMilliseconds;
  return () => Math.max(0, end - performance.now());
}

/** What came of asking the provider. null: it has none. */
type Outcome = { readonly asked: 'CREATE' | 'CAPTURE' | 'CANCEL' | 'READ' } & ({ readonly seen: Observation | null } | { readonly error: Error });

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

async function ask(ctx: Context, gateway: Gateway, account: Account, payment: Payment, left: () => number): Promise<Outcome> {
  const asked = whatToAsk(payment, ctx.services.clock.now());
  try {
    const seen = await within(left(), askFor(ctx, asked, gateway, account, payment), () => {
      throw new GatewayUnclear(`${gateway.provider} takes too long.`);
    });
    return { asked, seen };
  } catch (error) {
    if (error instanceof GatewayRefused || error instanceof GatewayUnreachable || error instanceof GatewayUnclear) {
      ctx.services.logger.warn(
        { tenantId: account.tenantId, paymentId: payment.id, provider: gateway.provider, asked, reason: error.message },
        'a provider did not do as asked',
      );
      return { asked, error };
    }
    throw error;
  }
}

async function askFor(ctx: Context, asked: Outcome['asked'], gateway: Gateway, account: Account, payment: Payment): Promise<Observation | null> {
  const attempt = attemptOf(payment);
  if (asked === 'CREATE') return create(ctx, gateway, account, payment);
  if (asked === 'CAPTURE') return gateway.capture(account, attempt, payment.captured ?? payment.amount);
  return asked === 'CANCEL' ? gateway.cancel(account, attempt) : gateway.read(account, attempt);
}

/**
 * Not for the first time, it may be there already: a card's token that is used up would be refused. What the customer is
 * to act on some providers tell only once more when they are asked to create it once more.
 */
async function create(ctx: Context, gateway: Gateway, account: Account, payment: Payment): Promise<Observation> {
  const attempt = attemptOf(payment);
  const again = (): Promise<Observation> => gateway.create(account, attempt, wishesOf(ctx, payment));
  const known = payment.looksBegun > 1 ? await gateway.read(account, attempt) : null;
  if (!known) return again();
  const isComplete = known.action != null || (known.status !== 'PENDING' && known.status !== 'REQUIRES_ACTION');
  return isComplete ? known : again().catch(() => known);
}

/** A look that was overtaken is old news, but some providers tell only once what the customer is to act on. */
function keepAction(ctx: Context, payment: Payment, outcome: Outcome): void {
  const action = 'seen' in outcome ? outcome.seen?.action : null;
  if (action == null || payment.action != null || !isOpen(payment.status)) return;
  payment.action = action;
  paymentChanged(ctx, payment);
}

function whatToAsk(payment: Payment, now: Date): Outcome['asked'] {
  const { status, captureMode, captured } = payment;
  if (payment.cancelledAt != null || (isOpen(status) && isPast(payment, now))) return 'CANCEL';
  if (isOpen(status) && payment.sentAt == null) return 'CREATE';
  if (status === 'AUTHORIZED' && (captureMode === 'AUTOMATIC' || captured != null)) return 'CAPTURE';
  return 'READ';
}

async function apply(ctx: Context, locked: LockedPayment, outcome: Outcome, wasDue: boolean): Promise<void> {
  const { payment } = locked;
  if ('seen' in outcome && outcome.seen) {
    await applyObservation(ctx, locked, outcome.seen, wasDue);
    // Ended by us because its time was over.
    if (outcome.asked === 'CANCEL' && payment.status === 'CANCELLED' && isPast(payment, ctx.services.clock.now())) payment.status = 'EXPIRED';
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

/** A payment as its gateway knows it. */
function attemptOf(payment: Payment): Attempt {
  const { id, orderId, method, currency, amount, captureMode, expiresAt, providerReference, providerData } = payment;
  return {
    id,
    orderId,
    method,
    currency,
    amount,
    captureMode,
    expiresAt: expiresAt ?? null,
    providerReference: providerReference ?? null,
    data: providerData ?? {},
  };
}

function wishesOf(ctx: Context, payment: Payment): Wishes {
  return payment.sealedRequest == null ? {} : openSealedWishes(ctx, payment.id, payment.sealedRequest);
}
