import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import type { Trouble } from '../fakes/fake-server.ts';
import { type Client, makeClient, type Restaurant, type TestApp } from '../kit/index.ts';

/** The same random numbers for the same seed. */
export function seededRandom(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

/** A brand of the storm test. */
export interface Brand {
  readonly restaurant: Restaurant;
  readonly fakes: readonly FakeGateway[];
}

/** An order of a brand with its token. */
export interface StormOrder {
  readonly id: string;
  readonly token: string;
}

const ERRORS = 'userErrors { code field message details }';
const PAYMENT = 'payment { id status }';
const command = (field: string, type: string, result = ''): string => `mutation ($input: ${type}!) { ${field}(input: $input) { ${result} ${ERRORS} } }`;

export const DOCUMENTS = {
  startPayment: command('startPayment', 'StartPaymentInput', PAYMENT),
  payByToken: command('payByToken', 'PayByTokenInput', 'payment { id status }'),
  cancelByToken: command('cancelByToken', 'CancelByTokenInput', 'payment { id status }'),
  cancelPayment: command('cancelPayment', 'CancelPaymentInput', PAYMENT),
  checkPayment: command('checkPayment', 'CheckPaymentInput', PAYMENT),
  capturePayment: command('capturePayment', 'CapturePaymentInput', PAYMENT),
  reviewPayment: command('reviewPayment', 'ReviewPaymentInput', PAYMENT),
  refundPayment: command('refundPayment', 'RefundPaymentInput', 'refund { id status }'),
  payWithCredit: command('payWithCredit', 'PayWithCreditInput', PAYMENT),
  payCash: command('payCash', 'PayCashInput', PAYMENT),
  setTip: command('setTip', 'SetTipInput'),
  discountOrder: command('discountOrder', 'DiscountOrderInput'),
  cancelOrder: command('cancelOrder', 'CancelOrderInput'),
  completeOrder: command('completeOrder', 'OrderCommandInput'),
  serveOrder: command('serveOrder', 'OrderCommandInput'),
  openShift: command('openShift', 'OpenShiftInput', 'shift { id }'),
  closeShift: command('closeShift', 'CloseShiftInput'),
  updateTenant: command('updateTenant', 'UpdateTenantInput'),
} as const;
export type StormField = keyof typeof DOCUMENTS;

/** Sends a command that may succeed or fail to a node; returns its error code, or null. */
export async function commandCode(
  client: Client,
  url: string,
  field: StormField,
  input: Readonly<Record<string, unknown>>,
  key?: string,
): Promise<string | null> {
  const { data, errors } = await makeClient(url, client.headers).send(DOCUMENTS[field], { input }, key === undefined ? {} : { 'idempotency-key': key });
  return errors?.[0]?.extensions.code ?? data?.[field]?.userErrors[0]?.code ?? null;
}

const TROUBLES: readonly Trouble[] = ['DROP', 'FAIL_AFTER', 'FAIL_BEFORE', 'SLOW', 'GARBAGE', 'BUSY', 'STALL'];

export interface StormPayment {
  readonly id: string;
  readonly order_id: string;
  readonly method: string;
  readonly provider: string;
  readonly status: string;
  readonly amount: string;
}

/** An event at the provider of one payment. */
export function atProvider(
  app: TestApp,
  { restaurant, fakes }: Brand,
  { id, provider, amount }: StormPayment,
  roll: (sides: number) => number,
): void | Promise<unknown> {
  const kind = roll(15);
  if (provider === 'demo') {
    return changeCharge(app.services, restaurant.tenantId, id, (charge) => {
      if (charge.status === 'PENDING' && kind < 7) {
        charge.status = charge.manualCapture ? 'AUTHORIZED' : 'PAID';
        if (charge.status === 'PAID') charge.captured = charge.amount;
      } else if (kind === 8 && charge.status === 'PENDING') charge.status = 'DECLINED';
    });
  }
  const fake = fakes.find((one) => one.provider === provider);
  if (!fake) return;
  try {
    if (kind < 7) {
      if (fake.captured(id) === 0 && fake.charges(id) + 1 > 0) fake.settle(id, kind === 6 ? Number(amount) - 1000 : undefined);
    } else if (kind === 7) {
      if (fake.captured(id) === 0) fake.deny(id);
    } else if (kind === 8) {
      if (fake.captured(id) === 0) fake.expire(id);
    } else if (kind === 9) {
      const left = fake.captured(id) - fake.refunded(id);
      if (left > 0 && (fake.tellsParts !== false || left === fake.captured(id)))
        fake.refundElsewhere(id, fake.tellsParts === false ? left : Math.min(left, 3000));
    } else if (kind === 10) {
      if (fake.captured(id) > 0) fake.decideRefunds(id, roll(2) === 0);
    } else if ('dispute' in fake && fake.captured(id) > 0)
      (fake.dispute as (id: string, status: string) => void)(id, ['needs_response', 'won', 'lost'][roll(3)] as string);
  } catch {
    // Not possible in the payment's current state.
  }
}

/** Injects a fault into a few requests to one provider. */
export function trouble({ fakes }: Brand, roll: (sides: number) => number): void {
  const fake = fakes[roll(fakes.length)];
  fake?.server.trouble(TROUBLES[roll(TROUBLES.length)] as Trouble, { times: 1 + roll(3), ...(roll(2) === 0 && { method: 'POST' }) });
}
