import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Account, type Attempt, GatewayRefused, GatewayUnclear, GatewayUnreachable } from '../../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import { razorpayGateway } from '../../../src/modules/payments/gateways/razorpay/razorpay.ts';
import { type FakeRazorpay, startRazorpay } from '../../fakes/razorpay.ts';
import { accountAt, newAttempt as anAttempt, refundOf } from './attempts.ts';

let fake: FakeRazorpay;
let account: Account;
beforeAll(async () => {
  fake = await startRazorpay();
  account = accountAt(fake);
});
afterEach(() => {
  fake.server.calm();
  fake.holdRefunds(false);
  Object.assign(fake.switches, { uniqueReceipts: true, refundsWaitFor: null });
});
afterAll(() => fake.server.stop());

const gateway = () => razorpayGateway(providerHttp(1500), `${fake.server.url}/v1`);

const newAttempt = (overrides: Partial<Attempt> = {}): Attempt => anAttempt({ amount: 50_000, currency: 'INR', ...overrides });

async function created(overrides: Partial<Attempt> = {}): Promise<Attempt> {
  const attempt = newAttempt(overrides);
  const { providerReference } = await gateway().create(account, attempt, {});
  return { ...attempt, providerReference };
}

async function paid(): Promise<Attempt> {
  const attempt = await created();
  fake.settle(attempt.id);
  return attempt;
}

