import { fromProviderAmount, type Money, toProviderAmount } from '../../../../kernel/values/money.ts';
import type { ProviderPaymentStatus } from '../../model/payment.status.ts';
import type { RefundStatus } from '../../model/refund.entity.ts';

/** An object from Chapa; every field is checked when it is read. */
export type ChapaData = Readonly<Record<string, unknown>>;

/** Wallets that ask their owner on the phone, by our names; wallets that ask for a code are on the hosted page. */
export const WALLETS: ReadonlyMap<string, string> = new Map([
  ['TELEBIRR', 'telebirr'],
  ['MPESA', 'mpesa'],
  ['CBEBIRR', 'CBEBirr'],
  ['EBIRR', 'Coopay-Ebirr'],
]);

/** Chapa's amounts are decimal texts, e.g. 590.44. */
const UNIT = { exponent: 2 } as const;

export function decimalAmount(amount: Money, currency: string): string {
  const hundredths = String(toProviderAmount(amount, currency, UNIT)).padStart(3, '0');
  return `${hundredths.slice(0, -2)}.${hundredths.slice(-2)}`;
}

/** Converts a text or number to our minor units; null: no amount or currency is given. NaN: no exact amount of the currency. */
export function minorAmount(value: unknown, currency: string | null): Money | null {
  if (value === undefined || value === null || currency === null) return null;
  const [, whole, fraction = ''] = /^(\d{1,13})(?:\.(\d{1,2})0*)?$/.exec(String(value)) ?? [];
  if (whole === undefined) return Number.NaN;
  try {
    return fromProviderAmount(Number(whole + fraction.padEnd(2, '0')), currency, UNIT);
  } catch {
    return Number.NaN;
  }
}

const STATUSES: ReadonlyMap<unknown, ProviderPaymentStatus> = new Map([
  ['success', 'PAID'],
  ['pending', 'PENDING'],
  ['failed', 'FAILED'],
  ['cancelled', 'CANCELLED'],
  ['failed/cancelled', 'FAILED'],
  // Paid, and refunded since; the refunded amount is reported separately.
  ['refunded', 'PAID'],
  ['reversed', 'PAID'],
]);

/** Maps Chapa's status of a payment; a status that is not known needs a person. */
export function paymentStatusOf(status: unknown): ProviderPaymentStatus {
  return STATUSES.get(status) ?? 'UNDER_REVIEW';
}

const REFUND_STATUSES: ReadonlyMap<string, RefundStatus> = new Map([
  ...['refunded', 'reversed', 'success', 'successful', 'completed'].map((status) => [status, 'SUCCEEDED'] as const),
  ...['failed', 'rejected', 'declined'].map((status) => [status, 'FAILED'] as const),
  ['cancelled', 'CANCELLED'],
]);

/** Maps Chapa's status of a refund; refunds take days, and every status that is not final is PENDING. */
export function chapaRefundStatus(status: unknown): RefundStatus {
  return REFUND_STATUSES.get(textOf(status).toLowerCase()) ?? 'PENDING';
}

/** Chapa's messages are texts, or lists of texts by field; the latter become JSON. */
export function textOf(message: unknown): string {
  return typeof message === 'string' ? message : (JSON.stringify(message) ?? '');
}
