import { expect } from 'vitest';
import { type Client, type Headers, mutationOf, type UserError } from '../kit/index.ts';

/** Fields of its payments that a kiosk sees. */
const KIOSK_FIELDS = `id method provider status amount rounding refunded providerReference captureMode expiresAt settledAt
  action { qrString qrImageUrl redirectUrl deeplinkUrl clientSecret publicKey bank accountNumber billerCode }`;
export const PAYMENT_FIELDS = `${KIOSK_FIELDS} reviewReason failureReason credit`;

const documentOf = (field: string): string => {
  const order = field === 'payByToken' ? '' : 'order { id status paymentStatus dueAmount paidAmount }';
  const seen = ['startPayment', 'cancelPayment', 'checkPayment'].includes(field) ? KIOSK_FIELDS : PAYMENT_FIELDS;
  const fields = field === 'payByToken' ? 'id method status amount expiresAt action { qrString redirectUrl }' : seen;
  return mutationOf(field, fields, order);
};

type PaymentCommand = 'startPayment' | 'payByToken' | 'cancelPayment' | 'checkPayment' | 'capturePayment' | 'reviewPayment';

/** Runs a payment command that must succeed; returns the payload. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function pay(client: Client, field: PaymentCommand, input: Readonly<Record<string, unknown>>, headers?: Headers): Promise<any> {
  return (await client.ok(documentOf(field), { input }, headers))[field];
}

/** Runs a payment command that must be refused; returns the error. */
export function payRefused(client: Client, field: PaymentCommand, input: Readonly<Record<string, unknown>>): Promise<UserError> {
  return client.failure(documentOf(field), { input });
}

/** The payments of an order, oldest first. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function paymentsOf(client: Client, orderId: string): Promise<any[]> {
  return (await client.ok(`query ($id: ID!) { order(id: $id) { payments { ${PAYMENT_FIELDS} } } }`, { id: orderId })).order.payments;
}

/** Waits until `holds` is true, for at most ten seconds. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) {
      expect(value).toBe('what was waited for');
      return value;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}
