import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chapaGateway } from '../../../src/modules/payments/gateways/chapa/chapa.ts';
import { decimalAmount, minorAmount, paymentStatusOf } from '../../../src/modules/payments/gateways/chapa/chapa-mapping.ts';
import { type Account, type Attempt, type Gateway, GatewayRefused, GatewayUnclear } from '../../../src/modules/payments/gateways/gateway.ts';
import { providerHttp } from '../../../src/modules/payments/gateways/provider-http.ts';
import { startChapa } from '../../fakes/chapa.ts';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';

let fake: FakeGateway;
let gateway: Gateway;
let account: Account;
beforeAll(async () => {
  fake = await startChapa();
  gateway = chapaGateway(providerHttp(1000), fake.environment.CHAPA_URL ?? '');
  account = { tenantId: 'tenant', mode: 'TEST', credentials: fake.account.credentials, notifyUrl: null };
});
afterAll(() => fake.server.stop());

const attempt = (more: Partial<Attempt> = {}): Attempt => ({
  ...{ id: crypto.randomUUID(), orderId: crypto.randomUUID(), method: 'CARD', currency: 'ETB', amount: 59_044, captureMode: 'AUTOMATIC' },
  ...{ expiresAt: null, providerReference: null, data: {} },
  ...more,
});
const refund = (amount: number) => ({ id: crypto.randomUUID(), amount, reason: 'Cold coffee & late', providerReference: null });
const lastBody = (): string => fake.server.requests.findLast(({ method }) => method === 'POST')?.body ?? '';
async function paid(more: Partial<Attempt> = {}): Promise<Attempt> {
  const made = attempt(more);
  await gateway.create(account, made, {});
  fake.settle(made.id);
  return made;
}

describe('notifications', () => {
  const read = (headers: Record<string, string>, body: string) =>
    gateway.readNotification(
      { ...account, credentials: { ...account.credentials, webhookSecret: 'CHAPA_SECRET' } },
      { headers, body: Buffer.from(body), now: new Date() },
    );
  const BODY = '{"event":"charge.success","tx_ref":"TX-1001","status":"success"}';
  const OVER_BODY = 'f6128466ccbffbb9ce4e421fbf05cf6b10703313df9d667fb10d246623d96902';
  const CONSTANT = '6b331e375000f6a62507220d6163aef69c65532fee919b17cdae38121c461782';
  const sign = (body: string): Record<string, string> => ({ 'x-chapa-signature': createHmac('sha256', 'CHAPA_SECRET').update(body).digest('hex') });

  test('the published vectors: the signature over the body is taken, the constant one proves nothing', () => {
    expect(createHmac('sha256', 'CHAPA_SECRET').update('CHAPA_SECRET').digest('hex')).toBe(CONSTANT);
    expect(read({ 'x-chapa-signature': OVER_BODY }, BODY)).toMatchObject({
      eventKey: 'charge.success|TX-1001|success',
      ourReference: 'TX-1001',
      concerns: true,
    });
    expect(read({ 'x-chapa-signature': OVER_BODY.toUpperCase(), 'chapa-signature': CONSTANT }, BODY)).toMatchObject({ type: 'charge.success' });
    for (const headers of [{ 'chapa-signature': CONSTANT }, { 'x-chapa-signature': CONSTANT, 'chapa-signature': CONSTANT }, { 'x-chapa-signature': '' }, {}]) {
      expect(() => read(headers as Record<string, string>, BODY)).toThrow('x-chapa-signature');
    }
    expect(() => read({ 'x-chapa-signature': OVER_BODY }, `${BODY} `)).toThrow('x-chapa-signature');
  });

  test('an account without a secret takes none', () => {
    const empty = { 'x-chapa-signature': createHmac('sha256', '').update(BODY).digest('hex') };
    expect(() => gateway.readNotification({ ...account, credentials: {} }, { headers: empty, body: Buffer.from(BODY), now: new Date() })).toThrow(
      'x-chapa-signature',
    );
  });

  test('what they claim', () => {
    const claim = (message: object) => read(sign(JSON.stringify(message)), JSON.stringify(message));
    const base = { event: 'charge.success', tx_ref: 'T', status: 'success', reference: 'AP1', amount: '590.44', currency: 'ETB' };
    expect(claim(base)).toMatchObject({ amount: 59_044, currency: 'ETB', providerReferences: ['AP1'] });
    expect(claim({ ...base, amount: '590.445' }).amount).toBeNaN();
    expect(claim({ ...base, event: 'charge.refunded', status: 'refunded', amount: '1.00' })).toMatchObject({ amount: null, currency: null, concerns: true });
    expect(claim({ event: 'payout.success', type: 'Payout', reference: 'P1', status: 'success', amount: '5', currency: 'ETB' })).toMatchObject({
      ...{ concerns: false, amount: null, ourReference: null, eventKey: 'payout.success|P1|success' },
    });
    expect(() => read(sign('[]'), '[]')).toThrow('no JSON object');
  });
});

