import { createHash } from 'node:crypto';
import { equalSecrets } from '../../../../kernel/secrets/secret-token.ts';
import { sumOf } from '../../../../kernel/values/money.ts';
import type { PaymentAction } from '../../model/payment.entity.ts';
import { type ProviderPaymentStatus } from '../../model/payment.status.ts';
import { type Attempt, type Notification, NotificationRefused, type ProviderPayment, type ProviderRefund } from '../gateway.ts';
import { notificationBody } from '../notification-body.ts';
import type { ProviderAnswer } from '../provider-http.ts';
import { wholeAmount } from '../whole-amount.ts';

/** A transaction as Midtrans reports it; no field is certain. */
export type MidtransBody = ProviderAnswer['body'];

const BY_STATUS: Readonly<Record<string, ProviderPaymentStatus>> = {
  pending: 'PENDING',
  authorize: 'AUTHORIZED',
  capture: 'PAID',
  settlement: 'PAID',
  deny: 'FAILED',
  cancel: 'CANCELLED',
  expire: 'EXPIRED',
  failure: 'FAILED',
  // The refunded amount is reported separately.
  refund: 'PAID',
  partial_refund: 'PAID',
  chargeback: 'CHARGED_BACK',
  partial_chargeback: 'CHARGED_BACK',
};

/** The transaction status in lower case (some methods send PENDING, others pending); empty: none. */
export function statusOf({ transaction_status: status }: MidtransBody): string {
  return typeof status === 'string' ? status.toLowerCase() : '';
}

/** Maps Midtrans's status (payments reference §2.4). A status that is not known needs a person. */
export function paymentStatusOf(body: MidtransBody): ProviderPaymentStatus {
  const status = statusOf(body);
  const observed = Object.hasOwn(BY_STATUS, status) ? BY_STATUS[status] : undefined;
  if (observed === undefined) return 'UNDER_REVIEW';
  if (status === 'pending') return actionOf(body) === null ? 'PENDING' : 'REQUIRES_ACTION';
  if (status !== 'authorize' && status !== 'capture' && status !== 'settlement') return observed;
  if (body.fraud_status === 'challenge') return 'UNDER_REVIEW';
  return body.fraud_status === 'deny' ? 'FAILED' : observed;
}

/** Reads a payment from an answer or a status. `hosted`: it is paid on Midtrans's page, where a customer may try more than once. */
export function providerPaymentOf(attempt: Pick<Attempt, 'data' | 'providerReference'>, body: MidtransBody, hosted: boolean): ProviderPayment {
  const seen = paymentStatusOf(body);
  // The bank refused one try; the page stays open until a try succeeds.
  const isTry = hosted && seen === 'FAILED' && attempt.providerReference === null;
  const { authorized, taken } = attempt.data;
  // A card charge that was paid and then cancelled before its settlement: it is refunded.
  const isBack = seen === 'CANCELLED' && taken !== undefined;
  const status = isTry ? 'REQUIRES_ACTION' : isBack ? 'PAID' : seen;
  const isMoney = status === 'PAID' || status === 'AUTHORIZED' || status === 'CHARGED_BACK' || status === 'UNDER_REVIEW';
  const gross = wholeAmount(body.gross_amount);
  return {
    status,
    // On the page each try has its own id: that of the try with the money counts.
    providerReference: hosted && !isMoney ? null : textOf(body.transaction_id),
    ourReference: textOf(body.order_id),
    currency: textOf(body.currency),
    // After a partial capture Midtrans does not report the whole amount any more.
    amount: status === 'PAID' ? (wholeAmount(authorized) ?? gross) : gross,
    captured: status === 'PAID' ? (isBack ? wholeAmount(taken) : gross) : null,
    refunded: isBack ? wholeAmount(taken) : refundedOf(body),
    action: status === 'PENDING' || status === 'REQUIRES_ACTION' ? actionOf(body) : null,
    data: Number.isSafeInteger(gross) ? notedOf(status, String(gross)) : {},
    reason: seen === 'FAILED' || seen === 'UNDER_REVIEW' ? (textOf(body.channel_response_message) ?? textOf(body.status_message)) : null,
    response: storedResponse(body),
  };
}

