/** Connections of load balancers: how long they stay open, and how they end when the node stops. Real sockets. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { makeRestaurant, orderOf, PLACE_ORDER, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** A connection that sends one request after the other. */
interface Connection {
  /** Sends a request and waits for its answer; returns status and headers. */
  ask(
    method: string,
    path: string,
    headers?: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<{ status: number; headers: Readonly<Record<string, string>> }>;
  readonly isClosed: boolean;
  readonly closed: Promise<void>;
}

async function open(app: TestApp): Promise<Connection> {
  const { hostname, port } = new URL(app.url);
  const socket: Socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let received = '';
  let arrived: () => void = () => undefined;
  socket
    .on('error', () => undefined)
    .on('data', (bytes) => {
      received += bytes.toString('latin1');
      arrived();
    });
  const closed = once(socket, 'close').then(() => undefined);
  void closed.then(() => arrived());
  return {
    async ask(method, path, headers = {}, body = '') {
      received = '';
      const lines = Object.entries({ host: 'x', 'content-length': String(Buffer.byteLength(body)), ...headers }).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
      for (;;) {
        const [head = '', rest] = received.split('\r\n\r\n', 2);
        const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
        if (rest !== undefined && rest.length >= length) {
          const [status = '', ...fields] = head.split('\r\n');
          return {
            status: Number(status.split(' ')[1]),
            headers: Object.fromEntries(fields.map((field) => [field.split(': ')[0]?.toLowerCase(), field.split(': ')[1]])),
          };
        }
        if (socket.destroyed) throw new Error(`The connection ended: ${received}`);
        await new Promise<void>((done) => {
          arrived = done;
        });
      }
    },
    get isClosed() {
      return socket.destroyed || socket.readableEnded;
    },
    closed,
  };
}

describe('a connection', () => {
  let app: TestApp;
  let restaurant: Restaurant;
  beforeAll(async () => {
    app = await startTestApp({ environment: { KEEP_ALIVE_SECONDS: '3', REQUEST_SECONDS: '1' } });
    restaurant = await makeRestaurant(app);
  });
  afterAll(() => app.stop());

  test('waits for its next request as long as it says, even longer than a request may take to arrive', async () => {
    const connection = await open(app);
    const menu = JSON.stringify({ query: 'query ($id: ID!) { menu(outletId: $id) { version } }', variables: { id: restaurant.outletId } });
    const headers = { 'content-type': 'application/json', 'x-tenant-id': restaurant.slug };
    for (const pause of [0, 0, 2000, 2000]) {
      await sleep(pause);
      const answer = await connection.ask('POST', '/graphql', headers, menu);
      expect([answer.status, answer.headers.connection, answer.headers['keep-alive']]).toEqual([200, 'keep-alive', 'timeout=3']);
      expect((await connection.ask('GET', '/healthz')).headers.connection).toBe('keep-alive');
    }
    await connection.closed;
  });

  test('stays open longer than the balancers in the documents keep theirs', () => {
    const { keepAliveSeconds, drainSeconds } = readConfig({});
    for (const idle of [60, 75]) expect(keepAliveSeconds).toBeGreaterThan(idle);
    expect(drainSeconds).toBe(0);
  });
});

describe('a node that was told to stop', () => {
  test('goes on serving for a while, is not ready, and has each client leave with its next answer', async () => {
    const app = await startTestApp({ environment: { DRAIN_SECONDS: '4' }, sound: false });
    const restaurant = await makeRestaurant(app);
    const headers = { 'content-type': 'application/json', 'x-tenant-id': restaurant.slug };
    const menu = JSON.stringify({ query: 'query ($id: ID!) { menu(outletId: $id) { version } }', variables: { id: restaurant.outletId } });
    const idle = await open(app);
    for (let round = 0; round < 4; round += 1) expect((await idle.ask('POST', '/graphql', headers, menu)).headers.connection).toBe('keep-alive');

    const blocker = new pg.Client({ connectionString: app.database.superuser });
    await blocker.connect();
    await blocker.query('begin; lock table queue_counter in access exclusive mode');
    const busy = await open(app);
    const order = JSON.stringify({ query: PLACE_ORDER, variables: { input: orderOf(restaurant, { COFFEE: 1 }) } });
    const placing = busy.ask('POST', '/graphql', { ...headers, ...restaurant.cashier.headers }, order);
    await sleep(500);
    const stopping = app.stop();
    const readiness = async () => (await open(app)).ask('GET', '/readyz');
    await expect.poll(async () => (await readiness()).status, { timeout: 3000, interval: 50 }).toBe(503);
    expect((await readiness()).headers.connection).toBe('close');

    expect(idle.isClosed).toBe(false);
    const last = await idle.ask('POST', '/graphql', headers, menu);
    expect([last.status, last.headers.connection]).toEqual([200, 'close']);
    await idle.closed;
    const fresh = await (await open(app)).ask('POST', '/graphql', headers, menu);
    expect([fresh.status, fresh.headers.connection]).toEqual([200, 'close']);
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' };
    expect((await (await open(app)).ask('GET', '/graphql', upgrade)).status).toBe(503);

    await blocker.query('rollback');
    await blocker.end();
    const placed = await placing;
    expect([placed.status, placed.headers.connection]).toEqual([200, 'close']);
    await busy.closed;
    await stopping;
    await expect(open(app)).rejects.toThrow('ECONNREFUSED');
  });

  test('answers every request of tills that go on selling, until each has heard that its connection ends', async () => {
    const app = await startTestApp({ environment: { DRAIN_SECONDS: '1' }, sound: false });
    const restaurant = await makeRestaurant(app);
    const headers = { 'content-type': 'application/json', ...restaurant.cashier.headers };
    const place = (): string => JSON.stringify({ query: PLACE_ORDER, variables: { input: orderOf(restaurant, { COFFEE: 1 }) } });
    const connections = await Promise.all(Array.from({ length: 8 }, () => open(app)));
    const answers: { status: number; connection: string | undefined }[] = [];
    /** Orders on one connection, until an answer says that it ends. */
    const sell = async (connection: Connection): Promise<void> => {
      for (;;) {
        const { status, headers: answered } = await connection.ask('POST', '/graphql', headers, place());
        answers.push({ status, connection: answered.connection });
        if (answered.connection === 'close') return;
      }
    };
    const selling = connections.map(sell);
    await expect.poll(() => answers.length, { timeout: 20_000 }).toBeGreaterThan(20);
    await Promise.all([...selling, app.stop()]);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(answers.filter(({ connection }) => connection === 'close')).toHaveLength(8);
  });
});
