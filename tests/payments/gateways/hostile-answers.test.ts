import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startChapa } from '../../fakes/chapa.ts';
import type { FakeGateway } from '../../fakes/fake-gateway.ts';
import type { FakeAnswer, ForcedAnswer } from '../../fakes/fake-server.ts';
import { startMidtrans } from '../../fakes/midtrans.ts';
import { startRazorpay } from '../../fakes/razorpay.ts';
import { startStripe } from '../../fakes/stripe.ts';
import { startXendit } from '../../fakes/xendit.ts';
import { makeWorld, newOrder, orderNow, type World } from './world.ts';

const FAKES: Readonly<Record<string, () => Promise<FakeGateway>>> = {
  midtrans: startMidtrans,
  xendit: startXendit,
  stripe: startStripe,
  razorpay: startRazorpay,
  chapa: startChapa,
};
const RUNS = Number(process.env.HOSTILE_RUNS ?? 2);
/** The same in every run; other seeds find other cases. */
const SEED = Number(process.env.HOSTILE_SEED ?? 1);
const START = `mutation ($input: StartPaymentInput!) { startPayment(input: $input) {
  payment { id status action { redirectUrl deeplinkUrl qrImageUrl qrString clientSecret } } userErrors { code message } } }`;
const CHECK = `mutation ($input: CheckPaymentInput!) { checkPayment(input: $input) {
  payment { id status amount failureReason providerReference action { redirectUrl deeplinkUrl qrImageUrl } } userErrors { code message } } }`;

type Path = readonly (string | number)[];

interface Spoilt {
  readonly path: Path;
  readonly value: unknown;
  /** Whether this is the first answer of a check, which describes the payment itself; later answers may repeat values. */
  readonly isFirst: boolean;
}

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const NASTY: readonly unknown[] = [
  ...[null, '', 0, -1, 1.5, true, [], {}, [[]], { toString: 1, valueOf: 1 }, { id: { id: 1 } }, 'javascript:alert(1)', '\u0000', '\ud800', '../../x'],
  ...[
    'x'.repeat(5000),
    '1e400',
    '20000abc',
    '20000.5',
    '20000.000',
    -20_000,
    '-20000',
    2e15,
    9_007_199_254_740_992,
    '٢٠٠٠٠',
    'constructor',
    '__proto__',
    'PAID',
    'paid',
  ],
  ...['succeeded', 'SUCCEEDED', 'settlement', 'success', 'captured', 'usd', 'USD', 'Idr', JSON.parse(deep(3000))],
];

/** Every path in an answer, the root first. */
function placesOf(value: unknown, at: Path = []): Path[] {
  if (value === null || typeof value !== 'object') return [at];
  return [at, ...Object.entries(value).flatMap(([name, one]) => placesOf(one, [...at, name]))];
}

function changed(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === String(first) ? changed(one, rest, change) : one));
  return { ...(value as object), [first]: changed((value as Record<string, unknown>)[first], rest, change) };
}

const REMOVED = Symbol('removed');

/** Names of fields with an amount, a currency or a reference, in the providers' words. */
const MONEY = /^(amount|amount_received|gross_amount|request_amount|capture_amount|paid_amount|currency|order_id|reference_id|external_id|tx_ref|receipt)$/;

