import { withTimeout } from '../../../kernel/concurrency/with-timeout.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { type Account, type Attempt, type Gateway, GatewayRefused, GatewayUnclear, GatewayUnreachable, type ProviderRefund } from '../gateways/gateway.ts';
import { leaseEnd } from '../model/check-schedule.ts';
import type { Payment } from '../model/payment.entity.ts';
import { lockPayment } from '../model/payment.repository.ts';
import { paymentContext } from '../model/payment-context.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import { Refund } from '../model/refund.entity.ts';
import { settleRefund } from './settle-refund.ts';

/** A payment with what is needed to call its provider. */
export interface ProviderAccess {
  readonly gateway: Gateway;
  readonly account: Account;
  readonly payment: Payment;
  readonly attempt: Attempt;
  /** Milliseconds left for this sync. */
  readonly left: () => number;
}

/** Sends the refunds that the provider does not know, and reads those that it has not decided on. */
export async function syncRefunds(services: Services, at: ProviderAccess, pending: readonly Refund[]): Promise<void> {
  const ctx = paymentContext(services, at.account.tenantId);
  for (const refund of pending) {
    if (at.left() === 0 || !(await claim(ctx, refund.id))) continue;
    // A refund whose call takes too long stays leased, and is synced again after the lease.
    const observed = await withTimeout<ProviderRefund | null | 'LATE'>(at.left(), fetchProviderRefund(ctx, at, refund), () => 'LATE');
    if (observed === 'LATE') continue;
    await services.faults?.('syncRefund', 'provider-answered');
    await applyRefund(ctx, at.payment.id, refund.id, observed);
  }
}

/** Leases a refund; false: another sync has it. Not every provider recognises a repeated request, so only one sync may ask. */
async function claim(ctx: Context, refundId: string): Promise<boolean> {
  const claimed = await ctx.em.execute<unknown[]>(
    "update refund set leased_until = ? where tenant_id = ? and id = ? and status = 'PENDING' and (leased_until is null or leased_until <= ?) returning 1",
    [leaseEnd(ctx.services), tenantOf(ctx), refundId, ctx.services.clock.now()],
  );
  return claimed.length === 1;
}

/** Null: the outcome is not known; the provider is asked again later, with the same id. */
async function fetchProviderRefund(ctx: Context, { gateway, account, attempt }: ProviderAccess, refund: Refund): Promise<ProviderRefund | null> {
  const { id, amount, reason, sentAt } = refund;
  const attempted = { id, amount, reason, providerReference: refund.providerReference ?? null };
  try {
    // An earlier answer may have been lost: a refund that the provider already has is not requested again.
    const known = await gateway.readRefund(account, attempt, attempted);
    if (known || sentAt != null) return known;
  } catch (error) {
    return unclearOutcome(ctx, gateway, id, error);
  }
  try {
    return await gateway.refund(account, attempt, attempted);
  } catch (error) {
    if (error instanceof GatewayRefused) return { status: 'FAILED', providerReference: null, reason: error.message };
    return unclearOutcome(ctx, gateway, id, error);
  }
}

function unclearOutcome(ctx: Context, { provider }: Gateway, refundId: string, error: unknown): null {
  if (!(error instanceof GatewayRefused || error instanceof GatewayUnreachable || error instanceof GatewayUnclear)) throw error;
  ctx.services.logger.warn({ tenantId: tenantOf(ctx), refundId, provider, reason: error.message }, 'a refund is asked for again');
  return null;
}

async function applyRefund(ctx: Context, paymentId: string, refundId: string, observed: ProviderRefund | null): Promise<void> {
  await transact(ctx, async () => {
    const { payable, payment } = await lockPayment(ctx, paymentId);
    const refund = await ctx.em.findOneOrFail(Refund, { id: refundId }, { refresh: true });
    if (refund.status !== 'PENDING') return;
    refund.leasedUntil = null;
    if (!observed) return;
    refund.sentAt ??= ctx.services.clock.now();
    refund.providerReference ??= observed.providerReference;
    if (observed.status === 'PENDING') return;
    if (observed.status === 'SUCCEEDED') return settleRefund(ctx, payable, payment, refund);
    refund.status = observed.status;
    refund.failureReason = observed.reason?.slice(0, 500) ?? null;
    recordPaymentChanged(ctx, payment, 'REFUND_FAILED');
  });
}