describe('payments', () => {
  test('an order is made, which the customer pays in Razorpay’s own client', async () => {
    const attempt = newAttempt();
    const seen = await gateway().create(account, attempt, {});
    expect(seen).toMatchObject({
      ...{ status: 'REQUIRES_ACTION', ourReference: attempt.id, providerReference: expect.stringMatching(/^order_/) },
      ...{ currency: 'INR', amount: 50_000, captured: null, action: { publicKey: fake.credentials.keyId } },
    });
    expect(JSON.stringify(seen.response)).not.toContain(fake.credentials.keySecret);
    expect(JSON.parse(fake.server.requests.at(-1)?.body ?? '')).toEqual({
      ...{ amount: 50_000, currency: 'INR', receipt: attempt.id, notes: { payment_id: attempt.id, order_id: attempt.orderId } },
    });
    fake.settle(attempt.id);
    const now = await gateway().read(account, { ...attempt, providerReference: seen.providerReference });
    expect(now).toMatchObject({ status: 'PAID', captured: 50_000, refunded: 0, action: null, data: { paymentId: expect.stringMatching(/^pay_/) } });
    expect(JSON.stringify(now?.response)).not.toContain('@example');
  });

  test('a try that failed leaves it to be paid; the next may go well', async () => {
    const attempt = await created();
    fake.deny(attempt.id);
    expect(await gateway().read(account, attempt)).toMatchObject({
      ...{ status: 'REQUIRES_ACTION', reason: 'Payment processing failed because of incorrect OTP', action: { publicKey: fake.credentials.keyId } },
    });
    fake.settle(attempt.id);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', captured: 50_000 });
  });

  test('paid with another amount, or twice, it tells what was taken', async () => {
    const attempt = await created();
    fake.settle(attempt.id, 49_000);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', amount: 50_000, captured: 49_000 });
    const twice = await created();
    const order = fake.state.orderOf(twice.id);
    for (const payment of [fake.state.attempt(order, 'authorized'), fake.state.attempt(order, 'authorized')]) fake.state.capture(payment);
    expect(await gateway().read(account, twice)).toMatchObject({ status: 'PAID', captured: 100_000 });
  });

  test('an amount that is no integer is NaN; an unknown state is for a person', async () => {
    const attempt = await created();
    Object.assign(fake.state.orderOf(attempt.id), { amount: 500.5, status: 'frozen' });
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'UNDER_REVIEW', amount: Number.NaN });
  });

  test('a late yes of the bank is captured, whole, once', async () => {
    const attempt = await created();
    fake.authorize(attempt.id);
    const seen = await gateway().read(account, attempt);
    expect(seen).toMatchObject({ status: 'AUTHORIZED', amount: 50_000, captured: null });
    const authorized = { ...attempt, data: seen?.data ?? {} };
    await expect(gateway().capture(account, authorized, 40_000)).rejects.toMatchObject({ constructor: GatewayRefused });
    fake.server.trouble('DROP', { times: 1 });
    expect(await gateway().capture(account, authorized, 50_000)).toMatchObject({ status: 'PAID', captured: 50_000 });
    expect(await gateway().capture(account, attempt, 50_000)).toMatchObject({ status: 'PAID', captured: 50_000 });
    expect([fake.charges(attempt.id), fake.captured(attempt.id)]).toEqual([1, 50_000]);
  });

  test('a payment that we capture waits for the capture, with any setting of the account; without one Razorpay releases it', async () => {
    const attempt = await created({ captureMode: 'MANUAL' });
    fake.settle(attempt.id);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'AUTHORIZED' });
    fake.expire(attempt.id);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'EXPIRED', refunded: null });
    await expect(gateway().capture(account, attempt, 50_000)).rejects.toBeInstanceOf(GatewayRefused);
  });

  test('only what is authorised can be captured', async () => {
    const attempt = await created();
    await expect(gateway().capture(account, attempt, 50_000)).rejects.toMatchObject({ code: 'NOT_PAID' });
    fake.deny(attempt.id);
    const [failed] = fake.state.paymentsOf(fake.state.orderOf(attempt.id));
    await expect(gateway().capture(account, { ...attempt, data: { paymentId: String(failed?.id) } }, 50_000)).rejects.toBeInstanceOf(GatewayRefused);
  });

  test('the same once more is the same order: a receipt is taken once', async () => {
    const attempt = newAttempt();
    const first = await gateway().create(account, attempt, {});
    const again = await gateway().create(account, attempt, {});
    expect(again.providerReference).toBe(first.providerReference);
    expect(fake.state.orders.filter(({ receipt }) => receipt === attempt.id)).toHaveLength(1);
  });

  test.each(['DROP', 'FAIL_AFTER', 'GARBAGE'] as const)('%s: a lost answer is found by its receipt', async (trouble) => {
    const attempt = newAttempt();
    fake.server.trouble(trouble, { times: 1 });
    expect(await gateway().create(account, attempt, {})).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: attempt.id });
    const lost = newAttempt();
    fake.server.trouble(trouble);
    await expect(gateway().create(account, lost, {})).rejects.toBeInstanceOf(GatewayUnclear);
    fake.server.calm();
    expect(await gateway().read(account, lost)).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: lost.id });
    fake.settle(lost.id);
    expect(await gateway().cancel(account, lost)).toMatchObject({ status: 'PAID' });
  });

  test('where receipts are not unique, the order that was paid counts', async () => {
    fake.switches.uniqueReceipts = false;
    const attempt = newAttempt();
    fake.server.trouble('DROP', { times: 1 });
    await gateway().create(account, attempt, {});
    await gateway().create(account, attempt, {});
    expect(fake.state.orders.filter(({ receipt }) => receipt === attempt.id)).toHaveLength(3);
    fake.state.capture(
      fake.state.attempt(fake.state.orders.filter(({ receipt }) => receipt === attempt.id)[1] ?? fake.state.orderOf(attempt.id), 'authorized'),
    );
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID' });
  });

  test('is cancelled as long as nothing was taken', async () => {
    const open = await created();
    expect(await gateway().cancel(account, open)).toMatchObject({ status: 'CANCELLED', action: null });
    fake.authorize(open.id);
    expect(await gateway().cancel(account, open)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway().cancel(account, await paid())).toMatchObject({ status: 'PAID' });
  });

  test('what Razorpay does not know is nothing', async () => {
    expect(await gateway().read(account, newAttempt())).toBeNull();
    expect(await gateway().read(account, newAttempt({ providerReference: 'order_unknown' }))).toBeNull();
    expect(await gateway().cancel(account, newAttempt())).toBeNull();
  });

  test('what it says no to is refused, without secrets; too busy or away, nothing was heard', async () => {
    await expect(gateway().create(account, newAttempt({ amount: 99 }), {})).rejects.toMatchObject({
      ...{ constructor: GatewayRefused, code: 'input_validation_failed', message: 'Razorpay: The amount must be at least INR 1.00' },
    });
    const stranger = { ...account, credentials: { ...account.credentials, keySecret: 'other' } };
    await expect(gateway().create(stranger, newAttempt(), {})).rejects.toMatchObject({
      constructor: GatewayRefused,
      message: 'Razorpay: Authentication failed',
    });
    fake.server.trouble('BUSY');
    await expect(gateway().create(account, newAttempt(), {})).rejects.toBeInstanceOf(GatewayUnreachable);
  });
});