function notedOf(status: ProviderPaymentStatus, gross: string): Readonly<Record<string, string>> {
  if (status === 'AUTHORIZED') return { authorized: gross };
  return status === 'PAID' ? { taken: gross } : {};
}

/** What the customer needs in order to pay; null: nothing. */
function actionOf(body: MidtransBody): PaymentAction | null {
  const url = (name: string): string | null => textOf(rowsOf(body.actions).find((action) => action.name === name)?.url);
  const [account] = rowsOf(body.va_numbers);
  const bank = textOf(account?.bank)?.toUpperCase() ?? (textOf(body.permata_va_number) ? 'PERMATA' : textOf(body.bill_key) ? 'MANDIRI' : null);
  const action: PaymentAction = {
    qrString: textOf(body.qr_string),
    qrImageUrl: url('generate-qr-code') ?? url('generate-qr-code-v2'),
    deeplinkUrl: url('deeplink-redirect'),
    redirectUrl: textOf(body.redirect_url),
    bank,
    accountNumber: textOf(account?.va_number) ?? textOf(body.permata_va_number) ?? textOf(body.bill_key),
    billerCode: textOf(body.biller_code),
  };
  const entries = Object.entries(action).filter(([, value]) => value !== null);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

/** One refund of a transaction by our id; null: there is none. A refund is final once the bank has confirmed it. */
export function refundOf(body: MidtransBody, refundKey: string): ProviderRefund | null {
  const found = rowsOf(body.refunds).find((refund) => refund.refund_key === refundKey);
  if (!found) return null;
  const providerReference = found.refund_chargeback_id === undefined ? null : String(found.refund_chargeback_id);
  return { status: found.bank_confirmed_at == null ? 'PENDING' : 'SUCCEEDED', providerReference };
}

/** Σ of the refunds that are final; null: not reported. */
function refundedOf(body: MidtransBody): number | null {
  const status = statusOf(body);
  if (status !== 'refund' && status !== 'partial_refund') return null;
  const amounts = Array.isArray(body.refunds)
    ? rowsOf(body.refunds).flatMap((refund) => (refund.bank_confirmed_at == null ? [] : [wholeAmount(refund.refund_amount)]))
    : [wholeAmount(body.refund_amount)];
  const known = amounts.filter((amount) => amount !== null && !Number.isNaN(amount));
  return known.length < amounts.length ? null : sumOf(known as number[]);
}

/** Fields that are not stored: signatures, tokens that could pay again, customer data. */
const NOT_KEPT = new Set(['signature_key', 'token', 'token_id', 'saved_token_id', 'saved_token_id_expired_at', 'customer_details', 'payer_phone_number']);

export function storedResponse(body: MidtransBody): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_KEPT.has(name)));
}

/** Order ids that the dashboard uses to test a notification URL. */
const TRIAL = /^payment_notif_test/;

/** Checks and parses a notification (payments reference §2.5); the signature covers the texts exactly as sent. @throws NotificationRefused */
export function readMidtransNotification(serverKey: string, raw: Buffer): Notification {
  const body = notificationBody(raw);
  const { order_id: orderId, status_code: code, gross_amount: gross, signature_key: signature } = body;
  if (![orderId, code, gross, signature].every((value) => typeof value === 'string'))
    throw new NotificationRefused(400, 'It is no notification of a transaction.');
  const expected = createHash('sha512').update(`${orderId}${code}${gross}${serverKey}`).digest('hex');
  if (!equalSecrets(expected, signature)) throw new NotificationRefused(401, 'The signature is wrong.');
  const status = statusOf(body);
  const transactionId = textOf(body.transaction_id);
  // The second notification of a refund differs only in the bank's confirmation.
  const confirmed = rowsOf(body.refunds).filter((refund) => refund.bank_confirmed_at != null).length;
  const parts = [transactionId ?? orderId, status, code, textOf(body.refund_amount) ?? '', confirmed > 0 ? `confirmed ${confirmed}` : ''];
  return {
    eventKey: parts.join('|').replace(/(?<!\|)\|+$/, ''),
    type: status === '' ? 'unknown' : status,
    ourReference: orderId,
    providerReferences: transactionId === null ? [] : [transactionId],
    amount: wholeAmount(gross),
    currency: textOf(body.currency),
    concerns: !TRIAL.test(orderId),
  };
}

function rowsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((row) => row !== null && typeof row === 'object') : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
