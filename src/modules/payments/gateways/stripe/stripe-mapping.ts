import type { Money } from '../../../../kernel/values/money.ts';
import type { ProviderPaymentStatus } from '../../model/payment.status.ts';
import type { Account, ProviderPayment, ProviderRefund } from '../gateway.ts';
import { fromStripe } from './stripe-amounts.ts';
import type { StripeObject } from './stripe-api.ts';

/** Payments reference §4.1. An intent that waits for a payment method waits for the customer, also after a failed try. */
const STATUSES: Readonly<Record<string, ProviderPaymentStatus>> = {
  requires_payment_method: 'REQUIRES_ACTION',
  requires_confirmation: 'PENDING',
  requires_action: 'REQUIRES_ACTION',
  processing: 'PENDING',
  requires_capture: 'AUTHORIZED',
  succeeded: 'PAID',
  canceled: 'CANCELLED',
};

/** States of a dispute in which the money is taken: at once when it is opened. An inquiry takes no money; a won dispute returns it. */
const TAKEN_BACK = new Set(['needs_response', 'under_review', 'lost', 'appeal_needs_response', 'appeal_under_review']);

const REFUND_STATUSES: Readonly<Record<string, ProviderRefund['status']>> = {
  pending: 'PENDING',
  requires_action: 'PENDING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  canceled: 'CANCELLED',
};

/** Maps a payment intent with its refunds and the disputes of its charge. */
export function providerPaymentOf(
  { credentials }: Account,
  intent: StripeObject,
  { refunds, disputes }: { readonly refunds: readonly StripeObject[]; readonly disputes: readonly StripeObject[] },
): ProviderPayment {
  const { currency } = intent;
  const { status, action } = statusAndAction(intent, credentials.publishableKey);
  const isPaid = status === 'PAID';
  return {
    status: isPaid && disputes.some((dispute) => TAKEN_BACK.has(dispute.status)) ? 'CHARGED_BACK' : status,
    providerReference: intent.id,
    ourReference: intent.metadata?.payment_id ?? null,
    currency: String(currency).toUpperCase(),
    amount: fromStripe(intent.amount, currency),
    captured: isPaid ? fromStripe(intent.amount_received ?? Number.NaN, currency) : null,
    refunded: isPaid ? refundedOf(refunds, currency) : null,
    action,
    reason: intent.last_payment_error?.message ?? null,
    response: storedResponse(intent),
  };
}

function statusAndAction(intent: StripeObject, publicKey: string | undefined): Pick<ProviderPayment, 'status' | 'action'> {
  const status = STATUSES[intent.status] ?? 'UNDER_REVIEW';
  if (status !== 'REQUIRES_ACTION') return { status, action: null };
  const clientSecret: unknown = intent.client_secret;
  const redirectUrl: unknown = intent.next_action?.redirect_to_url?.url;
  if (typeof clientSecret !== 'string') return { status: 'PENDING', action: null };
  return { status, action: { clientSecret, publicKey: publicKey ?? null, redirectUrl: typeof redirectUrl === 'string' ? redirectUrl : null } };
}

function refundedOf(refunds: readonly StripeObject[], currency: unknown): Money {
  const succeeded = refunds.filter(({ status }) => status === 'succeeded');
  return succeeded.reduce((sum, { amount }) => sum + (fromStripe(amount, currency) ?? Number.NaN), 0);
}

/** The part of the answer that is stored: no client secret, no next action with links of the customer, no names or cards. */
function storedResponse(intent: StripeObject): ProviderPayment['response'] {
  const { id, status, amount, amount_received, amount_capturable, currency, capture_method, cancellation_reason, created, livemode, metadata } = intent;
  const charge = intent.latest_charge;
  const error = intent.last_payment_error;
  return {
    ...{ id, status, amount, amount_received, amount_capturable, currency, capture_method, cancellation_reason, created, livemode, metadata },
    latest_charge:
      charge && typeof charge === 'object'
        ? { id: charge.id, status: charge.status, captured: charge.captured, amount_refunded: charge.amount_refunded, disputed: charge.disputed }
        : (charge ?? null),
    last_payment_error: error ? { type: error.type, code: error.code, decline_code: error.decline_code, message: error.message } : null,
  };
}

export function providerRefundOf(refund: StripeObject): ProviderRefund {
  return { status: REFUND_STATUSES[refund.status] ?? 'PENDING', providerReference: refund.id, reason: refund.failure_reason ?? null };
}
