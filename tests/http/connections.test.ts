import { EventEmitter, once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AcceptedConnections } from '../../src/http/limits/accepted-connections.ts';
import { ConnectionLimits } from '../../src/http/limits/connection-limits.ts';
import { makeRestaurant, type Restaurant, startTestApp, subscribe, type TestApp } from '../kit/index.ts';
import { openRaw, openReady, type RawSocket, refusedUpgrade } from '../live/raw-socket.ts';
import { post, read } from './post.ts';

let app: TestApp;
let restaurant: Restaurant;
let other: Restaurant;
beforeAll(async () => {
  app = await startTestApp({
    environment: {
      TRUST_PROXY: 'on',
      PUBLIC_URL: 'https://dapur.example',
      MAX_SOCKETS_PER_ADDRESS: '3',
      MAX_SOCKETS_PER_TENANT: '4',
      MAX_REQUESTS_PER_ADDRESS: '3',
      REQUEST_SECONDS: '1',
    },
  });
  [restaurant, other] = [await makeRestaurant(app), await makeRestaurant(app)];
});
afterAll(() => app.stop());

const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address });
const close = async (sockets: readonly RawSocket[]): Promise<void> => {
  for (const { socket } of sockets) socket.close();
  await Promise.all(sockets.map(({ closed }) => closed));
};

/** Sends raw bytes; returns everything received until the connection ends. */
async function exchange(head: string, more = ''): Promise<string> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(head.replaceAll('\n', '\r\n') + more);
  let answer = '';
  socket.on('data', (bytes) => {
    answer += String(bytes);
  });
  await once(socket, 'close');
  return answer;
}

/** A socket from this address that sends `connection_init` with the payload. */
async function open(address: string, payload: Readonly<Record<string, string>>): Promise<RawSocket> {
  const raw = await openRaw(app.url, { headers: from(address) });
  raw.send({ type: 'connection_init', payload });
  return raw;
}

describe('sockets', () => {
  test('of one address are bounded, of IPv6 those of its /64; others are not touched', async () => {
    for (const [own, neighbour, stranger] of [
      ['203.0.113.1', '203.0.113.1', '203.0.113.2'],
      ['2001:db8::1', '2001:db8::ffff:2', '2001:db8:0:1::1'],
    ] as const) {
      const sockets = [];
      for (let count = 0; count < 3; count += 1) sockets.push(await openRaw(app.url, { headers: from(own) }));
      expect(await refusedUpgrade(app.url, from(neighbour))).toBe(503);
      sockets.push(await openRaw(app.url, { headers: from(stranger) }));
      await close(sockets);
      await close([await openRaw(app.url, { headers: from(neighbour) })]);
    }
  });

  test('of one tenant are bounded; the next is to come again later, another tenant has its own', async () => {
    const sockets = await Promise.all([1, 2, 3, 4].map((index) => open(`198.51.100.${index}`, restaurant.cashier.headers)));
    for (const raw of sockets) expect(await raw.next()).toEqual({ type: 'connection_ack' });
    expect(await (await open('198.51.100.5', restaurant.cashier.headers)).closed).toEqual({ code: 1013, reason: 'Too many sockets of this tenant' });
    const theirs = await open('198.51.100.6', other.cashier.headers);
    expect(await theirs.next()).toEqual({ type: 'connection_ack' });
    await close([sockets[0] as RawSocket]);
    const again = await open('198.51.100.7', restaurant.cashier.headers);
    expect(await again.next()).toEqual({ type: 'connection_ack' });
    await close([...sockets.slice(1), theirs, again]);
  });

  test('of guests have half of a tenant’s and of an address’s: a display that has lost its connection comes back', async () => {
    const guests = { 'x-tenant-id': restaurant.slug };
    const sockets = await Promise.all([1, 2].map((index) => open(`198.51.101.${index}`, guests)));
    for (const raw of sockets) expect(await raw.next()).toEqual({ type: 'connection_ack' });
    expect(await (await open('198.51.101.3', guests)).closed).toEqual({ code: 1013, reason: 'Too many sockets of guests' });
    const displays = await Promise.all([4, 5].map((index) => open(`198.51.101.${index}`, restaurant.kitchen.headers)));
    for (const raw of displays) expect(await raw.next()).toEqual({ type: 'connection_ack' });
    await close([...sockets, ...displays]);
    // One of the three sockets of an address is for guests.
    const ofOthers = { 'x-tenant-id': other.slug };
    const guest = await open('198.51.101.9', ofOthers);
    expect(await guest.next()).toEqual({ type: 'connection_ack' });
    expect(await (await open('198.51.101.9', ofOthers)).closed).toEqual({ code: 1013, reason: 'Too many sockets of guests' });
    const till = await open('198.51.101.9', other.cashier.headers);
    expect(await till.next()).toEqual({ type: 'connection_ack' });
    await close([guest, till]);
  });

  test('that send messages or pings too fast are closed, and no other client notices', async () => {
    const feed = subscribe(restaurant.kitchen, 'subscription ($id: ID!) { outletFeed(outletId: $id) { __typename } }', { id: restaurant.outletId });
    await feed.next();
    for (const talk of ['message', 'ping'] as const) {
      const raw = await openReady(restaurant.cashier);
      for (let count = 0; count < 5000; count += 1) {
        if (talk === 'ping') raw.socket.ping();
        else raw.send({ type: 'ping' });
      }
      // 1006: the connection was cut before the client had read the reason.
      expect([1013, 1006]).toContain((await raw.closed).code);
      expect(raw.received.length).toBeLessThanOrEqual(110);
    }
    await restaurant.owner.ok('mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { userErrors { code } } }', {
      input: { outletId: restaurant.outletId, productId: restaurant.products.SOUP, available: false },
    });
    expect(await feed.next()).toBeTruthy();
    feed.stop();
  });

  test('may send what an outlet sends: a burst of twenty subscriptions and their ends', async () => {
    const raw = await openReady(restaurant.cashier);
    for (let index = 0; index < 20; index += 1)
      raw.send({ type: 'subscribe', id: `s${index}`, payload: { query: `subscription { outletFeed(outletId: "${restaurant.outletId}") { __typename } }` } });
    for (let index = 0; index < 20; index += 1) await raw.next(({ type }) => type === 'next');
    for (let index = 0; index < 20; index += 1) raw.send({ type: 'complete', id: `s${index}` });
    raw.send({ type: 'ping' });
    await raw.next(({ type }) => type === 'pong');
    await close([raw]);
  });
});

