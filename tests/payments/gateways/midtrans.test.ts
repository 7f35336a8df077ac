import { createHash, randomUUID } from 'node:crypto';
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
import { midtransGateway } from '../../../src/modules/payments/gateways/midtrans/midtrans.ts';
import { paymentStatusOf } from '../../../src/modules/payments/gateways/midtrans/midtrans-state.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';
import { startMidtrans } from '../../fakes/midtrans.ts';

let fake: FakeGateway;
let account: Account;
beforeAll(async () => {
  fake = await startMidtrans();
  account = { tenantId: randomUUID(), mode: 'TEST', credentials: fake.account.credentials, notifyUrl: 'https://dapur.example/webhooks/midtrans/t7' };
});
afterEach(() => {
  fake.server.calm();
  fake.holdRefunds(false);
});
afterAll(() => fake.server.stop());

const gatewayFor = () => {
  const { MIDTRANS_TEST_URL: url = '', MIDTRANS_SNAP_TEST_URL: snap = '' } = fake.environment;
  return midtransGateway(providerHttp(1500), { live: `${url}/live`, test: url, snapLive: `${snap}/live`, snapTest: snap }, () => new Date());
};
const attempt = (of: Partial<Attempt> = {}): Attempt => ({
  ...{ id: randomUUID(), orderId: randomUUID(), method: 'QRIS', currency: 'IDR', amount: 133_403, captureMode: 'AUTOMATIC' },
  ...{ expiresAt: new Date(Date.now() + 15 * 60_000), providerReference: null, data: {} },
  ...of,
});
const card = (kind = '481111-1114', of: Partial<Attempt> = {}) => [attempt({ method: 'CARD', ...of }), { cardToken: `${kind}-${randomUUID()}` }] as const;
const requestsTo = (path: RegExp) => fake.server.requests.filter((request) => path.test(request.path));
const lastBody = (path: RegExp) => JSON.parse(requestsTo(path).at(-1)?.body ?? 'null');

