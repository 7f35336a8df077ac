import { withTimeout } from '../../../kernel/concurrency/with-timeout.ts';
import type { Context, Services } from '../../../kernel/request/context.ts';
import { accountOf, gatewayOf } from '../accounts/account.ts';
import {
  type Account,
  type Attempt,
  type Gateway,
  GatewayRefused,
  GatewayUnclear,
  GatewayUnreachable,
  type PaymentOptions,
  type ProviderPayment,
} from '../gateways/gateway.ts';
import type { Payment } from '../model/payment.entity.ts';
import { isOpen, isPast } from '../model/payment.status.ts';
import type { Refund } from '../model/refund.entity.ts';
import { syncRefunds } from '../refunds/sync-refunds.ts';
import { openSealedOptions } from './sealed-options.ts';

/** Result of one call to the provider: its payment, null when it does not know the payment, or the error. */
export type ProviderOutcome = { readonly action: 'CREATE' | 'CAPTURE' | 'CANCEL' | 'READ' } & (
  | { readonly payment: ProviderPayment | null }
  | { readonly error: Error }
);

/**
 * Does the provider call that the payment's row asks for; runs outside any transaction. Pending refunds are synced
 * first, so that the payment that is read afterwards includes them.
 */
export async function fetchProviderPayment(ctx: Context, payment: Payment, refunds: readonly Refund[]): Promise<ProviderOutcome> {
  const gateway = gatewayOf(ctx, payment.provider);
  const account = gateway && (await accountOf(ctx, payment.provider));
  if (!gateway || !account) return noAccount(ctx, payment);
  const left = timeBudget(ctx.services);
  await syncRefunds(ctx.services, { gateway, account, payment, attempt: attemptOf(payment), left }, refunds);
  return callProvider(ctx, gateway, account, payment, left);
}

/** The account existed when the payment was started; an operator has to restore it. */
function noAccount(ctx: Context, payment: Payment): ProviderOutcome {
  const { tenantId, id, provider } = payment;
  ctx.services.logger.error({ tenantId, paymentId: id, provider }, 'no account with the provider of a payment');
  return { action: nextAction(payment, ctx.services.clock.now()), error: new GatewayUnreachable(`There is no account with ${provider}.`) };
}

/** Returns the milliseconds left for one sync: 1.25 times the deadline of one call, for all its calls, because a guest is waiting. */
function timeBudget({ settings }: Services): () => number {
  const end = performance.now() + 1.25 * settings.providerDeadlineMilliseconds;
  return () => Math.max(0, end - performance.now());
}

async function callProvider(ctx: Context, gateway: Gateway, account: Account, payment: Payment, left: () => number): Promise<ProviderOutcome> {
  const action = nextAction(payment, ctx.services.clock.now());
  try {
    const observed = await withTimeout(left(), performAction(ctx, action, gateway, account, payment), () => {
      throw new GatewayUnclear(`${gateway.provider} takes too long.`);
    });
    return { action, payment: observed };
  } catch (error) {
    if (error instanceof GatewayRefused || error instanceof GatewayUnreachable || error instanceof GatewayUnclear) {
      ctx.services.logger.warn(
        { tenantId: account.tenantId, paymentId: payment.id, provider: gateway.provider, action, reason: error.message },
        'a provider did not do as asked',
      );
      return { action, error };
    }
    throw error;
  }
}

async function performAction(
  ctx: Context,
  action: ProviderOutcome['action'],
  gateway: Gateway,
  account: Account,
  payment: Payment,
): Promise<ProviderPayment | null> {
  const attempt = attemptOf(payment);
  if (action === 'CREATE') return create(ctx, gateway, account, payment);
  if (action === 'CAPTURE') return gateway.capture(account, attempt, payment.captured ?? payment.amount);
  return action === 'CANCEL' ? gateway.cancel(account, attempt) : gateway.read(account, attempt);
}

/**
 * On a second try the payment may exist at the provider already, and a used card token would be refused: so it is read
 * first. Some providers return the customer's action only in answer to a repeated create.
 */
async function create(ctx: Context, gateway: Gateway, account: Account, payment: Payment): Promise<ProviderPayment> {
  const attempt = attemptOf(payment);
  const again = (): Promise<ProviderPayment> => gateway.create(account, attempt, optionsOf(ctx, payment));
  const known = payment.looksBegun > 1 ? await gateway.read(account, attempt) : null;
  if (!known) return again();
  const isComplete = known.action != null || (known.status !== 'PENDING' && known.status !== 'REQUIRES_ACTION');
  return isComplete ? known : again().catch(() => known);
}

function nextAction(payment: Payment, now: Date): ProviderOutcome['action'] {
  const { status, captureMode, captured } = payment;
  if (payment.cancelledAt != null || (isOpen(status) && isPast(payment, now))) return 'CANCEL';
  if (isOpen(status) && payment.sentAt == null) return 'CREATE';
  if (status === 'AUTHORIZED' && (captureMode === 'AUTOMATIC' || captured != null)) return 'CAPTURE';
  return 'READ';
}

/** The fields of a payment that its gateway needs. */
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

function optionsOf(ctx: Context, payment: Payment): PaymentOptions {
  return payment.sealedRequest == null ? {} : openSealedOptions(ctx, payment.id, payment.sealedRequest);
}
