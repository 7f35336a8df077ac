import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Account,
  type Attempt,
  GatewayRefused,
  GatewayUnclear,
  GatewayUnreachable,
  type PaymentOptions,
} from '../../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import { stripeGateway } from '../../../src/modules/payments/gateways/stripe/stripe.ts';
import { fromStripe, toStripe } from '../../../src/modules/payments/gateways/stripe/stripe-amounts.ts';
import { type FakeStripe, startStripe } from '../../fakes/stripe.ts';
import { accountAt, newAttempt as anAttempt, refundOf } from './attempts.ts';

let fake: FakeStripe;
let account: Account;
beforeAll(async () => {
  fake = await startStripe();
  account = accountAt(fake);
});
afterEach(() => {
  fake.server.calm();
  fake.holdRefunds(false);
  Object.assign(fake.switches, { failures: 0, searchable: false, pageSize: null });
});
afterAll(() => fake.server.stop());

const gateway = () => stripeGateway(providerHttp(1500), fake.server.url);
const CARD = { cardToken: 'pm_card_visa' } as const;

const newAttempt = (overrides: Partial<Attempt> = {}): Attempt => anAttempt({ amount: 20_000, currency: 'IDR', ...overrides });

async function created(overrides: Partial<Attempt> = {}, options: PaymentOptions = {}): Promise<Attempt> {
  const attempt = newAttempt(overrides);
  const { providerReference } = await gateway().create(account, attempt, options);
  return { ...attempt, providerReference };
}

describe('amounts', () => {
  test.each([
    ['IDR', 133_403, 13_340_300],
    ['ETB', 59_044, 59_044],
    ['INR', 50_000, 50_000],
    ['USD', 1999, 1999],
    ['JPY', 500, 500],
    ['KWD', 5120, 5120],
    ['ISK', 700, 70_000],
    ['HUF', 12_300, 12_300],
    ['MGA', 500, 5],
    ['UGX', 900, 900],
  ])('%s %i is %i at Stripe', (currency, ours, theirs) => {
    expect(toStripe(ours, currency)).toBe(theirs);
    expect(fromStripe(theirs, currency.toLowerCase())).toBe(ours);
  });

  test('an amount that is not exact is refused before anything is sent; an answer without an exact amount is NaN', async () => {
    for (const [amount, currency] of [
      [5124, 'KWD'],
      [550, 'MGA'],
      [100, 'XXX'],
    ] as const) {
      await expect(gateway().create(account, newAttempt({ amount, currency }), {})).rejects.toMatchObject({ constructor: GatewayRefused, code: 'AMOUNT' });
    }
    expect([fromStripe(13_340_350, 'idr'), fromStripe(1.5, 'usd'), fromStripe('100', 'usd'), fromStripe(100, 'xxx')]).toEqual(Array(4).fill(Number.NaN));
    expect(fromStripe(undefined, 'usd')).toBeNull();
  });
});

