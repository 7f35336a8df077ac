import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChapa } from '../../fakes/chapa.ts';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';
import { startMidtrans } from '../../fakes/midtrans.ts';
import { startRazorpay } from '../../fakes/razorpay.ts';
import { startStripe } from '../../fakes/stripe.ts';
import { startXendit } from '../../fakes/xendit.ts';
import { makeRestaurant, type Restaurant } from '../../kit/index.ts';
import { eventually, paymentsOf } from '../payment-api.ts';
import { makeWorld, post, setAccount, started, type World } from './world.ts';

const FAKES: Readonly<Record<string, () => Promise<FakeGateway>>> = {
  midtrans: startMidtrans,
  xendit: startXendit,
  stripe: startStripe,
  razorpay: startRazorpay,
  chapa: startChapa,
};

/** Headers of a body as the provider would sign it: the attacker knows the secret. */
function signed({ provider, account }: FakeGateway, body: string | Buffer): Record<string, string> {
  const { webhookSecret = '', callbackToken = '' } = account.credentials;
  const hmac = (...parts: (string | Buffer)[]): string => parts.reduce((hash, part) => hash.update(part), createHmac('sha256', webhookSecret)).digest('hex');
  const time = String(Math.floor(Date.now() / 1000));
  if (provider === 'stripe') return { 'stripe-signature': `t=${time},v1=${hmac(`${time}.`, body)}` };
  if (provider === 'razorpay') return { 'x-razorpay-signature': hmac(body) };
  if (provider === 'chapa') return { 'x-chapa-signature': hmac(body) };
  return provider === 'xendit' ? { 'x-callback-token': callbackToken } : {};
}

/** Midtrans puts the signature into the body. */
function midtransSigned({ account }: FakeGateway, body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { order_id: id, status_code: code, gross_amount: gross } = body;
  if (![id, code, gross].every((one) => typeof one === 'string')) return body;
  return { ...body, signature_key: createHash('sha512').update(`${id}${code}${gross}${account.credentials.serverKey}`).digest('hex') };
}

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
const NASTY: readonly unknown[] = [
  ...[
    null,
    0,
    -1,
    1e308,
    true,
    [],
    {},
    [[]],
    { toString: 1, valueOf: 1 },
    '',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x'.repeat(90_000),
    '1e400',
    '-20000',
    '133403.000',
    'idr',
    '__proto__',
  ],
  JSON.parse(deep(2000)),
];

function spoiltIn(value: unknown, nasty: unknown): unknown[] {
  if (value === null || typeof value !== 'object') return [nasty];
  const parts = Object.entries(value).flatMap(([name, one]) =>
    spoiltIn(one, nasty).map((bad) => (Array.isArray(value) ? value.map((old, index) => (String(index) === name ? bad : old)) : { ...value, [name]: bad })),
  );
  return [...parts, nasty];
}

