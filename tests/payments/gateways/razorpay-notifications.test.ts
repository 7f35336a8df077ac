import Razorpay from 'razorpay';
import { validatePaymentVerification, validateWebhookSignature } from 'razorpay/dist/utils/razorpay-utils.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/database/tenant-owned.ts';
import { type Account, type Attempt, NotificationRefused } from '../../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import { razorpayGateway } from '../../../src/modules/payments/gateways/razorpay/razorpay.ts';
import { razorpaySignature } from '../../../src/modules/payments/gateways/razorpay/razorpay-notification.ts';
import type { FakeNotification } from '../../fakes/fake-gateway.ts';
import { type FakeRazorpay, startRazorpay } from '../../fakes/razorpay.ts';
import { accountAt, newAttempt as anAttempt } from './attempts.ts';

let fake: FakeRazorpay;
let account: Account;
beforeAll(async () => {
  fake = await startRazorpay();
  account = accountAt(fake);
});
afterAll(() => fake.server.stop());

const gateway = () => razorpayGateway(providerHttp(1500), `${fake.server.url}/v1`);
const newAttempt = (overrides: Partial<Attempt> = {}): Attempt => anAttempt({ amount: 50_000, currency: 'INR', ...overrides });

async function created(): Promise<Attempt> {
  const attempt = newAttempt();
  const { providerReference } = await gateway().create(account, attempt, {});
  return { ...attempt, providerReference };
}

async function paid(): Promise<Attempt> {
  const attempt = await created();
  fake.settle(attempt.id);
  return attempt;
}

describe('notifications', () => {
  const read = ({ headers, body }: FakeNotification, of = account) => gateway().readNotification(of, { headers, body: Buffer.from(body), now: new Date() });
  const statusOf = (work: () => unknown): number => {
    try {
      work();
    } catch (error) {
      if (error instanceof NotificationRefused) return error.status;
      throw error;
    }
    throw new Error('it was not refused');
  };
  const withSecret = (webhookSecret: string): Account => ({ ...account, credentials: { ...account.credentials, webhookSecret } });

  test('the reference’s vectors, of notifications, orders and subscriptions', () => {
    const body = '{"entity":"event","event":"payment.captured"}';
    const signature = '89d6cc88b988c062864a5288aa8f9a8ae8cc39b8b41eb6628451313de328cbd8';
    expect(read({ headers: { 'x-razorpay-signature': signature }, body }, withSecret('whsecret')).type).toBe('payment.captured');
    expect(validateWebhookSignature(body, signature, 'whsecret')).toBe(true);
    const order = '7ecf420b62aca4b2ca03b4cdb2df2ade2600feeb9faca41d3258f07be04b9f5b';
    const subscription = '3d62f8424fdfb55b8a9951a994aca0ee84cfaf2cadc8425060fab6a7a459befc';
    expect(razorpaySignature('rzp_test_secret', 'order_ABC123|pay_XYZ789')).toBe(order);
    // With the two ids swapped.
    expect(razorpaySignature('rzp_test_secret', 'pay_XYZ789|sub_DEF456')).toBe(subscription);
    expect(validatePaymentVerification({ order_id: 'order_ABC123', payment_id: 'pay_XYZ789' }, order, 'rzp_test_secret')).toBe(true);
    expect(validatePaymentVerification({ subscription_id: 'sub_DEF456', payment_id: 'pay_XYZ789' }, subscription, 'rzp_test_secret')).toBe(true);
  });

  test('of each state they name the order, and what it is about', async () => {
    const attempt = await created();
    expect(read(fake.notification(attempt.id))).toMatchObject({ type: 'order.notification.delivered', concerns: false });
    fake.deny(attempt.id);
    expect(read(fake.notification(attempt.id))).toMatchObject({ type: 'payment.failed', providerReferences: [attempt.providerReference], concerns: true });
    fake.settle(attempt.id);
    const notification = fake.notification(attempt.id);
    expect(read(notification)).toMatchObject({
      ...{ type: 'payment.captured', eventKey: notification.headers['x-razorpay-event-id'], ourReference: null, concerns: true },
      ...{ providerReferences: [attempt.providerReference], amount: 50_000, currency: 'INR' },
    });
    expect(read(fake.notification(attempt.id, { reference: attempt.id }))).toMatchObject({ type: 'order.paid', ourReference: attempt.id, amount: 50_000 });
    fake.refundElsewhere(attempt.id, 5000);
    expect(read(fake.notification(attempt.id))).toMatchObject({ type: 'refund.processed', amount: null, concerns: true });
  });

  test('without an id of its own, an event is known by what it says of what', async () => {
    const attempt = await paid();
    const { headers, body } = fake.notification(attempt.id);
    const [payment] = fake.state.paymentsOf(fake.state.orderOf(attempt.id));
    const { eventKey } = read({ headers: { 'x-razorpay-signature': headers['x-razorpay-signature'] ?? '' }, body });
    expect(eventKey).toBe(`payment.captured|${payment?.id}|captured`);
  });

  test('what they claim wrongly is told as it is; what a customer’s browser noted is not our reference', async () => {
    const attempt = await paid();
    expect(read(fake.notification(attempt.id, { amount: 49_999 })).amount).toBe(49_999);
    expect(read(fake.notification(attempt.id, { amount: 499.5 })).amount).toBeNaN();
    expect(read(fake.notification(attempt.id, { currency: 'USD' })).currency).toBe('USD');
    const other = newId();
    expect(read(fake.notification(attempt.id, { reference: other })).ourReference).toBe(other);
    const body = JSON.stringify({
      event: 'payment.captured',
      payload: { payment: { entity: { id: 'pay_1', order_id: 'order_1', notes: { payment_id: other } } } },
    });
    expect(read({ headers: { 'x-razorpay-signature': razorpaySignature(fake.credentials.webhookSecret, body) }, body }).ourReference).toBeNull();
  });

  test('a wrong signature, none, or another body is 401; of several secrets one is enough', async () => {
    const { id } = await paid();
    const good = fake.notification(id);
    const bad: FakeNotification[] = [
      fake.notification(id, { signature: true }),
      { headers: {}, body: good.body },
      { headers: { 'x-razorpay-signature': razorpaySignature(fake.credentials.keySecret, good.body) }, body: good.body },
      { ...good, body: `${good.body} ` },
    ];
    for (const notification of bad) expect(statusOf(() => read(notification))).toBe(401);
    expect(statusOf(() => read({ headers: { 'x-razorpay-signature': '' }, body: good.body }, withSecret('')))).toBe(401);
    expect(read(good, withSecret(`new_secret,${fake.credentials.webhookSecret}`)).type).toBe('payment.captured');
  });

  test('notifications about other objects at Razorpay are unknown or ignored; nonsense is 400', () => {
    expect(read(fake.foreignNotification())).toMatchObject({ ourReference: null, concerns: true });
    expect(read(fake.unconcernedNotification())).toMatchObject({ concerns: false });
    for (const body of ['{', '[]', 'null', '"text"', '{}']) {
      expect(statusOf(() => read({ headers: { 'x-razorpay-signature': razorpaySignature(fake.credentials.webhookSecret, body) }, body }))).toBe(400);
    }
  });
});

