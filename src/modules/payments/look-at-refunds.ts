import { randomUUID } from 'node:crypto';
import { type Context, contextFor, type Services } from '../../kernel/context.ts';
import { guestSession } from '../../kernel/session.ts';
import { transact } from '../../kernel/transaction.ts';
import { type Account, type Attempt, type Gateway, GatewayRefused, GatewayUnclear, GatewayUnreachable, type RefundObservation } from './gateways/gateway.ts';
import type { Payment } from './payment.entity.ts';
import { lockPayment, pendingRefunds } from './payment.repository.ts';
import { Refund } from './refund.entity.ts';
import { settleRefund } from './settle-refund.ts';
import { paymentChanged } from './tell-payment.ts';

/** A payment with the way to its provider. */
export interface AtProvider {
  readonly gateway: Gateway;
  readonly account: Account;
  readonly payment: Payment;
  readonly attempt: Attempt;
}

/** Sends the refunds of a payment that its provider has not heard of, and asks for those that it has not decided on. */
export async function lookAtRefunds(services: Services, at: AtProvider): Promise<void> {
  const ctx = contextFor(guestSession(at.account.tenantId), services, { requestId: randomUUID() });
  for (const refund of await pendingRefunds(ctx, at.payment.id)) {
    const seen = await ask(ctx, at, refund);
    if (seen) await applyRefund(ctx, at.payment.id, refund.id, seen);
  }
}

/** Null: nobody knows; it is asked again later, with the same id. */
async function ask(
  ctx: Context,
  { gateway, account, attempt }: AtProvider,
  { id, amount, reason, providerReference, sentAt }: Refund,
): Promise<RefundObservation | null> {
  const asked = { id, amount, reason, providerReference: providerReference ?? null };
  try {
    if (sentAt == null) return await gateway.refund(account, attempt, asked);
    return await gateway.readRefund(account, attempt, asked);
  } catch (error) {
    if (error instanceof GatewayRefused) return { status: 'FAILED', providerReference: null, reason: error.message };
    if (!(error instanceof GatewayUnreachable || error instanceof GatewayUnclear)) throw error;
    ctx.services.logger.warn({ tenantId: account.tenantId, refundId: id, provider: gateway.provider, reason: error.message }, 'a refund is asked for again');
    return null;
  }
}

async function applyRefund(ctx: Context, paymentId: string, refundId: string, seen: RefundObservation): Promise<void> {
  await transact(ctx, async () => {
    const { payable, payment } = await lockPayment(ctx, paymentId);
    const refund = await ctx.em.findOneOrFail(Refund, { id: refundId }, { refresh: true });
    if (refund.status !== 'PENDING') return;
    refund.sentAt ??= ctx.services.clock.now();
    refund.providerReference ??= seen.providerReference;
    if (seen.status === 'PENDING') return;
    if (seen.status === 'SUCCEEDED') return settleRefund(ctx, payable, payment, refund);
    refund.status = seen.status;
    refund.failureReason = seen.reason?.slice(0, 500) ?? null;
    paymentChanged(ctx, payment, 'REFUND_FAILED');
  });
}
