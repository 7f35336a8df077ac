import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startChapa } from '../fakes/chapa.ts';
import type { FakeGateway } from '../fakes/fake-gateway.ts';
import { startMidtrans } from '../fakes/midtrans.ts';
import { startRazorpay } from '../fakes/razorpay.ts';
import { startStripe } from '../fakes/stripe.ts';
import { startXendit } from '../fakes/xendit.ts';
import { mutationOf } from '../kit/index.ts';
import { becomes, makeWorld, newOrder, post, setAccount, type World } from './gateways/world.ts';

const FAKES: Readonly<Record<string, () => Promise<FakeGateway>>> = {
  midtrans: startMidtrans,
  xendit: startXendit,
  stripe: startStripe,
  razorpay: startRazorpay,
  chapa: startChapa,
};
const WRONG = 'canary-wrong-secret';
const CARD = 'canary-card-token';
const EMAIL = 'canary-guest@example.com';
const START = `mutation ($input: StartPaymentInput!) { startPayment(input: $input) {
  payment { id status failureReason providerReference reviewReason } userErrors { code field message details } } }`;
const CHECK = `mutation ($input: CheckPaymentInput!) { checkPayment(input: $input) { payment { id status failureReason } userErrors { code message details } } }`;
const REFUND = `mutation ($input: RefundPaymentInput!) { refundPayment(input: $input) { refund { id status failureReason } userErrors { code message details } } }`;
const SET = mutationOf('setGatewayAccount', 'id credentialNames');
const READ = `{ gatewayAccounts { id provider mode methods active version credentialNames notifyPath } auditLog(first: 100) { nodes { action reason changes { field before after } } }
  gatewayNotifications(first: 100) { nodes { provider type outcome } } }`;