describe('amounts and statuses', () => {
  test('decimal texts, exact in both directions', () => {
    expect([59_044, 5, 100, 0].map((amount) => decimalAmount(amount, 'ETB'))).toEqual(['590.44', '0.05', '1.00', '0.00']);
    expect(['590.44', 590.44, '590.4', 590, '590.4400'].map((value) => minorAmount(value, 'ETB'))).toEqual([59_044, 59_044, 59_040, 59_000, 59_044]);
    for (const wrong of ['590.441', '1,000.00', '', '-1', 'x', 1e21, {}, '9007199254740993.00']) expect(minorAmount(wrong, 'ETB'), String(wrong)).toBeNaN();
    expect([minorAmount(null, 'ETB'), minorAmount('1.00', null)]).toEqual([null, null]);
  });

  test('what is not known is for a person', () => {
    expect(['success', 'pending', 'failed', 'cancelled', 'refunded', 'reversed', 'blocked', undefined].map(paymentStatusOf)).toEqual([
      ...['PAID', 'PENDING', 'FAILED', 'CANCELLED', 'PAID', 'PAID', 'UNDER_REVIEW', 'UNDER_REVIEW'],
    ]);
  });
});

describe('creating', () => {
  test('a card or transfer opens its page, in birr and dollars', async () => {
    for (const currency of ['ETB', 'USD']) {
      const made = attempt({ currency, method: 'BANK_TRANSFER' });
      const seen = await gateway.create(account, made, {
        customerName: 'Buna  House Guest',
        customerPhone: '+251 911 234567',
        returnUrl: 'https://shop.example/back',
      });
      expect(seen).toMatchObject({ status: 'REQUIRES_ACTION', ourReference: made.id, action: { redirectUrl: expect.stringContaining('/checkout/payment/') } });
      expect(JSON.parse(lastBody())).toEqual({
        ...{ amount: '590.44', currency, tx_ref: made.id, first_name: 'Buna', last_name: 'House Guest' },
        ...{ phone_number: '0911234567', return_url: 'https://shop.example/back' },
      });
      expect(fake.server.requests.at(-1)?.path).toBe('/v1/transaction/initialize');
    }
  });

  test('a wallet is charged by its number; what cannot be is refused before it is sent', async () => {
    const sent = fake.server.requests.length;
    const made = attempt({ method: 'EWALLET' });
    for (const options of [{}, { customerPhone: '12345' }, { customerPhone: '0911234567', wallet: 'GOPAY' }]) {
      await expect(gateway.create(account, made, options)).rejects.toThrow(GatewayRefused);
    }
    expect(fake.server.requests).toHaveLength(sent);
    for (const [wallet, type] of [
      [null, 'telebirr'],
      ['MPESA', 'mpesa'],
      ['CBEBIRR', 'CBEBirr'],
      ['CBE-BIRR', 'CBEBirr'],
    ] as const) {
      const one = attempt({ method: 'EWALLET' });
      expect(await gateway.create(account, one, { wallet, customerPhone: '0711234567' })).toMatchObject({ status: 'REQUIRES_ACTION', action: null });
      expect(fake.server.requests.at(-1)?.query.get('type')).toBe(type);
      expect(await gateway.read(account, one)).toMatchObject({ status: 'PENDING', amount: 59_044, currency: 'ETB' });
    }
    expect(await gateway.create(account, attempt({ method: 'EWALLET' }), { hostedPage: true })).toMatchObject({ action: { redirectUrl: expect.anything() } });
    await expect(gateway.create(account, attempt({ method: 'EWALLET', currency: 'USD' }), { customerPhone: '0911234567' })).rejects.toThrow('Invalid currency');
  });

  test('twice is once; a revoked key never means that the payment does not exist', async () => {
    const made = attempt();
    await gateway.create(account, made, {});
    expect(await gateway.create(account, made, {})).toMatchObject({ status: 'REQUIRES_ACTION' });
    expect(fake.charges(made.id)).toBe(1);
    fake.settle(made.id);
    expect(await gateway.create(account, made, {})).toMatchObject({ status: 'PAID', amount: 59_044 });
    const revoked = { ...account, credentials: { ...account.credentials, secretKey: 'no' } };
    await expect(gateway.read(revoked, made)).rejects.toThrow(GatewayUnclear);
    await expect(gateway.create(revoked, attempt(), {})).rejects.toThrow(GatewayRefused);
    expect(await gateway.read(account, attempt())).toBeNull();
  });
});

