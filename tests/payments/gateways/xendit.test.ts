import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Account,
  type Attempt,
  GatewayRefused,
  GatewayUnclear,
  GatewayUnreachable,
  type Notification,
  NotificationRefused,
} from '../../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import { wholeAmount } from '../../../src/modules/payments/gateways/whole-amount.ts';
import { xenditGateway } from '../../../src/modules/payments/gateways/xendit/xendit.ts';
import { invoiceStatusOf, paymentStatusOf } from '../../../src/modules/payments/gateways/xendit/xendit-state.ts';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';
import { startXendit } from '../../fakes/xendit.ts';

let fake: FakeGateway;
let account: Account;
beforeAll(async () => {
  fake = await startXendit();
  account = { tenantId: randomUUID(), mode: 'TEST', credentials: fake.account.credentials, notifyUrl: null };
});
afterEach(() => {
  fake.server.calm();
  fake.holdRefunds(false);
});
afterAll(() => fake.server.stop());

const gateway = () => xenditGateway(providerHttp(1500), fake.server.url, () => new Date());
const attempt = (of: Partial<Attempt> = {}): Attempt => ({
  ...{ id: randomUUID(), orderId: randomUUID(), method: 'QRIS', currency: 'IDR', amount: 133_403, captureMode: 'AUTOMATIC' },
  ...{ expiresAt: new Date(Date.now() + 15 * 60_000), providerReference: null, data: {} },
  ...of,
});
const CARD = { cardToken: 'pt-fake-0001' };
const card = (of: Partial<Attempt> = {}) => attempt({ method: 'CARD', ...of });
/** The attempt as it is stored after its creation at the provider. */
const created = async (one: Attempt, options = {}): Promise<Attempt> => {
  const { providerReference, data = {} } = await gateway().create(account, one, options);
  return { ...one, providerReference, data };
};
const posts = (path: RegExp) => fake.server.requests.filter((request) => request.method === 'POST' && path.test(request.path));

describe('a payment request', () => {
  test('is created with our id, a key and the version; the QR code comes back', async () => {
    const one = attempt();
    const seen = await gateway().create(account, one, {});
    expect(seen).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: one.id, currency: 'IDR', amount: 133_403, data: { kind: 'request' } });
    expect(seen.providerReference).toMatch(/^pr-/);
    expect(seen.action).toEqual({ qrString: expect.stringMatching(/^000201/) });
    const [request] = posts(/payment_requests$/).slice(-1);
    expect(request?.headers).toMatchObject({ 'idempotency-key': one.id, 'api-version': '2024-11-11' });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      ...{ reference_id: one.id, type: 'PAY', country: 'ID', currency: 'IDR', request_amount: 133_403, capture_method: 'AUTOMATIC' },
      ...{ channel_code: 'QRIS', channel_properties: {}, metadata: { order_id: one.orderId } },
    });
    expect(JSON.stringify(seen)).not.toContain(account.credentials.secretKey);
  });

  test('of a bank tells where to, of a wallet where to go', async () => {
    const bank = await gateway().create(account, attempt({ method: 'BANK_TRANSFER' }), { bank: 'BRI' });
    expect(bank.action).toEqual({ bank: 'BRI', accountNumber: '1076612515' });
    const wallet = await gateway().create(account, attempt({ method: 'EWALLET' }), { wallet: 'SHOPEEPAY', returnUrl: 'https://shop.example/back' });
    expect(wallet.action).toEqual({ redirectUrl: expect.stringContaining('shopeepay') });
    const ovo = await gateway().create(account, attempt({ method: 'EWALLET' }), { wallet: 'OVO', customerPhone: '+62812000000' });
    expect(ovo).toMatchObject({ status: 'REQUIRES_ACTION', action: null });
  });

  test('without what its wallet needs is refused before it is sent', async () => {
    const before = fake.server.requests.length;
    for (const options of [{ wallet: 'DANA' }, { wallet: 'OVO' }, { wallet: 'TELEBIRR', returnUrl: 'https://shop.example/' }]) {
      await expect(gateway().create(account, attempt({ method: 'EWALLET' }), options)).rejects.toThrow(GatewayRefused);
    }
    await expect(gateway().create(account, attempt({ method: 'BANK_TRANSFER' }), { bank: 'a/b' })).rejects.toThrow(GatewayRefused);
    expect(fake.server.requests.length).toBe(before);
  });

  test('of a card is taken at once, waits for its bank, or is declined', async () => {
    expect(await gateway().create(account, card(), CARD)).toMatchObject({ status: 'PAID', captured: 133_403, action: null });
    expect(await gateway().create(account, card(), { cardToken: 'pt-fake-3ds' })).toMatchObject({
      status: 'REQUIRES_ACTION',
      action: { redirectUrl: expect.any(String) },
    });
    expect(await gateway().create(account, card(), { cardToken: 'pt-fake-declined' })).toMatchObject({ status: 'FAILED', reason: 'CARD_DECLINED' });
    await expect(gateway().create(account, card(), { cardToken: 'none' })).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
  });

  test('with the same id again is the first one, also when the key says otherwise', async () => {
    const one = card();
    const first = await gateway().create(account, one, CARD);
    expect(await gateway().create(account, one, CARD)).toEqual(first);
    expect(await gateway().create(account, one, { cardToken: 'pt-fake-0002' })).toMatchObject({ providerReference: first.providerReference, status: 'PAID' });
    expect(fake.charges(one.id)).toBe(1);
  });

  test('with a wrong key new requests are refused, and the state of earlier ones is unknown', async () => {
    const other = { ...account, credentials: { ...account.credentials, secretKey: 'xnd_development_OTHER' } };
    await expect(gateway().create(other, attempt(), {})).rejects.toMatchObject({ code: 'INVALID_API_KEY' });
    await expect(gateway().read(other, attempt())).rejects.toThrow(GatewayUnclear);
  });
});