describe('refunds', () => {
  test('in parts, each once, never more than was taken', async () => {
    const attempt = await paid();
    const refund = refundOf(20_000);
    const seen = await gateway().refund(account, attempt, refund);
    expect(seen).toMatchObject({ status: 'SUCCEEDED', providerReference: expect.stringMatching(/^rfnd_/) });
    expect(fake.server.requests.findLast(({ path }) => path.endsWith('/refund'))?.headers['x-refund-idempotency']).toBe(refund.id);
    expect((await gateway().refund(account, attempt, refund)).providerReference).toBe(seen.providerReference);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', captured: 50_000, refunded: 20_000 });
    await expect(gateway().refund(account, attempt, refundOf(30_001))).rejects.toBeInstanceOf(GatewayRefused);
    await gateway().refund(account, attempt, refundOf(30_000));
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', captured: 50_000, refunded: 50_000 });
    await expect(gateway().refund(account, attempt, refundOf(100))).rejects.toBeInstanceOf(GatewayRefused);
    expect([fake.refunded(attempt.id), fake.refundCount(attempt.id)]).toEqual([50_000, 2]);
  });

  test('one that is still being made is unclear; afterwards it is there, once', async () => {
    const attempt = await paid();
    const refund = refundOf(20_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    fake.switches.refundsWaitFor = promise;
    const first = gateway().refund(account, attempt, refund);
    const second = gateway().refund(account, attempt, refund);
    // One of the two starts, and the other is refused; the first ends at its deadline.
    const outcomes = await Promise.allSettled([first, second]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { constructor: GatewayUnclear } });
    resolve();
    expect(await gateway().refund(account, attempt, refund)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fake.refundCount(attempt.id)).toBe(1);
  });

  test('one whose answer was lost is found; of what was never asked for there is none', async () => {
    const attempt = await paid();
    const refund = refundOf(20_000);
    fake.server.trouble('FAIL_AFTER', { method: 'POST' });
    await expect(gateway().refund(account, attempt, refund)).rejects.toBeInstanceOf(GatewayUnclear);
    fake.server.calm();
    expect(await gateway().readRefund(account, attempt, refund)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await gateway().refund(account, attempt, refund)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fake.refundCount(attempt.id)).toBe(1);
    expect(await gateway().readRefund(account, attempt, refundOf(1))).toBeNull();
    expect(await gateway().readRefund(account, attempt, { ...refundOf(1), providerReference: 'rfnd_unknown' })).toBeNull();
  });

  test('stay pending until they are decided; one that failed was not given back', async () => {
    fake.holdRefunds(true);
    for (const succeeds of [true, false]) {
      const attempt = await paid();
      const refund = refundOf(20_000);
      const { status, providerReference } = await gateway().refund(account, attempt, refund);
      expect(status).toBe('PENDING');
      expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', refunded: 0 });
      fake.decideRefunds(attempt.id, succeeds);
      expect((await gateway().readRefund(account, attempt, { ...refund, providerReference }))?.status).toBe(succeeds ? 'SUCCEEDED' : 'FAILED');
      expect(await gateway().read(account, attempt)).toMatchObject({ refunded: succeeds ? 20_000 : 0 });
    }
  });

  test('given back at Razorpay itself, it is seen', async () => {
    const attempt = await paid();
    fake.refundElsewhere(attempt.id, 7000);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', refunded: 7000 });
    expect(fake.refundCount(attempt.id)).toBe(0);
  });
});
