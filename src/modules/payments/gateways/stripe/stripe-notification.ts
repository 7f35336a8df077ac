import { createHmac } from 'node:crypto';
import { equalSecrets } from '../../../../kernel/secrets/secret-token.ts';
import { type Account, type Notification, NotificationRefused, type RawNotification } from '../gateway.ts';
import { notificationBody } from '../notification-body.ts';
import { fromStripe } from './stripe-amounts.ts';
import { idOf, type StripeObject } from './stripe-api.ts';

const TOLERANCE_SECONDS = 300;

/** Events of payment intents, refunds and disputes (payments reference §4.1). */
const CONCERNS = /^(payment_intent\.|refund\.|charge\.refund(ed$|\.)|charge\.dispute\.)/;

/** Checks an event's signature (payments reference §4.2) and parses the event. @throws NotificationRefused */
export function readStripeEvent({ credentials }: Account, { headers, body, now }: RawNotification): Notification {
  checkSignature((credentials.webhookSecret ?? '').split(','), headers['stripe-signature'] ?? '', body, now);
  const event = notificationBody(body);
  const object: StripeObject = event.data?.object;
  if (typeof event.id !== 'string' || typeof event.type !== 'string' || object === null || typeof object !== 'object')
    throw new NotificationRefused(400, 'It is no event of Stripe.');
  const intent = object.object === 'payment_intent';
  const reference = idOf(intent ? object : object.payment_intent);
  return {
    eventKey: event.id,
    type: event.type,
    ourReference: typeof object.metadata?.payment_id === 'string' ? object.metadata.payment_id : null,
    providerReferences: reference === null ? [] : [reference],
    amount: intent ? fromStripe(object.status === 'succeeded' ? object.amount_received : object.amount, object.currency) : null,
    currency: typeof object.currency === 'string' ? object.currency.toUpperCase() : null,
    concerns: CONCERNS.test(event.type),
  };
}

/** Header: `t=<seconds>,v1=<hex>[,v1=<hex>…]`, signed over time and raw body; several signatures while a secret is rotated. */
function checkSignature(secrets: readonly string[], header: string, body: Buffer, now: Date): void {
  const parts = header.split(',').map((part) => part.trim().split('='));
  const signatures = parts.flatMap(([scheme, value]) => (scheme === 'v1' && value ? [value] : []));
  const time = parts.find(([scheme]) => scheme === 't')?.[1] ?? '';
  const known = secrets.map((secret) => secret.trim()).filter((secret) => secret !== '');
  const isSigned = known.some((secret) => {
    const expected = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
    return signatures.some((signature) => equalSecrets(signature, expected));
  });
  if (!isSigned || !/^\d+$/.test(time)) throw new NotificationRefused(401, 'The signature is wrong.');
  if (Math.floor(now.getTime() / 1000) - Number(time) > TOLERANCE_SECONDS) throw new NotificationRefused(401, 'It was signed too long ago.');
}