describe('troubles', () => {
  test.each(['DROP', 'FAIL_AFTER', 'GARBAGE', 'SLOW'] as const)('%s: unclear, and found again, a card as well as a page', async (trouble) => {
    for (const [one, options] of [[card(), CARD] as const, [attempt(), { hostedPage: true }] as const]) {
      fake.server.trouble(trouble, { method: 'POST' });
      await expect(gateway().create(account, one, options)).rejects.toThrow(GatewayUnclear);
      fake.server.calm();
      expect((await gateway().create(account, one, options)).ourReference).toBe(one.id);
      expect(fake.charges(one.id)).toBe(1);
    }
  });

  test('lost before its number was known, it is read and called off by our id', async () => {
    const one = attempt();
    fake.server.trouble('DROP', { method: 'POST' });
    await expect(gateway().create(account, one, {})).rejects.toThrow(GatewayUnclear);
    fake.server.calm();
    expect(await gateway().read(account, one)).toMatchObject({ ourReference: one.id, status: 'REQUIRES_ACTION' });
    expect(await gateway().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway().cancel(account, attempt())).toBeNull();
  });

  test('too busy means that nothing was done; a payment is known even if its refunds cannot be listed', async () => {
    fake.server.trouble('BUSY');
    await expect(gateway().create(account, attempt(), {})).rejects.toThrow(GatewayUnreachable);
    fake.server.calm();
    const one = await created(attempt());
    fake.settle(one.id);
    fake.server.trouble('FAIL_BEFORE', { path: /^\/refunds/ });
    expect(await gateway().read(account, one)).toMatchObject({ status: 'PAID', captured: 133_403, refunded: null });
  });
});

describe('states', () => {
  test.each([
    ['ACCEPTING_PAYMENTS', 'PENDING'],
    ['PENDING', 'PENDING'],
    ['REQUIRES_ACTION', 'REQUIRES_ACTION'],
    ['AUTHORIZED', 'AUTHORIZED'],
    ['AWAITING_CAPTURE', 'AUTHORIZED'],
    ['SUCCEEDED', 'PAID'],
    ['FAILED', 'FAILED'],
    ['CANCELED', 'CANCELLED'],
    ['VOIDED', 'CANCELLED'],
    ['EXPIRED', 'EXPIRED'],
    ['UNKNOWN', 'UNDER_REVIEW'],
    ['something new', 'UNDER_REVIEW'],
  ])('%s is %s', (status, ours) => expect(paymentStatusOf(status)).toBe(ours));

  test.each([
    ['PENDING', 'REQUIRES_ACTION'],
    ['PAID', 'PAID'],
    ['SETTLED', 'PAID'],
    ['EXPIRED', 'EXPIRED'],
    ['', 'UNDER_REVIEW'],
  ])('an invoice that is %s is %s', (status, ours) => expect(invoiceStatusOf(status)).toBe(ours));

  test.each([
    [133_403, 133_403],
    ['133403', 133_403],
    ['133403.00', 133_403],
    ['133403.01', Number.NaN],
    [0.5, Number.NaN],
    ['1e5', Number.NaN],
    [-1, Number.NaN],
    ['', Number.NaN],
    [null, null],
    [undefined, null],
  ])('an amount of %s is %s', (amount, ours) => expect(wholeAmount(amount)).toBe(ours));

  test('tell what was taken, not what was asked for', async () => {
    const one = await created(attempt());
    fake.settle(one.id, 133_402);
    expect(await gateway().read(account, one)).toMatchObject({ status: 'PAID', amount: 133_403, captured: 133_402 });
    fake.deny(one.id);
    expect(await gateway().read(account, one)).toMatchObject({ status: 'FAILED', reason: 'DECLINED_BY_ISSUER' });
    expect(await gateway().read(account, { ...one, providerReference: `pr-${randomUUID()}` })).toBeNull();
  });

  test('end when cancelled; what is paid stays paid, what is over stays over', async () => {
    const [one, paid, over] = [await created(attempt()), await created(attempt()), await created(attempt())];
    fake.settle(paid.id);
    fake.expire(over.id);
    expect(await gateway().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway().cancel(account, paid)).toMatchObject({ status: 'PAID' });
    expect(await gateway().cancel(account, over)).toMatchObject({ status: 'EXPIRED' });
  });
});