describe('a charge', () => {
  test('is created with our id, a key, its time and where to notify; the QR code comes back', async () => {
    const one = attempt();
    const seen = await gatewayFor().create(account, one, { customerName: 'A guest', customerPhone: '0812' });
    expect(seen).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: one.id, currency: 'IDR', amount: 133_403 });
    expect(seen.action).toMatchObject({ qrString: expect.stringMatching(/^000201/), qrImageUrl: expect.stringContaining('/qr-code') });
    const [request] = requestsTo(/charge$/).slice(-1);
    expect(JSON.parse(request?.body ?? '')).toEqual({
      payment_type: 'qris',
      qris: { acquirer: 'gopay' },
      transaction_details: { order_id: one.id, gross_amount: 133_403 },
      customer_details: { first_name: 'A guest', phone: '0812' },
      custom_expiry: { expiry_duration: 15, unit: 'minute' },
    });
    expect(request?.headers).toMatchObject({ 'idempotency-key': `${one.id}-charge`, 'x-override-notification': account.notifyUrl });
    expect(request?.headers['idempotency-key']?.length).toBeLessThanOrEqual(46);
    expect(JSON.stringify(seen)).not.toContain(account.credentials.serverKey);
  });

  test.each([
    ['BCA', { bank: 'BCA', accountNumber: '812785002530231' }],
    [null, { bank: 'BCA', accountNumber: '812785002530231' }],
    ['BRI', { bank: 'BRI', accountNumber: '812785002530231' }],
    ['PERMATA', { bank: 'PERMATA', accountNumber: '8562000087926752' }],
    ['MANDIRI', { bank: 'MANDIRI', accountNumber: '990000000260', billerCode: '70012' }],
  ])('by transfer to %s tells where to', async (bank, action) => {
    const seen = await gatewayFor().create(account, attempt({ method: 'BANK_TRANSFER' }), { bank });
    expect(seen.action).toEqual(action);
  });

  test('of a wallet tells how to open it; wallets and banks that Midtrans does not support are refused before a request', async () => {
    const gopay = await gatewayFor().create(account, attempt({ method: 'EWALLET' }), { returnUrl: 'https://shop.example/back' });
    expect(gopay.action).toMatchObject({ deeplinkUrl: expect.any(String), qrImageUrl: expect.any(String) });
    expect(lastBody(/charge$/).gopay).toEqual({ enable_callback: true, callback_url: 'https://shop.example/back' });
    const shopee = await gatewayFor().create(account, attempt({ method: 'EWALLET' }), { wallet: 'SHOPEEPAY' });
    expect(shopee.action).toEqual({ deeplinkUrl: expect.stringContaining('shopeepay') });
    const before = fake.server.requests.length;
    await expect(gatewayFor().create(account, attempt({ method: 'EWALLET' }), { wallet: 'TELEBIRR' })).rejects.toThrow(GatewayRefused);
    await expect(gatewayFor().create(account, attempt({ method: 'BANK_TRANSFER' }), { bank: 'NONE' })).rejects.toThrow(GatewayRefused);
    expect(fake.server.requests.length).toBe(before);
  });

  test('of a card is taken at once, waits for its bank, is denied, or is questioned', async () => {
    const gateway = gatewayFor();
    expect(await gateway.create(account, ...card())).toMatchObject({ status: 'PAID', captured: 133_403 });
    const [one, options] = card('481111-3ds');
    expect(await gateway.create(account, one, options)).toMatchObject({ status: 'REQUIRES_ACTION', action: { redirectUrl: expect.any(String) } });
    fake.settle(one.id);
    expect(await gateway.read(account, one)).toMatchObject({ status: 'PAID', captured: 133_403, action: null });
    expect(await gateway.create(account, ...card('491111-1113'))).toMatchObject({ status: 'FAILED', reason: expect.any(String) });
    expect(await gateway.create(account, ...card('451111-1117'))).toMatchObject({ status: 'UNDER_REVIEW' });
  });

  test('with the same id again is the first one: by key, and by reading it once the key is forgotten', async () => {
    const [one, options] = card();
    const first = await gatewayFor().create(account, one, options);
    expect(await gatewayFor().create(account, one, options)).toEqual(first);
    const permata = attempt({ method: 'BANK_TRANSFER' });
    await gatewayFor().create(account, permata, { bank: 'PERMATA' });
    const again = await gatewayFor().create(account, permata, { bank: 'PERMATA' });
    expect(again).toMatchObject({ status: 'REQUIRES_ACTION', action: { bank: 'PERMATA' } });
    expect([fake.charges(one.id), fake.charges(permata.id)]).toEqual([1, 1]);
  });

  test('is refused with what Midtrans says, a wrong key among it', async () => {
    const other = { ...account, credentials: { serverKey: 'SB-Mid-server-OTHER' } };
    await expect(gatewayFor().create(other, attempt(), {})).rejects.toMatchObject({ code: '401', message: expect.stringContaining('server key') });
    await expect(gatewayFor().read(other, attempt())).rejects.toThrow(GatewayUnclear);
    await expect(gatewayFor().create({ ...account, mode: 'LIVE' }, attempt(), {})).rejects.toThrow(GatewayRefused);
    await expect(gatewayFor().create(account, attempt({ amount: 0 }), {})).rejects.toMatchObject({
      code: '400',
      message: expect.stringContaining('gross_amount'),
    });
  });
});

describe('troubles', () => {
  test.each(['DROP', 'FAIL_AFTER', 'GARBAGE', 'SLOW'] as const)('%s: unclear, and found again', async (trouble) => {
    const [one, options] = card();
    fake.server.trouble(trouble, { method: 'POST' });
    await expect(gatewayFor().create(account, one, options)).rejects.toThrow(GatewayUnclear);
    fake.server.calm();
    expect(await gatewayFor().create(account, one, options)).toMatchObject({ status: 'PAID' });
    expect(fake.charges(one.id)).toBe(1);
  });

  test('one lost answer is retried within the call; too busy means that nothing was done', async () => {
    const one = attempt();
    fake.server.trouble('DROP', { times: 1 });
    expect(await gatewayFor().create(account, one, {})).toMatchObject({ status: 'REQUIRES_ACTION' });
    expect(fake.charges(one.id)).toBe(1);
    fake.server.trouble('BUSY');
    await expect(gatewayFor().create(account, attempt(), {})).rejects.toThrow(GatewayUnreachable);
  });
});

