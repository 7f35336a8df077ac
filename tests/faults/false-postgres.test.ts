import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { post, read } from '../http/post.ts';
import { type Answers, bytesOf, type FalseServer, startFalseServer } from '../kit/false-server.ts';
import { cloneDatabase, makeRestaurant, orderOf, placeOrder, type Restaurant, startTestApp, type TestApp, type TestDatabase } from '../kit/index.ts';
import { startProxy } from '../kit/tcp-proxy.ts';

// PostgreSQL is running, then something else answers on its port, or its connection is cut in the middle of a message. The
// process stays alive, reports that the database is unavailable, and continues when it is back.
let database: TestDatabase;
let server: FalseServer;
let real: number;
let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  database = await cloneDatabase({ direct: true });
  real = Number(new URL(database.runtime).port);
  server = await startFalseServer(real);
  const through = (url: string): string => url.replace(`:${real}/`, `:${server.port}/`);
  app = await startTestApp({ database: { ...database, runtime: through(database.runtime), platform: through(database.platform) } });
  restaurant = await makeRestaurant(app);
});
afterAll(async () => {
  server.passTo(real);
  await app.stop();
  await server.stop();
});

const message = (type: string, ...parts: readonly (Buffer | string)[]): Buffer => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')));
  const head = Buffer.from(`${type}....`);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const short = (value: number): Buffer => int(value).subarray(2);
const ALLOWED = message('R', int(0));
const READY = message('Z', 'I');
const WELCOME = Buffer.concat([ALLOWED, READY]);
const ROW = message('T', short(1), 'x\0', int(0), short(0), int(23), short(4), int(-1), short(0));
const DONE = message('C', 'SELECT 1\0');

const AT_THE_START: Record<string, Answers> = {
  'bytes of any kind': [bytesOf(1, 300)],
  'the answer of a web server': ['HTTP/1.1 400 Bad Request\r\n\r\n'],
  'the answer of Redis': ['-ERR unknown command\r\n'],
  'a message without a length': [Buffer.from([0x52, 0, 0, 0, 0])],
  'a message of two gigabytes': [Buffer.from([0x52, 0x7f, 255, 255, 255])],
  'a message of negative length': [Buffer.from([0x52, 255, 255, 255, 255])],
  'an error report without an end': [message('E')],
  'an error report whose text has no end': [message('E', 'Sxxx')],
  'a notice without an end': [message('N', 'Zabc')],
  'a request for an unknown authentication': [message('R', int(99))],
  'an authentication message without a request': [message('R', int(11), 'x')],
  'a row before anything was asked': [message('D', short(1))],
  'a key that is cut': [message('K', Buffer.from([1]))],
  'an unknown type of message': [message('!', 'abc')],
};
const TO_A_QUERY: Record<string, Answers> = {
  'bytes of any kind': [WELCOME, bytesOf(2, 300)],
  'an error report without an end': [WELCOME, message('E', 'SERROR\0Mno end')],
  'columns that are cut': [WELCOME, message('T', short(100))],
  'a negative number of columns': [WELCOME, message('T', short(-1))],
  'a row that is cut': [WELCOME, Buffer.concat([ROW, message('D', short(5), int(1))])],
  'a value of negative length': [WELCOME, Buffer.concat([ROW, message('D', short(1), int(-5)), DONE, READY])],
  'a row without columns': [WELCOME, Buffer.concat([message('D', short(1), int(1), '1'), DONE, READY])],
  'JSON that is none': [
    WELCOME,
    Buffer.concat([message('T', short(1), 'x\0', int(0), short(0), int(114), short(4), int(-1), short(0)), message('D', short(1), int(3), '{a]'), DONE, READY]),
  ],
  'the end of a copy': [WELCOME, Buffer.concat([message('d', 'x'), message('c')])],
  'a notification that is cut': [WELCOME, message('A', 'abcd')],
  'another welcome': [WELCOME, WELCOME],
};

async function saysAway(): Promise<void> {
  const ready = await read(`${app.url}/readyz`);
  expect(ready.status).toBe(503);
  const { body, status } = await post(app.url, { query: '{ orders { nodes { id } } }' }, { ...restaurant.cashier.headers });
  expect([status, body.errors[0].extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
}

async function goesOn(): Promise<void> {
  server.passTo(real);
  await expect.poll(async () => (await read(`${app.url}/readyz`)).status, { timeout: 20_000, interval: 50 }).toBe(200);
  expect((await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).status).toBe('CONFIRMED');
}

describe('a false server on the port of PostgreSQL, with a new connection for each case', () => {
  for (const [what, answers] of Object.entries(AT_THE_START))
    test(`begins with ${what}`, async () => {
      server.answer(answers);
      await saysAway();
    });

  for (const [what, answers] of Object.entries(TO_A_QUERY))
    test(`answers a query with ${what}`, async () => {
      server.answer(answers);
      expect((await read(`${app.url}/readyz`)).status).toBe(503);
      const { status } = await post(app.url, { query: '{ orders { nodes { id } } }' }, { ...restaurant.cashier.headers });
      // A well-formed answer without meaning is an error like any other.
      expect([200, 500, 503]).toContain(status);
    });

  test('sends messages of every type with any content', async () => {
    for (const [index, type] of [...'RKSZTDCENnIts123AGHWdcv'].entries()) {
      server.answer([WELCOME, Buffer.concat([message(type, bytesOf(index, index % 9)), READY])]);
      await read(`${app.url}/readyz`);
    }
  });

  test('and when the real one is back, orders go on', goesOn);
});

test('PostgreSQL is cut off in the middle of a message, wherever that is, and orders go on', async () => {
  const proxy = await startProxy(real);
  server.passTo(proxy.port);
  for (const bytes of [1, 4, 9, 100, 350, 500, 700, 1100, 2000]) {
    proxy.limit(bytes);
    proxy.cut();
    proxy.mend();
    proxy.limit(bytes);
    await post(app.url, { query: '{ orders(first: 50) { nodes { id number lines { productName } } } }' }, { ...restaurant.cashier.headers });
  }
  await goesOn();
  await proxy.stop();
});

test('a start on a false server says so and ends', async () => {
  for (const name of [
    'bytes of any kind',
    'an error report without an end',
    'a row before anything was asked',
    'an authentication message without a request',
  ]) {
    server.answer(AT_THE_START[name] ?? []);
    await expect(withClient(database.runtime.replace(`:${real}/`, `:${server.port}/`), async () => undefined, 'DATABASE_URL')).rejects.toThrow(
      /^DATABASE_URL: /,
    );
  }
  server.passTo(real);
});