describe('payments', () => {
  test('without a card the customer pays with the client secret, which is not kept beside it', async () => {
    const attempt = newAttempt();
    const seen = await gateway().create(account, attempt, {});
    expect(seen).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: attempt.id, currency: 'IDR', amount: 20_000, captured: null });
    expect(seen.action).toEqual({ clientSecret: expect.stringMatching(/_secret_/), publicKey: 'pk_test_51FakeOfStripe', redirectUrl: null });
    expect(JSON.stringify(seen.response)).not.toMatch(/secret|@example/);
    expect(fake.server.requests.at(-1)).toMatchObject({ headers: { 'idempotency-key': attempt.id } });
    fake.settle(attempt.id);
    const paid = await gateway().read(account, { ...attempt, providerReference: seen.providerReference });
    expect(paid).toMatchObject({ status: 'PAID', captured: 20_000, refunded: 0, action: null });
    expect(JSON.stringify(paid?.response)).not.toMatch(/_secret_|@example/);
  });

  test.each([
    ['pm_card_visa', 'PAID'],
    ['tok_visa', 'PAID'],
    ['pm_card_authenticationRequired', 'REQUIRES_ACTION'],
    ['pm_card_processing', 'PENDING'],
    ['pm_card_chargeDeclined', 'FAILED'],
  ])('with the card %s it is %s at once', async (cardToken, status) => {
    const seen = await gateway().create(account, newAttempt(), { cardToken });
    expect(seen.status).toBe(status);
    if (status === 'FAILED') expect(seen).toMatchObject({ reason: 'Your card was declined.', action: null, providerReference: expect.stringMatching(/^pi_/) });
  });

  test('a card that asks the customer is confirmed on a page, where there is one to come back to', async () => {
    const seen = await gateway().create(account, newAttempt(), { cardToken: 'pm_card_authenticationRequired', returnUrl: 'https://kedai.example/back' });
    expect(seen.action?.redirectUrl).toMatch(/^https:\/\/hooks\.stripe\.test\/3ds\//);
  });

  test('an unknown status of Stripe is for a person', async () => {
    const attempt = await created();
    Object.assign(fake.state.intentOf(attempt.id), { status: 'requires_something_new' });
    expect((await gateway().read(account, attempt))?.status).toBe('UNDER_REVIEW');
    Object.assign(fake.state.intentOf(attempt.id), { status: 'requires_confirmation' });
    expect((await gateway().read(account, attempt))?.status).toBe('PENDING');
  });

  test('after a try that failed the customer may try again', async () => {
    const attempt = await created();
    fake.deny(attempt.id);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'REQUIRES_ACTION', reason: 'Your card was declined.' });
  });

  test('the same request again is the same payment; with other parameters the result is unclear', async () => {
    const attempt = newAttempt();
    const first = await gateway().create(account, attempt, CARD);
    const again = await gateway().create(account, attempt, CARD);
    expect(again.providerReference).toBe(first.providerReference);
    expect(fake.charges(attempt.id)).toBe(1);
    await expect(gateway().create(account, { ...attempt, amount: 30_000 }, CARD)).rejects.toBeInstanceOf(GatewayUnclear);
    expect(fake.charges(attempt.id)).toBe(1);
  });

  test.each(['DROP', 'FAIL_AFTER', 'GARBAGE'] as const)('%s once: asked again with the same key, it is found, and charged once', async (trouble) => {
    const attempt = newAttempt();
    fake.server.trouble(trouble, { times: 1 });
    expect(await gateway().create(account, attempt, CARD)).toMatchObject({ status: 'PAID' });
    expect(fake.charges(attempt.id)).toBe(1);
  });

  test.each(['list', 'search'] as const)('an answer that is lost for good is found by our reference, by the %s', async (by) => {
    const attempt = newAttempt();
    fake.switches.failures = 3;
    await expect(gateway().create(account, attempt, CARD)).rejects.toBeInstanceOf(GatewayUnclear);
    expect(fake.switches.failures).toBe(2);
    fake.switches.searchable = by === 'search';
    // Created long after the attempt started: only the search finds it.
    if (by === 'search') fake.state.intentOf(attempt.id).created += 7200;
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', ourReference: attempt.id });
    expect(await gateway().cancel(account, attempt)).toMatchObject({ status: 'PAID' });
    expect(fake.charges(attempt.id)).toBe(1);
  });

  test('it is searched page by page; a payment that was never made is not found', async () => {
    const attempt = await created();
    await created();
    await created();
    fake.switches.pageSize = 1;
    expect(await gateway().read(account, { ...attempt, providerReference: null })).toMatchObject({ providerReference: attempt.providerReference });
    fake.switches.pageSize = null;
    expect(await gateway().read(account, newAttempt())).toBeNull();
    expect(await gateway().cancel(account, newAttempt())).toBeNull();
    expect(await gateway().read(account, newAttempt({ providerReference: 'pi_unknown' }))).toBeNull();
  });

  test('too busy or away: nothing was heard', async () => {
    fake.server.trouble('BUSY');
    await expect(gateway().create(account, newAttempt(), CARD)).rejects.toBeInstanceOf(GatewayUnreachable);
    const closed = await startStripe();
    await closed.server.stop();
    await expect(stripeGateway(providerHttp(300), closed.server.url).read(account, newAttempt())).rejects.toBeInstanceOf(GatewayUnreachable);
  });

  test('what Stripe says no to is refused with its code, and without secrets', async () => {
    const wrongKey = { ...account, credentials: { ...account.credentials, secretKey: 'sk_test_wrong' } };
    const refusal = await gateway()
      .create(wrongKey, newAttempt(), {})
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(GatewayRefused);
    expect(String(refusal)).not.toContain('sk_test_wrong');
    await expect(gateway().create(account, newAttempt({ amount: 1_000_000 }), {})).rejects.toMatchObject({ code: 'amount_too_large' });
  });

  test('is cancelled; once paid it stays paid', async () => {
    const open = await created();
    expect(await gateway().cancel(account, open)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway().cancel(account, open)).toMatchObject({ status: 'CANCELLED' });
    const paid = await created({}, CARD);
    expect(await gateway().cancel(account, paid)).toMatchObject({ status: 'PAID' });
  });

  test('authorised money is captured, all or a part of it, once; or released', async () => {
    const attempt = await created({ captureMode: 'MANUAL' }, CARD);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'AUTHORIZED', captured: null, amount: 20_000 });
    await expect(gateway().capture(account, attempt, 20_001)).rejects.toMatchObject({ code: 'amount_too_large' });
    fake.server.trouble('DROP', { times: 1 });
    expect(await gateway().capture(account, attempt, 15_000)).toMatchObject({ status: 'PAID', captured: 15_000, amount: 20_000, refunded: 0 });
    expect(fake.captured(attempt.id)).toBe(15_000);
    const free = await created({ captureMode: 'MANUAL' }, CARD);
    expect(await gateway().cancel(account, free)).toMatchObject({ status: 'CANCELLED' });
    await expect(gateway().capture(account, free, 20_000)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });

  test('a failure of Stripe while it captures is not repeated for a day', async () => {
    const attempt = await created({ captureMode: 'MANUAL' }, CARD);
    fake.server.trouble('FAIL_AFTER', { times: 3 });
    await expect(gateway().capture(account, attempt, 20_000)).rejects.toBeInstanceOf(GatewayUnclear);
    expect(await gateway().capture(account, attempt, 20_000)).toMatchObject({ status: 'PAID', captured: 20_000 });
  });

  test.each([
    ['needs_response', 'CHARGED_BACK'],
    ['under_review', 'CHARGED_BACK'],
    ['lost', 'CHARGED_BACK'],
    ['won', 'PAID'],
    ['warning_needs_response', 'PAID'],
  ])('a dispute that is %s: %s', async (dispute, status) => {
    const attempt = await created({}, CARD);
    fake.dispute(attempt.id, dispute);
    expect((await gateway().read(account, attempt))?.status).toBe(status);
  });
});