describe('states', () => {
  test.each([
    ['pending', undefined, 'PENDING'],
    ['PENDING', undefined, 'PENDING'],
    ['authorize', 'accept', 'AUTHORIZED'],
    ['authorize', 'challenge', 'UNDER_REVIEW'],
    ['capture', 'accept', 'PAID'],
    ['capture', 'challenge', 'UNDER_REVIEW'],
    ['capture', 'deny', 'FAILED'],
    ['settlement', 'accept', 'PAID'],
    ['settlement', undefined, 'PAID'],
    ['deny', 'accept', 'FAILED'],
    ['cancel', 'accept', 'CANCELLED'],
    ['expire', undefined, 'EXPIRED'],
    ['failure', undefined, 'FAILED'],
    ['refund', 'accept', 'PAID'],
    ['partial_refund', 'accept', 'PAID'],
    ['chargeback', 'accept', 'CHARGED_BACK'],
    ['partial_chargeback', 'accept', 'CHARGED_BACK'],
    ['constructor', undefined, 'UNDER_REVIEW'],
    ['something new', 'accept', 'UNDER_REVIEW'],
  ])('%s, fraud %s is %s', (status, fraud, ours) => {
    expect(paymentStatusOf({ transaction_status: status, fraud_status: fraud })).toBe(ours);
  });

  test('are read by our id; an unknown payment is not found', async () => {
    const one = attempt();
    await gatewayFor().create(account, one, {});
    fake.settle(one.id, 133_402);
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'PAID', amount: 133_402, captured: 133_402 });
    fake.deny(one.id);
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'FAILED' });
    expect(await gatewayFor().read(account, attempt())).toBeNull();
  });

  test('end when cancelled; what is paid stays paid, what is over stays over, what is unknown is not found', async () => {
    const gateway = gatewayFor();
    const [one, paid, over] = [attempt(), attempt(), attempt()];
    for (const each of [one, paid, over]) await gateway.create(account, each, {});
    fake.settle(paid.id);
    fake.expire(over.id);
    expect(await gateway.cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway.cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gateway.cancel(account, paid)).toMatchObject({ status: 'PAID' });
    expect(await gateway.cancel(account, over)).toMatchObject({ status: 'EXPIRED' });
    expect(await gateway.cancel(account, attempt())).toBeNull();
    const [taken, options] = card();
    await gateway.create(account, taken, options);
    expect(await gateway.cancel(account, taken)).toMatchObject({ status: 'PAID' });
    expect(fake.captured(taken.id)).toBe(133_403);
  });
});

describe('authorised money', () => {
  const authorized = async () => {
    const [one, options] = card('481111-1114', { captureMode: 'MANUAL' });
    const { status, providerReference, data = {} } = await gatewayFor().create(account, one, options);
    expect(status).toBe('AUTHORIZED');
    return { ...one, providerReference, data };
  };

  test('is captured in part, once: the whole is still known as what it was to pay', async () => {
    const one = await authorized();
    const seen = await gatewayFor().capture(account, one, 100_000);
    expect(seen).toMatchObject({ status: 'PAID', amount: 133_403, captured: 100_000 });
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'PAID', amount: 133_403, captured: 100_000 });
    expect(fake.captured(one.id)).toBe(100_000);
  });

  test('captured while the answer was lost, it is found captured', async () => {
    const one = await authorized();
    fake.server.trouble('DROP', { method: 'POST' });
    await expect(gatewayFor().capture(account, one, 133_403)).rejects.toThrow(GatewayUnclear);
    fake.server.calm();
    expect(await gatewayFor().capture(account, one, 133_403)).toMatchObject({ status: 'PAID', captured: 133_403 });
  });

  test('is released; then it cannot be captured', async () => {
    const one = await authorized();
    expect(await gatewayFor().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    await expect(gatewayFor().capture(account, one, 1000)).rejects.toMatchObject({ code: '412' });
    expect(fake.captured(one.id)).toBe(0);
  });
});

