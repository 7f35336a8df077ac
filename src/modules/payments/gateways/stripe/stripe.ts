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
 * Stripe, by payment intents (payments reference §4). Creations and refunds carry our id as idempotency key; a capture
 * and a cancellation carry none: a second one is refused because of the state and then read, whereas under a key Stripe
 * would repeat a failure of its own for a day.
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
      // A card that is declined at once: nobody has the intent to try another with.
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
      // It is paid, under way or over already: what it is now counts.
      if (answer.status === 400) return readIntent(account, id);
      const intent = objectOrNull(answer, 'payment_intent');
      return intent && observed(account, intent);
    },
    async capture(account, attempt, amount) {
      const id = await idOfIntent(account, attempt);
      if (id === null) throw new GatewayRefused('Stripe does not know the payment.', 'NOT_FOUND');
      const params = { amount_to_capture: toStripe(amount, attempt.currency), ...WITH_CHARGE };
      const answer = await post(account, `payment_intents/${encodeURIComponent(id)}/capture`, params);
      // Captured before, and the answer was lost.
      const known = answer.status === 400 ? await readIntent(account, id) : null;
      return known?.status === 'PAID' ? known : observed(account, requireObject(answer, 'payment_intent'));
    },
    async refund(account, attempt, refund) {
      const intent = await idOfIntent(account, attempt);
      if (intent === null) throw new GatewayRefused('Stripe does not know the payment.', 'NOT_FOUND');
      // Keys are forgotten after a day; what was given back under one is not.
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

/** With a card that the customer has given already it is charged at once; without a page to come back to, only where no redirect is needed. */
function confirmation({ cardToken, returnUrl }: PaymentOptions): Record<string, string> {
  if (cardToken == null) return {};
  return {
    confirm: 'true',
    ...(cardToken.startsWith('tok_') ? { 'payment_method_data[type]': 'card', 'payment_method_data[card][token]': cardToken } : { payment_method: cardToken }),
    ...(returnUrl == null ? { 'automatic_payment_methods[allow_redirects]': 'never' } : { return_url: returnUrl }),
  };
}
