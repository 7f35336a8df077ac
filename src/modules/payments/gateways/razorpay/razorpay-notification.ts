import { createHmac } from 'node:crypto';
import { equalSecrets } from '../../../../kernel/secrets/secret-token.ts';
import { type Account, type Notification, NotificationRefused, type RawNotification } from '../gateway.ts';
import { notificationBody } from '../notification-body.ts';
import { fromPaise } from './razorpay-amounts.ts';
import type { RazorpayEntity } from './razorpay-api.ts';

const CONCERNS = /^(payment\.(authorized|captured|failed|dispute\.)|order\.paid$|refund\.)/;

/** Razorpay's signature of a content: HMAC-SHA256 in lower-case hex. */
export function razorpaySignature(secret: string, content: string | Buffer): string {
  return createHmac('sha256', secret).update(content).digest('hex');
}

/** Checks an event's signature (payments reference §5) and parses the event. @throws NotificationRefused */
export function readRazorpayEvent({ credentials }: Account, { headers, body }: RawNotification): Notification {
  const signature = headers['x-razorpay-signature'] ?? '';
  // Several secrets while one is replaced: events signed with the old secret still arrive.
  const secrets = (credentials.webhookSecret ?? '').split(',').map((secret) => secret.trim());
  const isSigned = secrets.some((secret) => secret !== '' && equalSecrets(signature, razorpaySignature(secret, body)));
  if (!isSigned) throw new NotificationRefused(401, 'The signature is wrong.');
  const event = notificationBody(body);
  if (typeof event.event !== 'string') throw new NotificationRefused(400, 'It is no event of Razorpay.');
  const payment: RazorpayEntity | undefined = event.payload?.payment?.entity;
  const order: RazorpayEntity | undefined = event.payload?.order?.entity;
  const refund: RazorpayEntity | undefined = event.payload?.refund?.entity;
  const currency = payment?.currency ?? order?.currency;
  const state = refund ? `${refund.id}|${refund.status}` : `${payment?.id ?? order?.id}|${payment?.status ?? order?.status}`;
  const claimsAmount = payment !== undefined && !event.event.startsWith('refund.');
  return {
    eventKey: headers['x-razorpay-event-id'] ?? `${event.event}|${state}`,
    type: event.event,
    // Only the order's receipt is ours; a payment's notes come from the customer's browser.
    ourReference: typeof order?.receipt === 'string' ? order.receipt : null,
    providerReferences: [...new Set([order?.id, payment?.order_id])].filter((id) => typeof id === 'string'),
    amount: claimsAmount ? fromPaise(payment.amount, currency) : null,
    currency: typeof currency === 'string' ? currency : null,
    concerns: CONCERNS.test(event.event),
  };
}