describe.each(Object.keys(FAKES))('%s', (name) => {
  let world: World;
  let fake: FakeGateway;
  beforeAll(async () => {
    fake = await (FAKES[name] as () => Promise<FakeGateway>)();
    // A long interval, so that background checks of other payments do not take the answer that is meant for this one.
    world = await makeWorld(fake, { PAYMENT_POLL_MILLISECONDS: '60000' });
  });
  afterAll(async () => {
    fake.server.calm();
    await world.app.stop();
    await fake.server.stop();
  });

  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  const send = async (document: string, input: Readonly<Record<string, unknown>>): Promise<any> => {
    const { data, errors } = await world.cashier.send(document, { input });
    expect(errors ?? []).toEqual([]);
    return Object.values(data)[0];
  };
  const start = async (input: Readonly<Record<string, unknown>> = fake.waiting) => {
    const order = await newOrder(world);
    return { order, answer: await send(START, { orderId: order.id, provider: fake.provider, ...input }) };
  };

  /** The random numbers that choose the corruption once the answer is known. */
  const hostile = fc.record({ where: fc.nat(), with: fc.nat(), times: fc.boolean() });
  type Hostile = typeof hostile extends fc.Arbitrary<infer T> ? T : never;
  const spoil = (answer: FakeAnswer, { where, with: which }: Hostile, spoilt: Spoilt[]): string => {
    const places = placesOf(answer.body);
    const isFirst = spoilt.length === 0;
    const place = places[where % places.length] as Path;
    const value = which % (NASTY.length + 1) === NASTY.length ? REMOVED : NASTY[which % (NASTY.length + 1)];
    const body = changed(answer.body, place, (old) => {
      if (value !== old) spoilt.push({ path: place, value, isFirst });
      return value === REMOVED ? undefined : value;
    });
    return JSON.stringify(body) ?? '';
  };

  test('a corrupt answer to a status check causes no error of ours, and no payment that does not fit is paid', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (how) => {
        fake.server.calm();
        const { order, answer } = await start();
        fake.settle(answer.payment.id);
        const spoilt: Spoilt[] = [];
        let left = how.times ? Number.POSITIVE_INFINITY : 1;
        fake.server.pretend((real) => {
          left -= 1;
          return { status: real.status, bytes: left >= 0 ? spoil(real, how, spoilt) : JSON.stringify(real.body) };
        });
        const { payment } = await send(CHECK, { paymentId: answer.payment.id });
        const isMoneySpoilt = spoilt.some(
          ({ path, value, isFirst }) => isFirst && MONEY.test(String(path.at(-1))) && isTold(name, path) && !isHarmless(path, value),
        );
        if (isMoneySpoilt && how.times) expect(payment.status, JSON.stringify(spoilt).slice(0, 500)).not.toBe('PAID');
        for (const url of Object.values(payment.action ?? {})) expect(String(url)).not.toMatch(/^javascript:/);
        const { paidAmount } = await orderNow(world, order.id);
        expect([0, 20_000]).toContain(paidAmount);
        if (payment.status !== 'PAID') expect(paidAmount).toBe(0);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('a corrupt answer to a start causes no error of ours, and no link is a script', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (how) => {
        fake.server.calm();
        fake.server.pretend((real) => ({ status: real.status, bytes: spoil(real, how, []) }));
        const { order, answer } = await start();
        const links = [answer.payment?.action?.redirectUrl, answer.payment?.action?.qrImageUrl, answer.payment?.action?.deeplinkUrl];
        for (const link of links) expect(String(link)).not.toMatch(/^javascript:/);
        expect((await orderNow(world, order.id)).paidAmount).toBe(0);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  test('every link that is a script is left out', async () => {
    fake.server.calm();
    fake.server.pretend((real) => ({ status: real.status, bytes: JSON.stringify(real.body).replace(/"https?:[^"]*"/g, '"javascript:alert(1)"') }));
    const { answer } = await start();
    expect(JSON.stringify(answer)).not.toContain('javascript:');
  });

  const refused = `{"message":${deep(50_000)},"error":${deep(50_000)},"status_message":${deep(50_000)}}`;
  const huge = (): Buffer => gzipSync(Buffer.alloc(30_000_000, ' '));
  test.each<readonly [string, () => ForcedAnswer]>([
    ['depth', () => ({ status: 200, bytes: deep(100_000) })],
    ['an empty object', () => ({ status: 200, bytes: '{}' })],
    ['an empty list', () => ({ status: 200, bytes: '[]' })],
    ['a list of nothing', () => ({ status: 200, bytes: '[null,1,"x"]' })],
    ['a deep refusal', () => ({ status: 400, bytes: refused })],
    ['a refusal with nothing in it', () => ({ status: 400, bytes: '{"error":null}' })],
    ['an unknown status', () => ({ status: 299, bytes: '{"status":"who knows"}' })],
    // Cases that all adapters leave to the same code are tested with one provider.
    ...(name === 'stripe'
      ? ([
          ['a redirect', () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' }, bytes: '' })],
          ['five megabytes', () => ({ status: 200, bytes: Buffer.alloc(5_000_000, '[') })],
          ['a gzip bomb', () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, bytes: huge() })],
          ['broken gzip', () => ({ status: 200, headers: { 'content-encoding': 'gzip' }, bytes: 'not gzip' })],
          ['a byte order mark', () => ({ status: 200, bytes: '\ufeff{}' })],
          ['a number', () => ({ status: 200, bytes: '1' })],
          ['nothing', () => ({ status: 200, bytes: '' })],
        ] as const)
      : []),
  ])('an answer that is %s pays nothing and is no fault', async (_what, answer) => {
    fake.server.calm();
    const { order, answer: begun } = await start();
    fake.settle(begun.payment.id);
    const bytes = answer();
    fake.server.pretend(() => bytes);
    const { payment } = await send(CHECK, { paymentId: begun.payment.id });
    expect(payment.status).not.toBe('PAID');
    expect((await orderNow(world, order.id)).paidAmount).toBe(0);
    const second = await start();
    expect((await orderNow(world, second.order.id)).paidAmount).toBe(0);
    fake.server.calm();
  });
});

/** Whether the field is read; some fields repeat another one and are ignored. */
function isTold(name: string, path: Path): boolean {
  // The currency of an order; its payment has its own.
  if (name === 'razorpay' && path.at(-1) === 'currency') return path.length > 1;
  if (path.includes('notes')) return false;
  if (name === 'stripe') return path.length === 1;
  return name === 'xendit' || name === 'midtrans' ? path.length === 1 : path.length <= 2;
}

/** A missing reference where the provider's own number fits, and other spellings of a currency. */
function isHarmless(path: Path, value: unknown): boolean {
  const isReference = /_id$|receipt|tx_ref/.test(String(path.at(-1)));
  return (
    (isReference && (typeof value !== 'string' || value === '')) ||
    (path.at(-1) === 'currency' && (value === 'Idr' || (path.includes('items') && (value === null || value === REMOVED))))
  );
}