describe('authorised money', () => {
  const authorized = () => created(card({ captureMode: 'MANUAL' }), CARD);

  test('is captured in part, once, and found captured when the answer was lost', async () => {
    const one = await authorized();
    expect(await gateway().capture(account, one, 100_000)).toMatchObject({ status: 'PAID', amount: 133_403, captured: 100_000, ourReference: one.id });
    expect(await gateway().read(account, one)).toMatchObject({ status: 'PAID', captured: 100_000 });
    const lost = await authorized();
    fake.server.trouble('DROP', { method: 'POST' });
    await expect(gateway().capture(account, lost, 133_403)).rejects.toThrow(GatewayUnclear);
    fake.server.calm();
    expect(await gateway().capture(account, { ...lost, data: {} }, 133_403)).toMatchObject({ status: 'PAID', captured: 133_403 });
    expect([fake.captured(one.id), fake.captured(lost.id)]).toEqual([100_000, 133_403]);
  });

  test('is released; then it cannot be captured', async () => {
    const one = await authorized();
    expect(await gateway().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    await expect(gateway().capture(account, one, 1000)).rejects.toMatchObject({ code: 'INELIGIBLE_TRANSACTION_STATUS' });
    expect(fake.captured(one.id)).toBe(0);
  });
});

describe('a refund', () => {
  const paid = async (options = {}) => {
    const one = await created(attempt(), options);
    fake.settle(one.id);
    return one;
  };
  const refund = (amount: number, of = {}) => ({ id: randomUUID(), amount, reason: 'Cold.', providerReference: null, ...of });

  test.each([{}, { hostedPage: true }])('is given once, and told among all of the payment (%o)', async (options) => {
    const one = await paid(options);
    const first = refund(33_403);
    const seen = await gateway().refund(account, one, first);
    expect(seen).toMatchObject({ status: 'SUCCEEDED', providerReference: expect.stringMatching(/^rfd-/) });
    expect(await gateway().refund(account, one, first)).toEqual(seen);
    fake.refundElsewhere(one.id, 10_000);
    expect(await gateway().read(account, one)).toMatchObject({ status: 'PAID', captured: 133_403, refunded: 43_403 });
    expect(fake.refundCount(one.id)).toBe(2);
  });

  test('is undecided until it is decided, and keeps the next one waiting', async () => {
    const one = await paid();
    fake.holdRefunds(true);
    const first = refund(1000);
    const { status, providerReference } = await gateway().refund(account, one, first);
    expect(status).toBe('PENDING');
    await expect(gateway().refund(account, one, refund(1000))).rejects.toThrow(GatewayUnreachable);
    expect(await gateway().read(account, one)).toMatchObject({ refunded: 0 });
    fake.decideRefunds(one.id, false);
    for (const known of [first, { ...first, providerReference }]) {
      expect(await gateway().readRefund(account, one, known)).toMatchObject({ status: 'FAILED', reason: 'INSUFFICIENT_BALANCE' });
    }
    expect(await gateway().readRefund(account, one, refund(1000))).toBeNull();
  });

  test('never gives back more than was paid, nor twice when its answer is lost', async () => {
    const one = await paid();
    await expect(gateway().refund(account, one, refund(133_404))).rejects.toMatchObject({ code: 'REFUND_AMOUNT_EXCEEDED' });
    const lost = refund(33_403);
    fake.server.trouble('DROP', { path: /^\/refunds$/, method: 'POST' });
    await expect(gateway().refund(account, one, lost)).rejects.toThrow(GatewayUnclear);
    fake.server.calm();
    expect(await gateway().refund(account, one, lost)).toMatchObject({ status: 'SUCCEEDED' });
    expect([fake.refundCount(one.id), fake.refunded(one.id)]).toEqual([1, 33_403]);
  });
});

describe('an invoice', () => {
  test('is its page: for a card without a token, or when it is asked for', async () => {
    const one = card();
    const seen = await gateway().create(account, one, { customerEmail: 'a@guest.example', returnUrl: 'https://shop.example/' });
    expect(seen).toMatchObject({
      status: 'REQUIRES_ACTION',
      ourReference: one.id,
      amount: 133_403,
      action: { redirectUrl: expect.any(String) },
      data: { kind: 'invoice' },
    });
    expect(JSON.parse(posts(/invoices/).at(-1)?.body ?? '')).toMatchObject({
      ...{ external_id: one.id, amount: 133_403, payment_methods: ['CREDIT_CARD'], invoice_duration: expect.any(Number) },
      ...{ success_redirect_url: 'https://shop.example/', customer: { email: 'a@guest.example' } },
    });
    expect(await gateway().create(account, one, {})).toMatchObject({ providerReference: seen.providerReference });
    expect(fake.charges(one.id)).toBe(1);
    await expect(gateway().create(account, card({ captureMode: 'MANUAL' }), {})).rejects.toThrow(GatewayRefused);
  });

  test('is closed when it is cancelled; paid, it says how much', async () => {
    const [one, paid] = [await created(card()), await created(card())];
    expect(await gateway().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway().read(account, one)).toMatchObject({ status: 'EXPIRED' });
    fake.settle(paid.id, 133_000);
    expect(await gateway().cancel(account, paid)).toMatchObject({ status: 'PAID', amount: 133_403, captured: 133_000 });
    expect(await gateway().read(account, { ...paid, providerReference: null, data: {} })).toMatchObject({ status: 'PAID' });
  });
});

describe('a notification', () => {
  const read = ({ headers = {}, body }: { headers?: Readonly<Record<string, string>>; body: string }): Notification =>
    gateway().readNotification(account, { headers, body: Buffer.from(body), now: new Date() });
  const token = () => ({ 'x-callback-token': account.credentials.callbackToken ?? '' });

  test('needs the token of the account', async () => {
    const one = await created(attempt());
    const { body } = fake.notification(one.id);
    expect(read({ headers: token(), body }).ourReference).toBe(one.id);
    for (const wrong of ['', 'x', `${account.credentials.callbackToken} `, account.credentials.callbackToken?.slice(1) ?? '']) {
      expect(() => read({ headers: { 'x-callback-token': wrong }, body })).toThrow(expect.objectContaining({ status: 401 }));
    }
    expect(() => read({ body })).toThrow(expect.objectContaining({ status: 401 }));
    expect(() => read(fake.notification(one.id, { signature: true }))).toThrow(expect.objectContaining({ status: 401 }));
    const none = { ...account, credentials: { secretKey: 'x' } };
    expect(() => gateway().readNotification(none, { headers: { 'x-callback-token': '' }, body: Buffer.from(body), now: new Date() })).toThrow(
      NotificationRefused,
    );
  });

  test('that is none is refused', () => {
    for (const body of ['', '{', '[]', 'null', '"x"', '{"event":"payment.capture"}', '['.repeat(20_000)]) {
      expect(() => read({ headers: token(), body })).toThrow(expect.objectContaining({ status: 400 }));
    }
  });

  test('of a payment tells whose it is and what it claims; one state is one key', async () => {
    const one = await created(attempt());
    const before = read(fake.notification(one.id));
    fake.settle(one.id);
    const after = read(fake.notification(one.id));
    expect(after).toMatchObject({
      type: 'payment.capture',
      ourReference: one.id,
      providerReferences: [one.providerReference],
      amount: 133_403,
      currency: 'IDR',
      concerns: true,
    });
    expect(after.eventKey).toMatch(/^py-.*\|SUCCEEDED$/);
    expect(read(fake.notification(one.id)).eventKey).toBe(after.eventKey);
    expect(before.eventKey).not.toBe(after.eventKey);
    expect(read(fake.notification(one.id, { amount: 5, currency: 'USD' }))).toMatchObject({ amount: 5, currency: 'USD' });
  });

  test('of a refund is read wrapped once or twice, and claims nothing of the payment', async () => {
    const one = await created(attempt());
    fake.settle(one.id);
    fake.refundElsewhere(one.id, 5000);
    const twice = fake.notification(one.id);
    const expected = {
      type: 'refund.succeeded',
      ourReference: null,
      providerReferences: [one.providerReference],
      amount: null,
      eventKey: expect.stringMatching(/^rfd-.*\|SUCCEEDED$/),
    };
    expect(read(twice)).toMatchObject(expected);
    expect(read({ headers: token(), body: JSON.stringify(JSON.parse(twice.body).data) })).toMatchObject(expected);
  });

  test('of an invoice is flat; what is of no concern says so', async () => {
    const one = await created(card());
    fake.settle(one.id, 133_000);
    expect(read(fake.notification(one.id))).toMatchObject({
      type: 'invoice',
      ourReference: one.id,
      amount: 133_000,
      eventKey: `${one.providerReference}|PAID`,
    });
    expect(read(fake.unconcernedNotification())).toMatchObject({ concerns: false, type: 'payment_token.activation' });
    expect(read(fake.foreignNotification())).toMatchObject({ concerns: true, ourReference: expect.stringMatching(/^another-shop/) });
  });
});
