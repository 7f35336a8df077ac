import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { makeRestaurant, type Restaurant, startTestApp, subscribe, type TestApp } from '../kit/index.ts';
import { post } from './post.ts';

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app);
});
afterAll(() => app.stop());

const SECRET = 'hunter2-correct-horse';

describe('the value of a variable is not in the answer', () => {
  const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }';
  test.each([
    ['a wrong type beside it', SIGN_IN, { input: { username: 5, password: SECRET } }],
    ['a wrong type of itself', SIGN_IN, { input: { username: 'x', password: [SECRET] } }],
    ['an unknown field beside it', SIGN_IN, { input: { username: 'x', password: SECRET, passwrd: SECRET } }],
    ['a missing field beside it', SIGN_IN, { input: { password: SECRET } }],
    ['a text instead of the input', SIGN_IN, { input: SECRET }],
    [
      'a text that looks like an error',
      SIGN_IN,
      { input: { username: { a: `"; Expected ${SECRET}.` }, password: `"; Field "${SECRET}" is not defined by type "x".` } },
    ],
    ['an enum', 'query ($s: [OrderStatus!]) { orders(filter: { status: $s }) { nodes { id } } }', { s: [SECRET] }],
    ['a number', 'query ($f: Int) { orders(first: $f) { nodes { id } } }', { f: SECRET }],
    ['a date', 'query ($d: Date) { orders(filter: { businessDate: $d }) { nodes { id } } }', { d: SECRET }],
    ['an instant', 'mutation ($d: DateTime) { setAvailability(input: { outletId: "x", available: false, until: $d }) { menuVersion } }', { d: SECRET }],
    ['money', 'mutation ($m: Money!) { payCash(input: { orderId: "x", tendered: $m }) { userErrors { code } } }', { m: SECRET }],
  ])('with %s', async (_what, query, variables) => {
    const { text, body } = await post(app.url, { query, variables }, { ...restaurant.owner.headers });
    expect(text).not.toContain(SECRET);
    expect(body.errors.length).toBeGreaterThan(0);
    for (const { message, extensions } of body.errors) {
      expect(extensions).toEqual({ code: 'BAD_USER_INPUT' });
      expect(message).toMatch(/^Variable "\$\w+" is invalid at "[\w.[\]]+": .+\.$/);
    }
  });

  test('a reason that says something of the type stays', async () => {
    const { body } = await post(app.url, { query: SIGN_IN, variables: { input: { password: SECRET } } });
    expect(body.errors[0].message).toBe('Variable "$input" is invalid at "input": Field "username" of required type "String!" was not provided.');
    const missing = await post(app.url, { query: SIGN_IN });
    expect(missing.body.errors[0].message).toBe('Variable "$input" of required type "SignInInput!" was not provided.');
  });
});

test('an error of the server is masked: no SQL, no stack, no names; its cause is in the log under the request id', async () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const node = await startApp({ ...app.config, port: 0 }, { logger: pino({ level: 'error' }, sink) });
  await app.sql('alter table kitchen_station rename to kitchen_station_gone');
  try {
    const headers = { ...restaurant.owner.headers, 'x-request-id': 'request-0001' };
    const { text, body } = await post(node.url, { query: '{ outlets { id stations { code } } }' }, headers);
    expect(body.errors[0]).toMatchObject({ message: 'Something went wrong on our side.', path: ['outlets', 0, 'stations'] });
    expect(body.errors[0].extensions).toEqual({ code: 'INTERNAL', requestId: 'request-0001' });
    expect(text).not.toMatch(/kitchen_station|select|relation|stack|node_modules|at \w+ \(/i);
    const logged = lines.map((line) => JSON.parse(line) as { requestId?: string; err?: { message: string } });
    expect(logged.find(({ requestId }) => requestId === 'request-0001')?.err?.message).toContain('kitchen_station');

    // Over WebSocket the same: a feed of stations that cannot be read.
    const feed = subscribe({ ...restaurant.kitchen, url: node.url }, 'subscription ($id: ID!) { kitchenFeed(outletId: $id) { __typename } }', {
      id: restaurant.outletId,
    });
    const { errors } = await feed.next();
    expect(errors).toEqual([
      expect.objectContaining({ message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL', requestId: expect.any(String) } }),
    ]);
    expect(lines.join()).toContain(errors[0].extensions.requestId);
    feed.stop();
  } finally {
    await app.sql('alter table kitchen_station_gone rename to kitchen_station');
    await node.stop();
  }
});
