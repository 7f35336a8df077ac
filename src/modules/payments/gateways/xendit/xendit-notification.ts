import { createHash } from 'node:crypto';
import { equalSecrets, hashSecret } from '../../../../kernel/secrets/secret-token.ts';
import { type Notification, NotificationRefused, type RawNotification } from '../gateway.ts';
import { isObject, notificationBody } from '../notification-body.ts';
import { wholeAmount } from '../whole-amount.ts';
import { capturedOf, textOf, type XenditBody } from './xendit-state.ts';

/**
 * Checks and parses a notification (payments reference §3.5). The token is the account's, the same in every message, so
 * it proves the sender but not the content. Digests of both tokens are compared, because they have the same length.
 * @throws NotificationRefused
 */
export function readXenditNotification(callbackToken: string, { headers, body }: RawNotification): Notification {
  const token = headers['x-callback-token'] ?? '';
  if (callbackToken === '' || !equalSecrets(hashSecret(token), hashSecret(callbackToken)))
    throw new NotificationRefused(401, 'x-callback-token is wrong or missing.');
  const message = notificationBody(body);
  const event = textOf(message.event);
  if (event?.startsWith('refund.')) return refundNotification(event, dataOf(message));
  if (event?.startsWith('payment.') || event?.startsWith('payment_request.')) return paymentNotification(event, dataOf(message));
  if (event === null && textOf(message.external_id) && textOf(message.id) && textOf(message.status)) return invoiceNotification(message);
  return {
    ...{ type: event ?? 'unknown', ourReference: null, providerReferences: [], amount: null, currency: null, concerns: false },
    eventKey: createHash('sha256').update(body).digest('hex'),
  };
}

function paymentNotification(event: string, data: XenditBody): Notification {
  const { payment_id: payment, payment_request_id: request, status, request_amount: requestAmount } = data;
  return {
    eventKey: [textOf(payment) ?? textOf(request), status].map(String).join('|'),
    type: event,
    ourReference: textOf(data.reference_id),
    providerReferences: [request].flatMap((id) => textOf(id) ?? []),
    amount: (status === 'SUCCEEDED' ? capturedOf(data) : null) ?? wholeAmount(requestAmount),
    currency: textOf(data.currency),
    concerns: true,
  };
}

/** ourReference is null, because reference_id is our refund's id, not our payment's. */
function refundNotification(event: string, data: XenditBody): Notification {
  return {
    eventKey: [data.id, data.status].map(String).join('|'),
    type: event,
    ourReference: null,
    providerReferences: [data.payment_request_id, data.invoice_id].flatMap((id) => textOf(id) ?? []),
    amount: null,
    currency: textOf(data.currency),
    concerns: true,
  };
}

function invoiceNotification(invoice: XenditBody): Notification {
  return {
    eventKey: `${invoice.id}|${invoice.status}`,
    type: 'invoice',
    ourReference: textOf(invoice.external_id),
    providerReferences: [String(invoice.id)],
    amount: wholeAmount(invoice.paid_amount) ?? wholeAmount(invoice.amount),
    currency: textOf(invoice.currency),
    concerns: true,
  };
}

/** The event's object. Some events are wrapped twice. @throws NotificationRefused */
function dataOf({ data }: XenditBody): XenditBody {
  const inner = isObject(data) && isObject(data.data) ? data.data : data;
  if (isObject(inner)) return inner;
  throw new NotificationRefused(400, 'The event has no data.');
}