describe('the places of a node', () => {
  const request = { socket: { remoteAddress: '127.0.0.1' }, headers: {} } as unknown as IncomingMessage;
  const limitsOf = (maxSockets: number): ConnectionLimits =>
    new ConnectionLimits({ maxSockets, maxSocketsPerAddress: null, maxSocketsPerTenant: 9000, trustProxy: 0 });

  test('are bounded for those that have not said who they are: the one that has waited longest makes room, the others stay', () => {
    const limits = limitsOf(10_000);
    const away: number[] = [];
    const places = Array.from({ length: 2000 }, (_, index) => limits.acquire(request, () => away.push(index)));
    expect([places.includes(null), away]).toEqual([false, []]);
    places[0]?.identified();
    places[1]?.assign('tenant', true);
    for (let index = 2000; index < 2004; index += 1) expect(limits.acquire(request, () => away.push(index))).not.toBeNull();
    expect(away).toEqual([2, 3]);
    places[4]?.release();
    limits.acquire(request, () => away.push(-1));
    expect(away).toEqual([2, 3]);
  });

  test('are for guests to a half, with any tenants', () => {
    const limits = limitsOf(20);
    const enter = (tenant: string | null, isGuest: boolean) => {
      const place = limits.acquire(request, () => undefined);
      return place && { place, refusal: place.assign(tenant, isGuest) };
    };
    const guests = Array.from({ length: 10 }, (_, index) => enter(index % 2 === 0 ? `tenant ${index}` : null, true));
    for (const guest of guests) expect(guest?.refusal).toBeNull();
    const eleventh = enter('another', true);
    expect(eleventh?.refusal).toBe('Too many sockets of guests');
    eleventh?.place.release();
    for (let count = 0; count < 10; count += 1) expect(enter('tenant', false)?.refusal).toBeNull();
    expect(limits.acquire(request, () => undefined)).toBeNull();
    guests[0]?.place.release();
    guests[0]?.place.release();
    expect(enter('tenant', true)?.refusal).toBeNull();
    expect(limits.acquire(request, () => undefined)).toBeNull();
  });
});

