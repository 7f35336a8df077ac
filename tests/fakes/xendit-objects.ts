import { randomUUID } from 'node:crypto';

export interface XenditRefund {
  readonly id: string;
  readonly reference_id: string;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  status: string;
  failure_code?: string;
}

/** A payment request or an invoice, and the amounts paid. */
export interface XenditCharge {
  readonly kind: 'request' | 'invoice';
  readonly id: string;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  readonly channel: string;
  readonly captureMethod: string;
  readonly actions: readonly Readonly<Record<string, string>>[];
  status: string;
  failureCode?: string;
  /** Id of the payment or authorisation. */
  paymentId: string | null;
  captured: number;
  readonly refunds: XenditRefund[];
}

const NOW = '2026-01-05T04:46:13Z';

/** A new payment request. A card token decides the outcome: with `-3ds` the customer has to act, with `-declined` the payment fails. */
export function requestOf(body: Readonly<Record<string, unknown>>): XenditCharge {
  const channel = String(body.channel_code);
  const token = typeof body.payment_token_id === 'string' ? body.payment_token_id : '';
  const isTaken = channel === 'CARDS' && !token.includes('-3ds');
  const isDeclined = isTaken && token.includes('-declined');
  const isManual = body.capture_method === 'MANUAL';
  const amount = body.request_amount as number;
  return {
    ...{ kind: 'request', id: `pr-${randomUUID()}`, reference: String(body.reference_id), amount, currency: String(body.currency), channel },
    ...{ captureMethod: isManual ? 'MANUAL' : 'AUTOMATIC', actions: isTaken ? [] : actionsOf(channel), refunds: [] },
    status: !isTaken ? 'REQUIRES_ACTION' : isDeclined ? 'FAILED' : isManual ? 'AUTHORIZED' : 'SUCCEEDED',
    ...(isDeclined && { failureCode: 'CARD_DECLINED' }),
    paymentId: isTaken ? `py-${randomUUID()}` : null,
    captured: isTaken && !isDeclined && !isManual ? amount : 0,
  };
}

function actionsOf(channel: string): XenditCharge['actions'] {
  if (channel === 'QRIS') return [{ type: 'PRESENT_TO_CUSTOMER', descriptor: 'QR_STRING', value: `00020101021226fake${randomUUID()}6304FFFF` }];
  if (channel.endsWith('_VIRTUAL_ACCOUNT')) return [{ type: 'PRESENT_TO_CUSTOMER', descriptor: 'VIRTUAL_ACCOUNT_NUMBER', value: '1076612515' }];
  if (channel === 'OVO') return [];
  return [{ type: 'REDIRECT_CUSTOMER', descriptor: 'WEB_URL', value: `https://wallet.example/${channel.toLowerCase()}/${randomUUID()}` }];
}

export function invoiceOf(body: Readonly<Record<string, unknown>>): XenditCharge {
  return {
    ...{ kind: 'invoice', id: randomUUID().replaceAll('-', '').slice(0, 24), reference: String(body.external_id), amount: body.amount as number },
    ...{ currency: String(body.currency ?? 'IDR'), channel: 'INVOICE', captureMethod: 'AUTOMATIC', actions: [], refunds: [] },
    ...{ status: 'PENDING', paymentId: null, captured: 0 },
  };
}

export function requestNotification({
  id,
  reference,
  status,
  amount,
  currency,
  channel,
  captureMethod,
  actions,
  failureCode,
  paymentId,
}: XenditCharge): Record<string, unknown> {
  return {
    ...{ payment_request_id: id, reference_id: reference, business_id: '5f27a14a9bf05c73dd040bc8', type: 'PAY', country: 'ID', currency, status },
    ...{ request_amount: amount, capture_method: captureMethod, channel_code: channel, channel_properties: {}, actions },
    ...(failureCode && { failure_code: failureCode }),
    ...(paymentId && { latest_payment_id: paymentId }),
    ...{ created: NOW, updated: NOW },
  };
}

export function paymentNotification(charge: XenditCharge): Record<string, unknown> {
  const { actions: _actions, latest_payment_id: paymentId, ...request } = requestNotification(charge);
  const captures = charge.captured > 0 ? [{ capture_id: `cap-${charge.id}`, capture_amount: charge.captured, capture_timestamp: NOW }] : [];
  return { payment_id: paymentId, ...request, captures };
}

export function invoiceNotification({ id, reference, status, amount, currency, captured }: XenditCharge): Record<string, unknown> {
  return {
    ...{ id, external_id: reference, user_id: '5f27a14a9bf05c73dd040bc8', status, merchant_name: 'A shop', amount, currency },
    ...{ invoice_url: `https://checkout-staging.xendit.co/web/${id}`, expiry_date: NOW, available_banks: [], created: NOW, updated: NOW },
    ...(captured > 0 && { paid_amount: captured, paid_at: NOW, payment_method: 'QR_CODE', payment_channel: 'QRIS' }),
  };
}

export function refundNotification(charge: XenditCharge, refund: XenditRefund): Record<string, unknown> {
  return {
    ...refund,
    ...(charge.kind === 'invoice' ? { invoice_id: charge.id } : { payment_request_id: charge.id, payment_id: charge.paymentId }),
    created: NOW,
    updated: NOW,
  };
}
