import { randomUUID } from 'node:crypto';

export interface MidtransRefund {
  readonly refund_chargeback_id: number;
  readonly refund_amount: string;
  readonly created_at: string;
  readonly reason: string;
  readonly refund_key: string;
  readonly refund_method?: string;
  readonly bank_confirmed_at?: string;
}

export interface MidtransTransaction {
  readonly transactionId: string;
  readonly orderId: string;
  readonly type: string;
  /** Fields in every answer and notification. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Fields only in the answer to the charge. */
  readonly actions: Readonly<Record<string, unknown>>;
  readonly isRefundable: boolean;
  gross: number;
  captured: number;
  status: string;
  fraud: string;
  refunds: MidtransRefund[];
}

/** How a charge is paid. */
export interface MidtransMethod {
  readonly type: string;
  readonly bank?: string;
  readonly acquirer?: string;
  readonly token: string | null;
  readonly isAuthorization?: boolean;
}

/** The method that a charge asks for; null: unknown. */
export function methodOf(body: Record<string, unknown>): MidtransMethod | null {
  const part = (name: string) => (body[name] ?? {}) as Record<string, unknown>;
  const type = String(body.payment_type);
  if (type === 'qris') return { type, acquirer: String(part('qris').acquirer ?? 'gopay'), token: null };
  if (type === 'gopay' || type === 'shopeepay') return { type, token: null };
  if (type === 'echannel') return part('echannel').bill_info1 === undefined ? null : { type, token: null };
  if (type === 'bank_transfer') {
    const bank = String(part('bank_transfer').bank);
    return ['bca', 'bni', 'bri', 'permata'].includes(bank) ? { type, bank, token: null } : null;
  }
  if (type !== 'credit_card') return null;
  const { token_id: token, type: kind } = part('credit_card');
  return typeof token === 'string' ? { type, token, isAuthorization: kind === 'authorize' } : null;
}

/** The method that a customer chooses on a page with these methods. */
export function pageMethodOf([first]: readonly string[]): MidtransMethod {
  if (first === 'credit_card') return { type: 'credit_card', token: '4-3ds-page' };
  if (first === 'gopay') return { type: 'gopay', token: null };
  if (first?.endsWith('_va')) return { type: 'bank_transfer', bank: first.slice(0, -3), token: null };
  return { type: 'qris', acquirer: 'gopay', token: null };
}

/**
 * A new transaction. The card token decides the outcome, like the vendor's sandbox cards: with `-3ds` the customer has
 * to act, 491111 is denied by the bank, 451111 is a fraud challenge, other cards are charged at once.
 */
export function chargedAs({ orderId, gross }: { readonly orderId: string; readonly gross: number }, method: MidtransMethod): MidtransTransaction {
  const transactionId = randomUUID();
  const { type, token } = method;
  const isTaken = type === 'credit_card' && !token?.includes('-3ds');
  const status = !isTaken ? 'pending' : token?.startsWith('491111') ? 'deny' : method.isAuthorization ? 'authorize' : 'capture';
  return {
    ...{ transactionId, orderId, type, gross, status, refunds: [] },
    fraud: isTaken && token?.startsWith('451111') ? 'challenge' : 'accept',
    captured: status === 'capture' ? gross : 0,
    isRefundable: type !== 'bank_transfer' && type !== 'echannel',
    details: detailsOf(method),
    actions: actionsOf(method, transactionId),
  };
}

function detailsOf({ type, bank, acquirer }: MidtransMethod): Record<string, unknown> {
  if (type === 'qris') return { acquirer };
  if (type === 'echannel') return { biller_code: '70012', bill_key: '990000000260' };
  if (bank === 'permata') return { permata_va_number: '8562000087926752' };
  if (type === 'bank_transfer') return { va_numbers: [{ bank, va_number: '812785002530231' }] };
  return type === 'credit_card' ? { masked_card: '48111111-1114', bank: 'bni', card_type: 'credit' } : {};
}

function actionsOf({ type, token }: MidtransMethod, id: string): Record<string, unknown> {
  const url = (path: string): string => `https://api.sandbox.midtrans.com/v2/${path}`;
  const qr = { name: 'generate-qr-code', method: 'GET', url: url(`${type}/${id}/qr-code`) };
  const link = { name: 'deeplink-redirect', method: 'GET', url: `https://simulator.sandbox.midtrans.com/${type}/ui/checkout?referenceid=${id}` };
  if (type === 'qris') return { qr_string: `00020101021226fake${id}6304FFFF`, actions: [qr] };
  if (type === 'gopay') return { actions: [qr, link, { name: 'get-status', method: 'GET', url: url(`${id}/status`) }] };
  if (type === 'shopeepay') return { actions: [link] };
  return token?.includes('-3ds') ? { redirect_url: url(`token/rba/redirect/${id}`) } : {};
}

/** 200 success, 201 pending, 202 denied, cancelled or expired (407 in the answer to an expire request). */
export function statusCodeOf({ status, fraud }: MidtransTransaction): string {
  if (status === 'pending' || fraud === 'challenge') return '201';
  return ['deny', 'cancel', 'failure', 'expire'].includes(status) ? '202' : '200';
}

/** A transaction as answers and notifications show it. */
export function notificationOf(transaction: MidtransTransaction): Record<string, unknown> {
  const { transactionId, orderId, gross, type, status, fraud, details, refunds } = transaction;
  return {
    ...{ status_code: statusCodeOf(transaction), status_message: 'Success, transaction is found' },
    ...{ transaction_id: transactionId, order_id: orderId, merchant_id: 'G000', gross_amount: `${gross}.00`, currency: 'IDR', payment_type: type },
    ...{ transaction_time: '2026-01-05 11:46:13', transaction_status: status, fraud_status: fraud },
    ...details,
    ...(refunds.length > 0 && { refund_amount: `${refunds.reduce((sum, one) => sum + Number(one.refund_amount), 0)}.00`, refunds: structuredClone(refunds) }),
  };
}