describe('a refund', () => {
  const paid = async () => {
    const one = attempt();
    const { providerReference } = await gatewayFor().create(account, one, {});
    fake.settle(one.id);
    return { ...one, providerReference };
  };
  const refund = (amount: number) => ({ id: randomUUID(), amount, reason: 'Cold.', providerReference: null });

  test('is final once the bank has confirmed it; asked for again it is the same', async () => {
    const one = await paid();
    const first = refund(33_403);
    expect(await gatewayFor().refund(account, one, first)).toEqual({ status: 'SUCCEEDED', providerReference: '1' });
    expect(await gatewayFor().refund(account, one, first)).toMatchObject({ status: 'SUCCEEDED' });
    expect(fake.refundCount(one.id)).toBe(1);
    fake.holdRefunds(true);
    const second = refund(100_000);
    const seen = await gatewayFor().refund(account, one, second);
    expect(seen).toEqual({ status: 'PENDING', providerReference: '2' });
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'PAID', refunded: 33_403 });
    fake.decideRefunds(one.id, true);
    expect(await gatewayFor().readRefund(account, one, { ...second, providerReference: seen.providerReference })).toEqual({
      status: 'SUCCEEDED',
      providerReference: '2',
    });
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'PAID', refunded: 133_403 });
  });

  test('that is not carried out has failed; one that it never heard of is none', async () => {
    const one = await paid();
    fake.holdRefunds(true);
    const held = refund(1000);
    const seen = await gatewayFor().refund(account, one, held);
    fake.decideRefunds(one.id, false);
    expect(await gatewayFor().readRefund(account, one, { ...held, providerReference: seen.providerReference })).toMatchObject({ status: 'FAILED' });
    expect(await gatewayFor().readRefund(account, one, refund(1000))).toBeNull();
  });

  test('never gives back more than was paid, nor twice when its answer is lost', async () => {
    const one = await paid();
    await expect(gatewayFor().refund(account, one, refund(133_404))).rejects.toMatchObject({ code: '414' });
    const lost = refund(133_403);
    fake.server.trouble('DROP', { path: /refund$/ });
    await expect(gatewayFor().refund(account, one, lost)).rejects.toThrow(GatewayUnclear);
    fake.server.calm();
    expect(await gatewayFor().refund(account, one, lost)).toMatchObject({ status: 'SUCCEEDED' });
    expect([fake.refundCount(one.id), fake.refunded(one.id)]).toEqual([1, 133_403]);
  });

  test('of a card before its settlement calls the whole charge off, and no part of it', async () => {
    const [one, options] = card();
    const { data = {} } = await gatewayFor().create(account, one, options);
    await expect(gatewayFor().refund(account, one, refund(1000))).rejects.toMatchObject({ code: '412' });
    const whole = refund(133_403);
    expect(await gatewayFor().refund(account, one, whole)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await gatewayFor().refund(account, one, whole)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await gatewayFor().read(account, { ...one, data })).toMatchObject({ status: 'PAID', captured: 133_403, refunded: 133_403 });
  });

  test('given at its own desk is told', async () => {
    const one = await paid();
    fake.refundElsewhere(one.id, 5000);
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'PAID', refunded: 5000 });
  });
});

describe('its page', () => {
  const opened = async () => {
    const one = attempt({ method: 'CARD' });
    const seen = await gatewayFor().create({ ...account, credentials: { ...account.credentials, clientKey: 'SB-Mid-client-X' } }, one, {});
    return { one: { ...one, data: seen.data ?? {} }, seen };
  };

  test('is opened for a card without a token, and is no transaction until the customer has chosen', async () => {
    const { one, seen } = await opened();
    expect(seen).toMatchObject({ status: 'REQUIRES_ACTION', providerReference: null, response: { redirect_url: expect.any(String) } });
    expect(seen.action).toEqual({ redirectUrl: expect.any(String), clientSecret: one.data.page, publicKey: 'SB-Mid-client-X' });
    expect(seen.response).not.toHaveProperty('token');
    expect(lastBody(/snap\/v1\/transactions$/)).toMatchObject({ enabled_payments: ['credit_card'], expiry: { unit: 'minutes', duration: 15 } });
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: one.id });
    fake.deny(one.id);
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'REQUIRES_ACTION', providerReference: null });
    fake.settle(one.id);
    expect(await gatewayFor().read(account, one)).toMatchObject({ status: 'PAID', amount: 133_403, providerReference: expect.any(String) });
  });

  test('is closed when it is cancelled, whether the customer has chosen or not', async () => {
    const { one } = await opened();
    expect(await gatewayFor().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    expect(await gatewayFor().cancel(account, one)).toMatchObject({ status: 'CANCELLED' });
    const { one: chosen } = await opened();
    fake.notification(chosen.id);
    expect(await gatewayFor().cancel(account, chosen)).toMatchObject({ status: 'CANCELLED' });
    const { one: paid } = await opened();
    fake.settle(paid.id);
    expect(await gatewayFor().cancel(account, paid)).toMatchObject({ status: 'PAID' });
  });

  test('of other methods offers those; a later capture it cannot do', async () => {
    await gatewayFor().create(account, attempt({ method: 'BANK_TRANSFER' }), { hostedPage: true, returnUrl: 'https://shop.example/' });
    expect(lastBody(/snap\/v1\/transactions$/)).toMatchObject({
      callbacks: { finish: 'https://shop.example/' },
      enabled_payments: expect.arrayContaining(['bca_va']),
    });
    await expect(gatewayFor().create(account, attempt({ method: 'CARD', captureMode: 'MANUAL' }), {})).rejects.toThrow(GatewayRefused);
  });
});