describe('cancelling', () => {
  test('closes the page; a wallet payment is only abandoned; a paid one stays paid; an unknown one is not found', async () => {
    const page = attempt();
    await gateway.create(account, page, {});
    expect(await gateway.cancel(account, page)).toMatchObject({ status: 'CANCELLED' });
    const push = attempt({ method: 'EWALLET' });
    await gateway.create(account, push, { customerPhone: '0911234567' });
    expect(await gateway.cancel(account, push)).toMatchObject({ status: 'CANCELLED' });
    fake.settle(push.id);
    expect(await gateway.cancel(account, push)).toMatchObject({ status: 'PAID' });
    expect(await gateway.cancel(account, attempt())).toBeNull();
  });
});

describe('refunds', () => {
  test('in parts, each by our reference, and never more than was taken', async () => {
    const made = await paid();
    const [first, second, third] = [refund(10_000), refund(49_044), refund(1)];
    fake.holdRefunds(true);
    const begun = await gateway.refund(account, made, first);
    expect(begun).toMatchObject({ status: 'PENDING', providerReference: expect.stringContaining('MERC') });
    expect(Object.fromEntries(new URLSearchParams(lastBody()))).toEqual({
      ...{ reason: 'Cold coffee & late', amount: '100.00', reference: first.id, 'meta[reference]': first.id },
    });
    expect(await gateway.readRefund(account, made, { ...first, providerReference: begun.providerReference })).toMatchObject({ status: 'PENDING' });
    fake.decideRefunds(made.id, true);
    fake.holdRefunds(false);
    expect(await gateway.readRefund(account, made, { ...first, providerReference: begun.providerReference })).toMatchObject({ status: 'SUCCEEDED' });
    await gateway.refund(account, made, second);
    await expect(gateway.refund(account, made, third)).rejects.toThrow(GatewayRefused);
    expect([fake.refunded(made.id), fake.refundCount(made.id)]).toEqual([59_044, 2]);
    expect(await gateway.read(account, made)).toMatchObject({ status: 'PAID', refunded: 59_044 });
  });

  test('whose answer was lost are found, not made again', async () => {
    for (const trouble of ['DROP', 'FAIL_AFTER', 'GARBAGE'] as const) {
      const made = await paid();
      const part = refund(10_000);
      fake.server.trouble(trouble, { method: 'POST', path: /refund/ });
      await expect(gateway.refund(account, made, part), trouble).rejects.toThrow(GatewayUnclear);
      fake.server.calm();
      expect(await gateway.refund(account, made, part)).toMatchObject({ status: 'SUCCEEDED' });
      expect([fake.refunded(made.id), fake.refundCount(made.id)]).toEqual([10_000, 1]);
    }
  });

  test('that cannot be looked up by our reference are refused a second time; of a whole payment its own state decides', async () => {
    const strict = chapaGateway(
      {
        send: async (request) => {
          const isOurs = /\/refund\/[0-9a-f-]{36}\/verify$/.test(request.url);
          return isOurs ? { status: 404, body: { message: 'Refund not found', status: 'failed', data: null } } : providerHttp(1000).send(request);
        },
      },
      fake.environment.CHAPA_URL ?? '',
    );
    const made = await paid();
    const part = refund(10_000);
    await strict.refund(account, made, part);
    expect(await strict.refund(account, made, part)).toEqual({ status: 'PENDING', providerReference: null });
    expect(await strict.readRefund(account, made, part)).toBeNull();
    const other = await paid();
    const whole = refund(59_044);
    await strict.refund(account, other, whole);
    expect(await strict.refund(account, other, whole)).toEqual({ status: 'SUCCEEDED', providerReference: null });
    expect([fake.refundCount(made.id), fake.refundCount(other.id)]).toEqual([1, 1]);
  });

  test('that failed stay failed', async () => {
    const made = await paid();
    fake.holdRefunds(true);
    const { providerReference } = await gateway.refund(account, made, refund(500));
    fake.decideRefunds(made.id, false);
    fake.holdRefunds(false);
    expect(await gateway.readRefund(account, made, { ...refund(500), providerReference })).toMatchObject({ status: 'FAILED' });
  });
});