describe.each(Object.keys(FAKES))('%s', (name) => {
  const heard: string[] = [];
  let world: World;
  let fake: FakeGateway;
  let canaries: string[];
  beforeAll(async () => {
    fake = await (FAKES[name] as () => Promise<FakeGateway>)();
    world = await makeWorld(fake, {}, { write: (line: string) => void heard.push(line) });
    const secrets = Object.values(fake.account.credentials).filter((value) => !/^(pk_|rzp_test_|rzp_live_)/.test(value));
    const sent = secrets.flatMap((secret) => [`${secret}:`, ...Object.values(fake.account.credentials).map((other) => `${other}:${secret}`)]);
    canaries = [...secrets, ...sent.map((text) => Buffer.from(text).toString('base64')), WRONG, CARD, EMAIL];
    heard.length = 0;
  });
  afterEach(async () => {
    fake.server.calm();
    heard.length = 0;
    await setAccount(world.restaurant, fake);
  });
  afterAll(async () => {
    await world.app.stop();
    await fake.server.stop();
  });

  /** Sends a request and records the answer. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  const send = async (document: string, input?: unknown, client = world.cashier): Promise<any> => {
    const answer = await client.send(document, input === undefined ? {} : { input });
    heard.push(JSON.stringify(answer));
    return answer.data && Object.values(answer.data)[0];
  };
  const start = async () => {
    const order = await newOrder(world);
    const input = { orderId: order.id, provider: fake.provider, ...(fake.charging ?? fake.waiting), customerEmail: EMAIL };
    const answer = await send(START, { ...input, ...('cardToken' in input && { cardToken: CARD }) });
    return { order, answer };
  };
  const startWaiting = async () => {
    const order = await newOrder(world);
    return { order, answer: await send(START, { orderId: order.id, provider: fake.provider, ...fake.waiting, customerEmail: EMAIL }) };
  };
  /** Where a canary is found: in logs, in answers, or in any column of any table. */
  const found = async (): Promise<string[]> => {
    await send(READ, undefined, world.restaurant.owner);
    const tables = await world.app.sql<{ name: string }>(`select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`);
    const rowsOf = ({ name }: { name: string }): string => `select '${name}' as name, t::text as text from ${name} t where t::text like any ($1)`;
    const rows = await world.app.sql<{ name: string; text: string }>(tables.map(rowsOf).join(' union all '), [canaries.map((one) => `%${one}%`)]);
    const inTables = rows.map(({ name: table, text }) => `${table}: ${text}`);
    return [...heard.filter((line) => canaries.some((canary) => line.includes(canary))), ...inTables];
  };

  test('in a payment, its notification and its refund', async () => {
    const { order, answer } = await startWaiting();
    fake.settle(answer.payment.id);
    await post(world, fake.notification(answer.payment.id));
    await becomes(world, order.id, 'PAID');
    await send(REFUND, { paymentId: answer.payment.id, amount: 5000, reason: 'Cold coffee.' }, world.restaurant.owner);
    await start();
    expect(await found()).toEqual([]);
  });

  test('with wrong secrets', async () => {
    const { answer } = await startWaiting();
    const credentials = Object.fromEntries(Object.keys(fake.account.credentials).map((one) => [one, WRONG]));
    await setAccount(world.restaurant, { ...fake, account: { ...fake.account, credentials } });
    await start();
    await send(CHECK, { paymentId: answer.payment.id });
    expect(await post(world, fake.notification(answer.payment.id))).toBe(401);
    expect(await found()).toEqual([]);
  });

  test.each([401, 500])('when all that was sent comes back in an answer with the status %i', async (status) => {
    const { answer } = await startWaiting();
    fake.server.pretend((_real, { headers, body, path, query }) => {
      const echo = `Wrong: ${[headers.authorization, Object.values(fake.account.credentials).join(' '), EMAIL, decodeURIComponent(body), path, query].join(' ')}`;
      const error = { type: echo, code: echo, decline_code: echo, message: echo, description: echo, reason: echo };
      const all = {
        message: echo,
        status_message: echo,
        error_code: echo,
        error_messages: [echo],
        validation_messages: [echo],
        status: 'failed',
        error,
        data: null,
      };
      return { status, bytes: JSON.stringify({ ...all, status_code: String(status) }) };
    });
    await start();
    await send(CHECK, { paymentId: answer.payment.id });
    await send(REFUND, { paymentId: answer.payment.id, reason: 'Cold coffee.' }, world.restaurant.owner);
    expect(heard.some((line) => line.includes('did not do as asked'))).toBe(true);
    expect(await found()).toEqual([]);
  });

  test('when all that is known comes back in every text of a good answer', async () => {
    fake.server.pretend((real, { headers, body: sent }) => {
      const echo = [headers.authorization, ...Object.values(fake.account.credentials), EMAIL, decodeURIComponent(sent)].join(' ');
      const body = { ...(real.body as object), note: echo, nested: { echo: [echo, { [echo]: echo }] }, status_message: echo, failure_code: echo };
      return { status: real.status, bytes: JSON.stringify(body) };
    });
    await start();
    await startWaiting();
    expect(await found()).toEqual([]);
  });

  test.each(['STALL', 'GARBAGE', 'BUSY'] as const)('when a provider answers with %s', async (trouble) => {
    fake.server.trouble(trouble);
    const { answer } = await start();
    if (answer.payment) await send(CHECK, { paymentId: answer.payment.id });
    expect(await found()).toEqual([]);
  });

  test('when an account is set up wrongly', async () => {
    const { owner } = world.restaurant;
    const [first] = Object.keys(fake.account.credentials);
    const base = { provider: fake.provider, methods: fake.account.methods };
    for (const credentials of [
      [{ name: WRONG, value: WRONG }],
      [{ name: first, value: { secret: WRONG } }],
      [{ name: first, value: [WRONG] }],
      [{ name: first, value: 'x'.repeat(3000) + WRONG }],
      [{ name: first, value: WRONG, [WRONG]: 1 }],
      [WRONG],
      WRONG,
      Array.from({ length: 11 }, () => ({ name: first, value: WRONG })),
    ]) {
      await send(SET, { ...base, credentials }, owner);
    }
    await send(SET, { provider: 'nobody', credentials: [{ name: first, value: WRONG }] }, owner);
    await send(SET, { ...base, version: 999, credentials: [{ name: first, value: WRONG }] }, owner);
    await send(SET, { ...base, credentials: [{ name: first, value: WRONG }] });
    await send(START, { orderId: [CARD], method: 'CARD', cardToken: { token: CARD }, customerEmail: [EMAIL] });
    await send(START, { orderId: 'x', method: 'CARD', cardToken: CARD, customerEmail: EMAIL.repeat(30) });
    expect(await found()).toEqual([]);
  });
});