describe('a notification', () => {
  const read = (body: string | object, serverKey = account.credentials.serverKey ?? ''): Notification =>
    gatewayFor().readNotification(
      { ...account, credentials: { serverKey } },
      { headers: {}, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), now: new Date() },
    );
  const VECTOR = {
    ...{ order_id: 'ORDER-1001', status_code: '200', gross_amount: '133403.00', transaction_status: 'settlement', transaction_id: 'x' },
    signature_key: 'c6762a3a4b0ad9c2ac4907a44ff1f74acc2950677bd82736e46475708516af7534130b31dc510deec69e2b274ef21fa4d4f021f17821b51354df43d6bf197d2c',
  };

  test('of the reference is accepted with its texts as they came, and with no other', () => {
    expect(read(VECTOR, 'SB-Mid-server-TESTKEY')).toMatchObject({ ourReference: 'ORDER-1001', amount: 133_403, concerns: true });
    const other = createHash('sha512').update('ORDER-1001200133403SB-Mid-server-TESTKEY').digest('hex');
    expect(other).toMatch(/^f0e29958b246c1b2/);
    for (const wrong of [{ signature_key: other }, { gross_amount: '133403' }, { status_code: '201' }, { order_id: 'ORDER-1002' }, { signature_key: '' }]) {
      expect(() => read({ ...VECTOR, ...wrong }, 'SB-Mid-server-TESTKEY')).toThrow(expect.objectContaining({ status: 401 }));
    }
    expect(() => read({ ...VECTOR, gross_amount: 133_403 }, 'SB-Mid-server-TESTKEY')).toThrow(expect.objectContaining({ status: 400 }));
  });

  test('that is none is refused', () => {
    for (const body of ['', '{', '[]', 'null', '"x"', '{}', '['.repeat(20_000)]) expect(() => read(body)).toThrow(NotificationRefused);
  });

  test('of the fake is read: its key belongs to one state, its claim is returned, a test notification is ignored', async () => {
    const one = attempt();
    await gatewayFor().create(account, one, {});
    const pending = read(fake.notification(one.id).body);
    expect(pending).toMatchObject({ type: 'pending', ourReference: one.id, amount: 133_403, currency: 'IDR', concerns: true });
    expect(read(fake.notification(one.id).body).eventKey).toBe(pending.eventKey);
    fake.settle(one.id);
    expect(read(fake.notification(one.id).body).eventKey).toBe(`${pending.providerReferences[0]}|settlement|200`);
    expect(read(fake.notification(one.id, { amount: 5 }).body).amount).toBe(5);
    expect(read(fake.notification(one.id, { currency: 'USD' }).body).currency).toBe('USD');
    expect(() => read(fake.notification(one.id, { signature: true }).body)).toThrow(expect.objectContaining({ status: 401 }));
    expect(read(fake.unconcernedNotification().body).concerns).toBe(false);
    expect(read(fake.foreignNotification().body)).toMatchObject({ concerns: true, ourReference: expect.stringMatching(/^another-shop/) });
  });

  test("of a refund comes twice, and the bank's word is another event", async () => {
    const one = attempt();
    await gatewayFor().create(account, one, {});
    fake.settle(one.id);
    fake.holdRefunds(true);
    await gatewayFor().refund(account, one, { id: randomUUID(), amount: 1000, reason: 'Cold.', providerReference: null });
    const requestsTo = read(fake.notification(one.id).body);
    fake.decideRefunds(one.id, true);
    const confirmed = read(fake.notification(one.id).body);
    expect(requestsTo).toMatchObject({ type: 'partial_refund', amount: 133_403 });
    expect(confirmed.eventKey).not.toBe(requestsTo.eventKey);
  });
});
