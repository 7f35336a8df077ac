import {
  type Account,
  type Attempt,
  type Capability,
  type Gateway,
  GatewayRefused,
  type PaymentOptions,
  type ProviderPayment,
  type RefundAttempt,
} from '../gateway.ts';
import type { ProviderHttp } from '../provider-http.ts';
import { toStripe } from './stripe-amounts.ts';
import { objectOrNull, requireList, requireObject, type StripeCall, type StripeObject, stripeApi } from './stripe-api.ts';
import { findIntent } from './stripe-find.ts';
import { providerPaymentOf, providerRefundOf } from './stripe-mapping.ts';
import { readStripeEvent } from './stripe-notification.ts';

const capabilities: readonly Capability[] = [{ method: 'CARD', currencies: null, manualCapture: true, refunds: 'PARTIAL' }];

const WITH_CHARGE = { 'expand[]': 'latest_charge' };

/**
 * Stripe, by payment intents (payments reference §4). Creations and refunds have our id as idempotency key. A capture and
 * a cancellation have no key: the state makes Stripe refuse a second one, and the payment is read then. Under a key
 * Stripe would repeat its own failure for a day.
 */
export function stripeGateway(http: ProviderHttp, url: string): Gateway {
  const call = stripeApi(http, url);
  const post = (account: Account, path: string, params: StripeCall['params'], key?: string) =>
    call(account, { method: 'POST', path, params, ...(key !== undefined && { key }) });
  const get = (account: Account, path: string, params: StripeCall['params'] = {}) => call(account, { method: 'GET', path, params });

  const observed = async (account: Account, intent: StripeObject): Promise<ProviderPayment> => {
    const charge = intent.latest_charge;
    return providerPaymentOf(account, intent, {
      refunds: charge?.amount_refunded > 0 ? await refundsOf(account, intent.id) : [],
      disputes: charge?.disputed === true ? requireList(await get(account, 'disputes', { payment_intent: intent.id, limit: 100 })) : [],
    });
  };
  const readIntent = async (account: Account, id: string): Promise<ProviderPayment | null> => {
    const intent = objectOrNull(await get(account, `payment_intents/${encodeURIComponent(id)}`, WITH_CHARGE), 'payment_intent');
    return intent && observed(account, intent);
  };
  const idOfIntent = async (account: Account, attempt: Attempt): Promise<string | null> =>
    attempt.providerReference ?? (await findIntent(call, account, attempt));
  const refundsOf = async (account: Account, intent: string): Promise<StripeObject[]> =>
    requireList(await get(account, 'refunds', { payment_intent: intent, limit: 100 }));
  const findRefund = async (account: Account, intent: string, { id }: RefundAttempt): Promise<StripeObject | undefined> =>
    (await refundsOf(account, intent)).find(({ metadata }) => metadata?.refund_id === id);

  return {
    provider: 'stripe',
    capabilities,
    credentials: { needed: ['secretKey', 'webhookSecret'], optional: ['publishableKey'] },
    async create(account, attempt, options) {
      const answer = await post(account, 'payment_intents', { ...intentOf(attempt), ...confirmation(options), ...WITH_CHARGE }, attempt.id);
      // A card that is declined at once: the client never got the intent, so it cannot try another card with it.
      const declined = answer.status === 402 ? answer.body.error?.payment_intent : null;
      if (declined) return { ...(await observed(account, declined)), status: 'FAILED', action: null };
      return observed(account, requireObject(answer, 'payment_intent'));
    },
    async read(account, attempt) {
      const id = await idOfIntent(account, attempt);
      return id === null ? null : readIntent(account, id);
    },
    async cancel(account, attempt) {
      const id = await idOfIntent(account, attempt);
      if (id === null) return null;
      const answer = await post(account, `payment_intents/${encodeURIComponent(id)}/cancel`, { cancellation_reason: 'abandoned', ...WITH_CHARGE });
      // The intent is paid, in progress or over: its current state counts.
      if (answer.status === 400) return readIntent(account, id);
      const intent = objectOrNull(answer, 'payment_intent');
      return intent && observed(account, intent);
    },
    async capture(account, attempt, amount) {
      const id = await idOfIntent(account, attempt);
      if (id === null) throw new GatewayRefused('Stripe does not know the payment.', 'NOT_FOUND');
      const params = { amount_to_capture: toStripe(amount, attempt.currency), ...WITH_CHARGE };
      const answer = await post(account, `payment_intents/${encodeURIComponent(id)}/capture`, params);
      // An earlier capture may have worked while its answer was lost.
      const known = answer.status === 400 ? await readIntent(account, id) : null;
      return known?.status === 'PAID' ? known : observed(account, requireObject(answer, 'payment_intent'));
    },
    async refund(account, attempt, refund) {
      const intent = await idOfIntent(account, attempt);
      if (intent === null) throw new GatewayRefused('Stripe does not know the payment.', 'NOT_FOUND');
      // Stripe forgets keys after a day, but not the refunds made under them.
      const known = await findRefund(account, intent, refund);
      if (known) return providerRefundOf(known);
      const params = {
        ...{ payment_intent: intent, amount: toStripe(refund.amount, attempt.currency), reason: 'requested_by_customer' },
        ...{ 'metadata[refund_id]': refund.id, 'metadata[payment_id]': attempt.id },
      };
      return providerRefundOf(requireObject(await post(account, 'refunds', params, refund.id), 'refund'));
    },
    async readRefund(account, attempt, refund) {
      if (refund.providerReference !== null) {
        const known = objectOrNull(await get(account, `refunds/${encodeURIComponent(refund.providerReference)}`), 'refund');
        return known && providerRefundOf(known);
      }
      const intent = await idOfIntent(account, attempt);
      const known = intent === null ? undefined : await findRefund(account, intent, refund);
      return known ? providerRefundOf(known) : null;
    },
    readNotification: readStripeEvent,
  };
}

function intentOf({ id, orderId, amount, currency, captureMode }: Attempt): Record<string, string | number> {
  return {
    amount: toStripe(amount, currency),
    currency: currency.toLowerCase(),
    capture_method: captureMode === 'MANUAL' ? 'manual' : 'automatic',
    'automatic_payment_methods[enabled]': 'true',
    'metadata[payment_id]': id,
    'metadata[order_id]': orderId,
  };
}

/** Parameters that charge a card token at once; without a return URL, only payment methods without a redirect are allowed. */
function confirmation({ cardToken, returnUrl }: PaymentOptions): Record<string, string> {
  if (cardToken == null) return {};
  return {
    confirm: 'true',
    ...(cardToken.startsWith('tok_') ? { 'payment_method_data[type]': 'card', 'payment_method_data[card][token]': cardToken } : { payment_method: cardToken }),
    ...(returnUrl == null ? { 'automatic_payment_methods[allow_redirects]': 'never' } : { return_url: returnUrl }),
  };
}