describe('the official package', () => {
  const sdk = () => {
    const razorpay = new Razorpay({ key_id: fake.credentials.keyId, key_secret: fake.credentials.keySecret });
    // The package's host is fixed, and its client is not in its types.
    (razorpay as unknown as { api: { rq: { defaults: { baseURL: string } } } }).api.rq.defaults.baseURL = fake.server.url;
    return razorpay;
  };

  test('creates, reads, captures and refunds at the fake', async () => {
    const razorpay = sdk();
    const id = newId();
    const order = await razorpay.orders.create({ amount: 50_000, currency: 'INR', receipt: id });
    expect(await gateway().read(account, newAttempt({ id }))).toMatchObject({ providerReference: order.id, status: 'REQUIRES_ACTION' });
    fake.authorize(id);
    const { items } = await razorpay.orders.fetchPayments(order.id);
    const paymentId = items[0]?.id ?? '';
    expect((await razorpay.payments.capture(paymentId, 50_000, 'INR')).status).toBe('captured');
    expect((await razorpay.orders.fetch(order.id)).status).toBe('paid');
    const refund = await razorpay.payments.refund(paymentId, { amount: 20_000, speed: 'normal' });
    expect((await razorpay.refunds.fetch(refund.id)).status).toBe('processed');
    expect((await razorpay.orders.all({ receipt: id })).items).toHaveLength(1);
    expect(await gateway().read(account, newAttempt({ id, providerReference: order.id }))).toMatchObject({
      status: 'PAID',
      captured: 50_000,
      refunded: 20_000,
    });
  });

  test('knows the fake’s errors', async () => {
    const razorpay = sdk();
    await expect(razorpay.orders.create({ amount: 99, currency: 'INR' })).rejects.toMatchObject({ statusCode: 400, error: { code: 'BAD_REQUEST_ERROR' } });
    await expect(razorpay.orders.fetch('order_unknown')).rejects.toMatchObject({ statusCode: 400, error: { description: 'The id provided does not exist' } });
  });

  test('accepts the fake’s notifications and refuses its bad ones', async () => {
    const { id } = await paid();
    const good = fake.notification(id);
    expect(Razorpay.validateWebhookSignature(good.body, good.headers['x-razorpay-signature'] ?? '', fake.credentials.webhookSecret)).toBe(true);
    const bad = fake.notification(id, { signature: true });
    expect(Razorpay.validateWebhookSignature(bad.body, bad.headers['x-razorpay-signature'] ?? '', fake.credentials.webhookSecret)).toBe(false);
  });
});