describe('refunds', () => {
  test('in parts, each once, never more than was taken', async () => {
    const attempt = await created({}, CARD);
    const refund = refundOf(5000);
    const seen = await gateway().refund(account, attempt, refund);
    expect(seen).toMatchObject({ status: 'SUCCEEDED', providerReference: expect.stringMatching(/^re_/) });
    expect((await gateway().refund(account, attempt, refund)).providerReference).toBe(seen.providerReference);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', captured: 20_000, refunded: 5000 });
    await expect(gateway().refund(account, attempt, refundOf(15_001))).rejects.toBeInstanceOf(GatewayRefused);
    await gateway().refund(account, attempt, refundOf(15_000));
    await expect(gateway().refund(account, attempt, refundOf(1))).rejects.toMatchObject({ code: 'charge_already_refunded' });
    expect([fake.refunded(attempt.id), fake.refundCount(attempt.id)]).toEqual([20_000, 2]);
  });

  test('one whose answer was lost is found, also when Stripe repeats its own failure', async () => {
    const attempt = await created({}, CARD);
    const refund = refundOf(5000);
    fake.switches.failures = 1;
    await expect(gateway().refund(account, attempt, refund)).rejects.toBeInstanceOf(GatewayUnclear);
    expect(await gateway().refund(account, attempt, refund)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await gateway().readRefund(account, attempt, refund)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fake.refundCount(attempt.id)).toBe(1);
    expect(await gateway().readRefund(account, attempt, refundOf(1))).toBeNull();
  });

  test('stay pending until they are decided; one that failed was not given back', async () => {
    fake.holdRefunds(true);
    for (const succeeds of [true, false]) {
      const attempt = await created({}, CARD);
      const refund = refundOf(20_000);
      const { status, providerReference } = await gateway().refund(account, attempt, refund);
      expect(status).toBe('PENDING');
      expect(await gateway().read(account, attempt)).toMatchObject({ refunded: 0 });
      fake.decideRefunds(attempt.id, succeeds);
      expect((await gateway().readRefund(account, attempt, { ...refund, providerReference }))?.status).toBe(succeeds ? 'SUCCEEDED' : 'FAILED');
      expect(await gateway().read(account, attempt)).toMatchObject({ refunded: succeeds ? 20_000 : 0 });
    }
  });

  test('given back at Stripe itself, it is seen', async () => {
    const attempt = await created({}, CARD);
    fake.refundElsewhere(attempt.id, 7000);
    expect(await gateway().read(account, attempt)).toMatchObject({ status: 'PAID', refunded: 7000 });
    expect(fake.refundCount(attempt.id)).toBe(0);
  });
});
