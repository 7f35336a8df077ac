import { sumOf } from '../../../../kernel/values/money.ts';
import type { PaymentAction } from '../../model/payment.entity.ts';
import type { ProviderPaymentStatus } from '../../model/payment.status.ts';
import type { RefundStatus } from '../../model/refund.entity.ts';
import type { ProviderPayment, ProviderRefund } from '../gateway.ts';
import type { ProviderAnswer } from '../provider-http.ts';
import { wholeAmount } from '../whole-amount.ts';

/** An object from Xendit; no field is certain. */
export type XenditBody = ProviderAnswer['body'];

/** Statuses of payment requests and payments, v3 and the version before (payments reference §3.3). */
const BY_STATUS: ReadonlyMap<unknown, ProviderPaymentStatus> = new Map([
  ['ACCEPTING_PAYMENTS', 'PENDING'],
  ['PENDING', 'PENDING'],
  ['REQUIRES_ACTION', 'REQUIRES_ACTION'],
  ['AUTHORIZED', 'AUTHORIZED'],
  ['AWAITING_CAPTURE', 'AUTHORIZED'],
  ['SUCCEEDED', 'PAID'],
  ['FAILED', 'FAILED'],
  ['CANCELED', 'CANCELLED'],
  ['VOIDED', 'CANCELLED'],
  ['EXPIRED', 'EXPIRED'],
  ['UNKNOWN', 'UNDER_REVIEW'],
]);
const BY_INVOICE_STATUS: ReadonlyMap<unknown, ProviderPaymentStatus> = new Map([
  ['PENDING', 'REQUIRES_ACTION'],
  ['PAID', 'PAID'],
  ['SETTLED', 'PAID'],
  ['EXPIRED', 'EXPIRED'],
]);
const REFUND_STATUSES: readonly RefundStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Maps the status of a payment request; a status that is not known needs a person. */
export function paymentStatusOf(status: unknown): ProviderPaymentStatus {
  return BY_STATUS.get(status) ?? 'UNDER_REVIEW';
}

export function invoiceStatusOf(status: unknown): ProviderPaymentStatus {
  return BY_INVOICE_STATUS.get(status) ?? 'UNDER_REVIEW';
}

/** Maps a payment request with its latest payment and its refunds; null: not known. */
export function paymentOfRequest(request: XenditBody, payment: XenditBody | null, refunds: readonly XenditBody[] | null): ProviderPayment {
  const status = paymentStatusOf(request.status);
  const paymentId = textOf(payment?.payment_id) ?? textOf(request.latest_payment_id);
  const failure = textOf(request.failure_code) ?? textOf(payment?.failure_code);
  return {
    status,
    providerReference: textOf(request.payment_request_id),
    ourReference: textOf(request.reference_id),
    currency: textOf(request.currency),
    amount: wholeAmount(request.request_amount),
    captured: status === 'PAID' ? capturedOf(payment) : null,
    refunded: refunds && refundedOf(refunds),
    action: status === 'PENDING' || status === 'REQUIRES_ACTION' ? actionOf(request) : null,
    data: { kind: 'request', ...(paymentId !== null && { paymentId }) },
    reason: status === 'FAILED' || status === 'UNDER_REVIEW' ? (failure ?? textOf(request.status)) : null,
    response: storedResponse(request),
  };
}

export function paymentOfInvoice(invoice: XenditBody, refunds: readonly XenditBody[] | null): ProviderPayment {
  const status = invoiceStatusOf(invoice.status);
  const url = textOf(invoice.invoice_url);
  return {
    status,
    providerReference: textOf(invoice.id),
    ourReference: textOf(invoice.external_id),
    currency: textOf(invoice.currency),
    amount: wholeAmount(invoice.amount),
    captured: status === 'PAID' ? wholeAmount(invoice.paid_amount) : null,
    refunded: refunds && refundedOf(refunds),
    action: status === 'REQUIRES_ACTION' && url !== null ? { redirectUrl: url } : null,
    data: { kind: 'invoice' },
    response: storedResponse(invoice),
  };
}

/** Σ of a payment's captures; null: not given. */
export function capturedOf(payment: XenditBody | null): number | null {
  const amounts = rowsOf(payment?.captures).map((capture) => wholeAmount(capture.capture_amount) ?? Number.NaN);
  return amounts.length === 0 ? null : sumOf(amounts);
}

/** Σ of the refunds that are final; null: one of them lacks an amount. */
function refundedOf(refunds: readonly XenditBody[]): number | null {
  const amounts = refunds.filter((refund) => refund.status === 'SUCCEEDED').map((refund) => wholeAmount(refund.amount) ?? Number.NaN);
  const sum = sumOf(amounts);
  return Number.isNaN(sum) ? null : sum;
}

/** What the customer needs in order to pay; null: nothing. */
function actionOf(request: XenditBody): PaymentAction | null {
  const value = (...descriptors: string[]): string | null =>
    textOf(rowsOf(request.actions).find(({ descriptor }) => descriptors.includes(String(descriptor)))?.value);
  const account = value('VIRTUAL_ACCOUNT_NUMBER');
  const action: PaymentAction = {
    qrString: value('QR_STRING'),
    redirectUrl: value('WEB_URL'),
    deeplinkUrl: value('DEEPLINK_URL'),
    accountNumber: account,
    bank: account && String(request.channel_code).replace(/_VIRTUAL_ACCOUNT$/, ''),
  };
  const entries = Object.entries(action).filter(([, one]) => one !== null);
  return entries.length === 0 ? null : Object.fromEntries(entries);
}

export function providerRefundOf(refund: XenditBody): ProviderRefund {
  const status = REFUND_STATUSES.find((one) => one === refund.status) ?? 'PENDING';
  return { status, providerReference: textOf(refund.id), reason: status === 'FAILED' ? textOf(refund.failure_code) : null };
}

/** Fields that are not stored: tokens that could pay again, customer data. */
const NOT_KEPT = new Set(['payment_token_id', 'channel_properties', 'customer', 'customer_id', 'payer_email', 'shipping_information', 'payment_details']);

function storedResponse(body: XenditBody): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_KEPT.has(name) && !name.startsWith('available_')));
}

/** The objects of a list, at the top level or under `data`. */
export function listOf(body: XenditBody): readonly XenditBody[] {
  return rowsOf(body.items ?? body.data);
}

function rowsOf(value: unknown): readonly XenditBody[] {
  return Array.isArray(value) ? value.filter((row) => row !== null && typeof row === 'object') : [];
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
