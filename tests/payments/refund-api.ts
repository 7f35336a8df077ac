import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { act, type Client, type Headers, mutationOf, type Restaurant, type TestApp, type UserError } from '../kit/index.ts';
import { PAYMENT_FIELDS, pay } from './payment-api.ts';
import { run } from './shift-api.ts';

export const REFUND_FIELDS = `id paymentId orderId method status effect amount rounding reason failureReason createdAt settledAt
  lines { lineId quantity amount net serviceCharge tax } fees { fee amount net tax }`;
const ORDER = 'order { id status version paymentStatus paidAmount refundedAmount dueAmount totals { total tip } lines { id } }';

const REFUND = mutationOf('refundPayment', REFUND_FIELDS, `payment { ${PAYMENT_FIELDS} refunds { id status amount } } ${ORDER}`);
const CREDIT = mutationOf('payWithCredit', PAYMENT_FIELDS, ORDER);

type Input = Readonly<Record<string, unknown>>;

/** Runs a refund that must succeed; returns the payload. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function refund(client: Client, input: Input, headers?: Headers): Promise<any> {
  return (await client.ok(REFUND, { input: { reason: 'Cold', ...input } }, headers)).refundPayment;
}

/** Runs a refund that must be refused; returns the error with its field as one text. */
export async function refundRefused(client: Client, input: Input, headers?: Headers): Promise<Omit<UserError, 'field'> & { field: string | undefined }> {
  const error = await client.failure(REFUND, { input: { reason: 'Cold', ...input } }, headers);
  return { ...error, field: error.field?.join('.') };
}

/** Runs a refund that may succeed or fail; returns the error code, or null. */
export async function refundCode(client: Client, input: Input): Promise<string | null> {
  const { data, errors } = await client.send(REFUND, { input: { reason: 'Cold', ...input } });
  return errors?.[0]?.extensions.code ?? data?.refundPayment.userErrors[0]?.code ?? null;
}

export function refundRequestError(client: Client, input: Input): Promise<string> {
  return client.requestError(REFUND, { input: { reason: 'Cold', ...input } });
}

/** Pays with a credit, which must succeed; returns the payload. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
export async function payWithCredit(client: Client, input: Input): Promise<any> {
  return (await client.ok(CREDIT, { input })).payWithCredit;
}

export function creditRefused(client: Client, input: Input): Promise<UserError> {
  return client.failure(CREDIT, { input });
}

export async function creditCode(client: Client, input: Input): Promise<string | null> {
  const { data, errors } = await client.send(CREDIT, { input });
  return errors?.[0]?.extensions.code ?? data?.payWithCredit.userErrors[0]?.code ?? null;
}

/** The customer pays at the demo gateway. */
export function settleCharge(app: TestApp, { tenantId }: Restaurant, paymentId: string): Promise<unknown> {
  return changeCharge(app.services, tenantId, paymentId, (charge) => {
    charge.status = 'PAID';
    charge.captured = charge.amount;
  });
}

/** Pays an order or a part of it through the demo gateway; returns the payment's id. */
export async function paidByGateway(app: TestApp, restaurant: Restaurant, orderId: string, more: Input = {}): Promise<string> {
  const { payment } = await pay(restaurant.cashier, 'startPayment', { orderId, method: 'QRIS', ...more });
  await settleCharge(app, restaurant, payment.id);
  await pay(restaurant.cashier, 'checkPayment', { paymentId: payment.id });
  return payment.id;
}

/** Pays an order or a part of it in cash; returns the payment's id. */
export async function paidInCash({ cashier }: Restaurant, orderId: string, more: Input = {}): Promise<string> {
  return (await act(cashier, 'payCash', { orderId, tendered: 10_000_000, ...more })).id;
}

/** A payment that succeeds after its cancellation, under the brand's policy CREDIT; returns its id. */
export async function lateCredit(app: TestApp, restaurant: Restaurant, orderId: string): Promise<string> {
  const { owner, cashier } = restaurant;
  await setPolicy(owner, 'CREDIT');
  const { payment } = await pay(cashier, 'startPayment', { orderId, method: 'QRIS' });
  await pay(cashier, 'cancelPayment', { paymentId: payment.id });
  await settleCharge(app, restaurant, payment.id);
  await pay(cashier, 'checkPayment', { paymentId: payment.id });
  return payment.id;
}

export async function setPolicy(owner: Client, latePaymentPolicy: string): Promise<string> {
  const document = mutationOf('updateTenant', 'latePaymentPolicy');
  return (await owner.ok(document, { input: { latePaymentPolicy } })).updateTenant.tenant.latePaymentPolicy;
}

/** Opens a drawer for the client. */
export async function openDrawerOf(client: Client, { outletId }: Restaurant, float = 1_000_000): Promise<string> {
  return (await run(client, 'openShift', { outletId, float })).id;
}