describe.each(Object.keys(FAKES))('%s', (name) => {
  let world: World;
  let fake: FakeGateway;
  let other: Restaurant;
  beforeAll(async () => {
    fake = await (FAKES[name] as () => Promise<FakeGateway>)();
    world = await makeWorld(fake, { PAYMENT_POLL_MILLISECONDS: '60000' });
    other = await makeRestaurant(world.app, { currency: fake.currency });
    await setAccount(other, fake);
  });
  afterAll(async () => {
    await world.app.stop();
    await fake.server.stop();
  });

  const url = (tenant = world.restaurant.tenantId): string => `${world.app.url}/webhooks/${fake.provider}/${tenant}`;
  const postRaw = async (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, tenant?: string): Promise<number> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...signed(fake, body), ...headers }, body: Buffer.from(body) };
    const response = await fetch(url(tenant), init);
    await response.arrayBuffer();
    return response.status;
  };

  test('a signed body with any content is taken or refused, and pays nothing', async () => {
    const { order, payment } = await started(world);
    const real = JSON.parse(fake.notification(payment.id).body);
    const statuses = new Map<number, unknown>();
    for (const nasty of NASTY) {
      for (const bad of spoiltIn(real, nasty).slice(0, 7)) {
        const body = fake.provider === 'midtrans' && bad !== null && typeof bad === 'object' ? midtransSigned(fake, bad as Record<string, unknown>) : bad;
        const status = await postRaw(JSON.stringify(body));
        if (!statuses.has(status)) statuses.set(status, body);
      }
    }
    const unexpected = [...statuses]
      .filter(([status]) => ![200, 400, 401, 413].includes(status))
      .map(([status, body]) => [status, JSON.stringify(body).slice(0, 300)]);
    expect(unexpected).toEqual([]);
    expect((await paymentsOf(world.cashier, order.id)).map(({ status }) => status)).not.toContain('PAID');
  });

  test.each<readonly [string, string]>([
    ['deep', deep(15_000)],
    ['a list that is deep', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '1e400'],
    ['half an object', '{"a":'],
    ['a prototype', '{"__proto__":{"event":"charge.success"},"constructor":{"prototype":1}}'],
    ['a name that comes twice', '{"id":"a","id":"b","type":"x","type":"y","event":"a","event":"b"}'],
  ])('a body that is %s is taken or refused', async (_what, body) => {
    expect([200, 400, 401]).toContain(await postRaw(body));
  });

  test('a body that is too long is refused before it is read', async () => {
    expect(await postRaw(`{"a":"${'x'.repeat(2_000_000)}"}`)).toBe(413);
  });

  test('the signature is of the bytes: blanks and line ends of a sender count, a byte order mark is no JSON', async () => {
    const { payment } = await started(world);
    const { body, headers } = fake.notification(payment.id);
    const spaced = JSON.stringify(JSON.parse(body), null, 2).replaceAll('\n', '\r\n');
    expect(await postRaw(spaced)).toBe(200);
    if (!['midtrans', 'xendit'].includes(fake.provider)) expect(await postRaw(spaced, headers)).toBe(401);
    expect(await postRaw(`\ufeff${body}`)).toBe(400);
    expect([200, 400]).toContain(await postRaw(Buffer.concat([Buffer.from(body).subarray(0, -1), Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])])));
  });

  test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/json; charset=utf-16'], ['multipart/form-data; boundary=x'], ['nonsense']])(
    'the type %s does not matter',
    async (type) => {
      const { payment } = await started(world);
      const { body } = fake.notification(payment.id);
      expect(await postRaw(body, { 'content-type': type })).toBe(200);
    },
  );

  test('a header that comes twice is refused or taken, never a fault', async () => {
    const { payment } = await started(world);
    const { body, headers } = fake.notification(payment.id);
    const twice = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, ['wrong', value]]));
    const status = await new Promise<number | undefined>((done, fail) => {
      const sent = request(url(), { method: 'POST', headers: { 'content-type': 'application/json', ...twice } }, (answer) => done(answer.resume().statusCode));
      sent.on('error', fail).end(body);
    });
    expect([200, 401]).toContain(status);
  });

  test('two brands with one account at the provider do not move each other’s payments', async () => {
    const { order, payment } = await started(world);
    fake.settle(payment.id);
    expect(await post(world, fake.notification(payment.id), other.tenantId)).toBe(200);
    const kept = await world.app.sql('select tenant_id, outcome, payment_id from gateway_notification where tenant_id = $1 and payment_id is not null', [
      other.tenantId,
    ]);
    expect(kept).toEqual([]);
    expect((await paymentsOf(world.cashier, order.id)).map(({ status }) => status)).toEqual(['REQUIRES_ACTION']);
  });

  test('an address that is none is 404, and only POST is answered', async () => {
    const { payment } = await started(world);
    const { body, headers } = fake.notification(payment.id);
    const send = (path: string, method = 'POST') =>
      fetch(`${world.app.url}${path}`, { method, headers: { 'content-type': 'application/json', ...headers }, ...(method === 'POST' && { body }) });
    const { tenantId, slug } = world.restaurant;
    for (const path of [
      ...[`/webhooks/nobody/${tenantId}`, `/webhooks/demo/${tenantId}`, `/webhooks/__proto__/${tenantId}`, `/webhooks/constructor/${tenantId}`],
      ...[
        `/webhooks/${name}/nobody`,
        `/webhooks/${name}/%00`,
        `/webhooks/${name}/a%00b`,
        `/webhooks/${name}/${'x'.repeat(90)}`,
        `/webhooks/${name}/..%2f..%2f${tenantId}`,
      ],
      ...[`/webhooks/${name}/${tenantId}/more`, `/webhooks/${name}/`, `/webhooks/%2e%2e/${name}/${tenantId}`, `/webhooks/${name}/%ed%a0%80`],
    ]) {
      const answer = await send(path);
      expect([path, [400, 404].includes(answer.status)]).toEqual([path, true]);
      expect(await answer.text()).not.toMatch(/at .*\.js|select |stack/i);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) expect([400, 404, 405]).toContain((await send(`/webhooks/${name}/${tenantId}`, method)).status);
    expect((await send(`/webhooks/${name}/${slug}`)).status).toBe(200);
  });

  // It takes a while until every node knows of the suspension, so only one provider is tested.
  test.runIf(name === 'stripe')('what a tenant’s brand is sent while it is suspended is taken: its open orders are paid', async () => {
    const { payment } = await started(world);
    const { tenantId, slug } = world.restaurant;
    const suspend = (status: string) => world.app.sql('update tenant set status = $2 where id = $1', [tenantId, status]);
    await suspend('SUSPENDED');
    const { guest } = world.restaurant;
    const seen = await eventually(
      () => guest.send('{ tenant { id } }'),
      ({ errors }) => errors !== undefined,
    );
    expect(seen.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    for (const tenant of [tenantId, slug]) expect(await post(world, fake.notification(payment.id), tenant)).toBe(200);
    await suspend('ACTIVE');
  });
});