describe('connections that say nothing', () => {
  /** Opens so many connections and keeps them; `open` counts those that are still open. */
  const hold = async (url: string, count: number): Promise<{ open: () => number; end: () => void }> => {
    const { hostname, port } = new URL(url);
    const sockets = await Promise.all(
      Array.from({ length: count }, async () => {
        const socket = connect(Number(port), hostname);
        socket.on('error', () => undefined).resume();
        await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
        return socket;
      }),
    );
    return {
      open: () => sockets.filter(({ closed, destroyed }) => !closed && !destroyed).length,
      end: () => sockets.forEach((socket) => void socket.destroy()),
    };
  };

  test('of one address are bounded from the first byte on, and told so', async () => {
    const strict = await startTestApp({
      database: app.database,
      environment: { MAX_SOCKETS: '30', MAX_SOCKETS_PER_ADDRESS: '15', MAX_REQUESTS_PER_ADDRESS: '10' },
    });
    const idle = await hold(strict.url, 60);
    await expect.poll(idle.open, { timeout: 5000 }).toBeLessThanOrEqual(25);
    const { status, body, headers } = await read(`${strict.url}/readyz`);
    expect([status, headers.get('retry-after'), body.errors[0].extensions]).toEqual([429, '1', { code: 'RATE_LIMITED', retryAfter: 1 }]);
    idle.end();
    await expect.poll(async () => (await read(`${strict.url}/readyz`)).status, { timeout: 5000 }).toBe(200);
    await strict.stop();
  });

  test('leave places for addresses that have hardly any, a health check’s or a load balancer’s', () => {
    const accepted = new AcceptedConnections({ maxConnections: 100, maxPerAddress: 1000, everywhere: false, proxies: 0 });
    const from = (remoteAddress: string) => Object.assign(new EventEmitter(), { remoteAddress }) as unknown as Socket;
    const flood = Array.from({ length: 200 }, () => from('127.0.0.1'));
    const stayed = flood.filter((socket) => accepted.accept(socket));
    expect(stayed).toHaveLength(95);
    const checks = Array.from({ length: 5 }, () => from('10.0.0.7'));
    for (const check of checks) expect(accepted.accept(check)).toBe(true);
    expect(accepted.accept(from('10.0.0.8'))).toBe(false);
    stayed[0]?.emit('close');
    expect(accepted.accept(from('127.0.0.1'))).toBe(false);
    expect(accepted.accept(from('10.0.0.8'))).toBe(true);
    checks[0]?.emit('close');
    for (const socket of stayed.slice(1, 10)) socket.emit('close');
    expect(accepted.accept(from('127.0.0.1'))).toBe(true);
  });
});

describe('requests', () => {
  test('that do not arrive in time are answered with 408, slow bodies and slow heads alike', async () => {
    const began = performance.now();
    const head = 'POST /graphql HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 1000\n';
    const answers = await Promise.all([exchange(`${head}\n`, '{"query":'), exchange(`${head}X-Tenant-ID: ${restaurant.slug}\n\n`, '{'), exchange(head)]);
    for (const answer of answers) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toContain('x-content-type-options: nosniff');
      expect(answer).toContain('"code":"BAD_USER_INPUT"');
    }
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test('with a head of more than 16 kB are answered with 431, and what is no HTTP with 400', async () => {
    expect(await exchange(`GET /healthz HTTP/1.1\nHost: x\nX-Much: ${'x'.repeat(17_000)}\n\n`)).toMatch(/^HTTP\/1\.1 431 /);
    expect(await exchange('NONSENSE\n\n')).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(.*\r\n)*content-security-policy: default-src 'none'/);
  });

  test('of one address that are under way are bounded; the next is told to come again', async () => {
    const { hostname, port } = new URL(app.url);
    const slow = Array.from({ length: 3 }, () => connect(Number(port), hostname));
    for (const socket of slow) {
      socket.on('error', () => undefined);
      socket.write('POST /graphql HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.9\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{');
    }
    const ask = (address: string) => post(app.url, { query: '{ __typename }' }, from(address));
    await expect.poll(async () => (await ask('203.0.113.9')).status).toBe(429);
    const refused = await ask('203.0.113.9');
    expect(refused.body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'RATE_LIMITED', retryAfter: 1 } }] });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await ask('203.0.113.10')).status).toBe(200);
    for (const socket of slow) socket.destroy();
    await expect.poll(async () => (await ask('203.0.113.9')).status).toBe(200);
  });
});

test('every answer says to browsers what they may not do with it', async () => {
  const menu = { query: 'query ($id: ID!) { menu(outletId: $id) { version } }', variables: { id: restaurant.outletId } };
  for (let round = 0; round < 3; round += 1) await post(app.url, menu, restaurant.guest.headers);
  const answers = [
    await post(app.url, menu, restaurant.guest.headers),
    await post(app.url, { query: '{ tenant { id } }' }, restaurant.guest.headers),
    await post(app.url, '{'),
    await post(app.url, { documentId: 'x' }),
    await post(app.url, 'x'.repeat(200_000)).catch(() => null),
    await read(`${app.url}/nothing`),
    await read(`${app.url}/%`),
    await read(`${app.url}/graphql`, { method: 'DELETE' }),
    await read(`${app.url}/graphql`, { method: 'OPTIONS', headers: { origin: 'https://x.example', 'access-control-request-method': 'POST' } }),
    await read(`${app.url}/webhooks/stripe/${restaurant.slug}`, { method: 'POST', body: '{}' }),
    await read(`${app.url}/healthz`),
  ];
  for (const answer of answers.filter((answer) => answer !== null)) {
    const { headers, status } = answer;
    expect([status, headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([status, 'nosniff', 'no-referrer']);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('strict-transport-security')).toMatch(/^max-age=31536000/);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    for (const name of ['server', 'x-powered-by']) expect(headers.get(name)).toBeNull();
  }
});
