import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/kernel/database/tenant-owned.ts';
import { type Account, type Attempt, NotificationRefused, type PaymentOptions } from '../../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import { stripeGateway } from '../../../src/modules/payments/gateways/stripe/stripe.ts';
import type { FakeNotification } from '../../fakes/fake-gateway.ts';
import { type FakeStripe, startStripe } from '../../fakes/stripe.ts';
import { newStripeId } from '../../fakes/stripe-state.ts';
import { accountAt, newAttempt as anAttempt } from './attempts.ts';

let fake: FakeStripe;
let account: Account;
beforeAll(async () => {
  fake = await startStripe();
  account = accountAt(fake);
});
afterAll(() => fake.server.stop());

const gateway = () => stripeGateway(providerHttp(1500), fake.server.url);
const sdk = () => new Stripe(fake.secretKey, { host: '127.0.0.1', port: fake.server.port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
const CARD = { cardToken: 'pm_card_visa' } as const;
const newAttempt = (overrides: Partial<Attempt> = {}): Attempt => anAttempt({ amount: 20_000, currency: 'IDR', ...overrides });

async function created(overrides: Partial<Attempt> = {}, options: PaymentOptions = {}): Promise<Attempt> {
  const attempt = newAttempt(overrides);
  const { providerReference } = await gateway().create(account, attempt, options);
  return { ...attempt, providerReference };
}

describe('notifications', () => {
  const read = ({ headers, body }: FakeNotification, now = new Date()) => gateway().readNotification(account, { headers, body: Buffer.from(body), now });
  const refusal = (work: () => unknown): NotificationRefused => {
    try {
      work();
    } catch (error) {
      if (error instanceof NotificationRefused) return error;
      throw error;
    }
    throw new Error('it was not refused');
  };
  const VECTOR = {
    body: '{"id":"evt_1","object":"event","type":"payment_intent.succeeded"}',
    headers: { 'stripe-signature': 't=1700000000,v1=67da5088c63e080c71bd2bb0cb5c03d85a8fc6a21ce3aaf484df809654745b92' },
  };
  const withSecret = (webhookSecret: string): Account => ({ ...account, credentials: { ...account.credentials, webhookSecret } });

  test('the reference’s vector: its signature is right for 300 seconds', () => {
    const at = (seconds: number) => () =>
      gateway().readNotification(withSecret('whsec_test_secret'), {
        headers: VECTOR.headers,
        body: Buffer.from(VECTOR.body),
        now: new Date((1_700_000_000 + seconds) * 1000),
      });
    // The signature is valid but the body has no object: 400, not 401.
    for (const seconds of [-10, 100, 300]) expect(refusal(at(seconds)).status).toBe(400);
    for (const seconds of [301, 3600]) expect(refusal(at(seconds)).status).toBe(401);
    expect(sdk().webhooks.constructEvent(VECTOR.body, VECTOR.headers['stripe-signature'], 'whsec_test_secret', 300, undefined, 1_700_000_100_000).id).toBe(
      'evt_1',
    );
  });

  test('of each state they name the payment, and what it is about', async () => {
    const attempt = await created();
    expect(read(fake.notification(attempt.id))).toMatchObject({
      ...{ type: 'payment_intent.created', ourReference: attempt.id, providerReferences: [attempt.providerReference], amount: 20_000, currency: 'IDR' },
      ...{ concerns: true, eventKey: expect.stringMatching(/^evt_/) },
    });
    fake.deny(attempt.id);
    expect(read(fake.notification(attempt.id)).type).toBe('payment_intent.payment_failed');
    fake.settle(attempt.id);
    expect(read(fake.notification(attempt.id))).toMatchObject({ type: 'payment_intent.succeeded', amount: 20_000 });
    fake.refundElsewhere(attempt.id, 5000);
    expect(read(fake.notification(attempt.id))).toMatchObject({ type: 'charge.refunded', amount: null, ourReference: attempt.id, concerns: true });
    fake.dispute(attempt.id, 'needs_response');
    expect(read(fake.notification(attempt.id))).toMatchObject({
      ...{ type: 'charge.dispute.created', amount: null, ourReference: null, providerReferences: [attempt.providerReference], concerns: true },
    });
  });

  test('captured in part they claim that part', async () => {
    const attempt = await created({ captureMode: 'MANUAL' }, CARD);
    await gateway().capture(account, attempt, 15_000);
    expect(read(fake.notification(attempt.id)).amount).toBe(15_000);
  });

  test('what they claim wrongly is told as it is', async () => {
    const attempt = await created({}, CARD);
    expect(read(fake.notification(attempt.id, { amount: 19_999 })).amount).toBe(19_999);
    expect(read(fake.notification(attempt.id, { currency: 'USD' })).currency).toBe('USD');
    const reference = randomUUID();
    expect(read(fake.notification(attempt.id, { reference })).ourReference).toBe(reference);
  });

  test('a wrong signature, none, an old one or another body is 401', async () => {
    const { id } = await created({}, CARD);
    const good = fake.notification(id);
    const header = good.headers['stripe-signature'] ?? '';
    const [time, v1] = header.split(',');
    const bad: FakeNotification[] = [
      ...[fake.notification(id, { signature: true }), fake.notification(id, { oldTimestamp: true })],
      ...['', 'nonsense', String(v1), `${time}`, `${time},v1=`, `${time},${v1?.replace('v1', 'v0')}`, `t=,${v1}`, `t=2${time?.slice(3)},${v1}`].map(
        (value) => ({
          headers: { 'stripe-signature': value },
          body: good.body,
        }),
      ),
      { headers: {}, body: good.body },
      { ...good, body: `${good.body} ` },
    ];
    for (const notification of bad) expect(refusal(() => read(notification)).status).toBe(401);
    expect(refusal(() => gateway().readNotification(withSecret(' , '), { headers: good.headers, body: Buffer.from(good.body), now: new Date() })).status).toBe(
      401,
    );
  });

  test('of several signatures and of several secrets one is enough', async () => {
    const { id } = await created({}, CARD);
    const { headers, body } = fake.notification(id);
    const [time, v1] = (headers['stripe-signature'] ?? '').split(',');
    const several = { body, headers: { 'stripe-signature': `${time},v1=${'0'.repeat(64)},${v1}` } };
    expect(read(several).type).toBe('payment_intent.succeeded');
    const rotating = withSecret(`whsec_new, ${fake.webhookSecret}`);
    expect(gateway().readNotification(rotating, { headers, body: Buffer.from(body), now: new Date() }).type).toBe('payment_intent.succeeded');
  });

  test('notifications about other objects at Stripe are unknown or ignored; nonsense is 400', () => {
    expect(read(fake.foreignNotification())).toMatchObject({ ourReference: null, concerns: true });
    expect(read(fake.unconcernedNotification())).toMatchObject({ concerns: false });
    for (const payload of ['{', '[]', 'null', '"text"', '{}', '{"id":"evt_1","type":"x"}']) {
      const signature = sdk().webhooks.generateTestHeaderString({ payload, secret: fake.webhookSecret });
      expect(refusal(() => read({ headers: { 'stripe-signature': signature }, body: payload })).status).toBe(400);
    }
  });
});

describe('the official package', () => {
  test('creates, reads, captures, refunds and cancels at the fake', async () => {
    const stripe = sdk();
    const id = newId();
    const intent = await stripe.paymentIntents.create(
      {
        ...{ amount: 2_000_000, currency: 'idr', capture_method: 'manual', confirm: true, payment_method: 'pm_card_visa', metadata: { payment_id: id } },
        ...{ automatic_payment_methods: { enabled: true, allow_redirects: 'never' }, expand: ['latest_charge'] },
      },
      { idempotencyKey: id },
    );
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 2_000_000, latest_charge: { object: 'charge' } });
    expect(await gateway().read(account, newAttempt({ id, providerReference: intent.id }))).toMatchObject({ status: 'AUTHORIZED', ourReference: id });
    expect((await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1_500_000 })).amount_received).toBe(1_500_000);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 500_000 }, { idempotencyKey: newId() });
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded');
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toHaveLength(1);
    expect(await gateway().read(account, newAttempt({ id, providerReference: intent.id }))).toMatchObject({ status: 'PAID', captured: 15_000, refunded: 5000 });
    const other = await stripe.paymentIntents.create({ amount: 5000, currency: 'usd' });
    expect((await stripe.paymentIntents.cancel(other.id)).status).toBe('canceled');
    await expect(stripe.paymentIntents.cancel(other.id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  test('knows the fake’s errors: a declined card, a key used otherwise, a wrong key, an unknown id', async () => {
    const stripe = sdk();
    await expect(
      stripe.paymentIntents.create({ amount: 5000, currency: 'usd', confirm: true, payment_method: 'pm_card_chargeDeclined' }),
    ).rejects.toBeInstanceOf(Stripe.errors.StripeCardError);
    const idempotencyKey = newStripeId('key');
    await stripe.paymentIntents.create({ amount: 5000, currency: 'usd' }, { idempotencyKey });
    await expect(stripe.paymentIntents.create({ amount: 6000, currency: 'usd' }, { idempotencyKey })).rejects.toBeInstanceOf(
      Stripe.errors.StripeIdempotencyError,
    );
    await expect(stripe.paymentIntents.retrieve('pi_unknown')).rejects.toMatchObject({ statusCode: 404, code: 'resource_missing' });
    const stranger = new Stripe('sk_test_other', { host: '127.0.0.1', port: fake.server.port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
    await expect(stranger.paymentIntents.list()).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  });

  test('accepts the fake’s notifications and refuses its bad ones; we accept what it signs', async () => {
    const { webhooks } = sdk();
    const attempt = await created({}, CARD);
    const { headers, body } = fake.notification(attempt.id);
    expect(webhooks.constructEvent(body, headers['stripe-signature'] ?? '', fake.webhookSecret).type).toBe('payment_intent.succeeded');
    for (const wrong of [{ signature: true }, { oldTimestamp: true }]) {
      const bad = fake.notification(attempt.id, wrong);
      expect(() => webhooks.constructEvent(bad.body, bad.headers['stripe-signature'] ?? '', fake.webhookSecret)).toThrow();
    }
    const signature = webhooks.generateTestHeaderString({ payload: body, secret: fake.webhookSecret });
    const seen = gateway().readNotification(account, { headers: { 'stripe-signature': signature }, body: Buffer.from(body), now: new Date() });
    expect(seen.ourReference).toBe(attempt.id);
  });
});
