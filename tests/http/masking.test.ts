import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { buildSchema, isScalarType } from 'graphql';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { startApp } from '../../src/app.ts';
import { explainInvalidValue } from '../../src/http/base/invalid-value.ts';
import { subscribe, useRestaurant } from '../kit/index.ts';
import { post } from './post.ts';

const { app, restaurant } = useRestaurant();

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

describe('a wrong value is told with what would do', () => {
  const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { code } } }';
  const line = { productId: 'x', quantity: 1 };
  const order = { outletId: 'x', serviceMode: 'TAKEAWAY', lines: [line] };
  const OFF = 'mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) { menuVersion } }';
  const off = { outletId: 'x', available: false };
  test.each([
    [
      'an enum',
      PLACE,
      { ...order, serviceMode: 'CASHIER' },
      'at "input.serviceMode": CASHIER is no ServiceMode; it must be one of DINE_IN, TAKEAWAY, DELIVERY.',
    ],
    [
      'no name of an enum',
      PLACE,
      { ...order, serviceMode: 'TAKE AWAY' },
      'at "input.serviceMode": it must be one of DINE_IN, TAKEAWAY, DELIVERY (ServiceMode!).',
    ],
    [
      'half a unit',
      PLACE,
      { ...order, lines: [line, { ...line, quantity: 0.5 }] },
      'at "input.lines[1].quantity": 0.5 is no Int; it must be a whole number from -2147483648 to 2147483647 (Int!).',
    ],
    [
      'a text instead of a number',
      PLACE,
      { ...order, lines: [{ ...line, quantity: '2' }] },
      'at "input.lines[0].quantity": it must be a whole number from -2147483648 to 2147483647 (Int!).',
    ],
    ['a list instead of a text', PLACE, { ...order, customerName: ['Budi'] }, 'at "input.customerName": it must be a text (String).'],
    [
      'an instant without a zone',
      OFF,
      { ...off, until: '2026-11-30T07:00:00' },
      'at "input.until": 2026-11-30T07:00:00 has no zone; it must be an instant with its zone, e.g. 2026-11-30T07:00:00Z or 2026-11-30T14:00:00+07:00, in the years 1 to 9999 (DateTime).',
    ],
    [
      'a date instead of an instant',
      OFF,
      { ...off, until: '2026-12-01' },
      'at "input.until": 2026-12-01 is no DateTime; it must be an instant with its zone, e.g. 2026-11-30T07:00:00Z or 2026-11-30T14:00:00+07:00, in the years 1 to 9999 (DateTime).',
    ],
    [
      'money in parts',
      'mutation ($input: PayCashInput!) { payCash(input: $input) { userErrors { code } } }',
      { orderId: 'x', tendered: 12.5 },
      'at "input.tendered": 12.5 is no Money; it must be an integer amount in minor units, e.g. 15000 (Money!).',
    ],
    [
      'a day that there is not',
      'query ($input: OrderFilter) { orders(filter: $input) { nodes { id } } }',
      { businessDate: '2026-02-30' },
      'at "input.businessDate": 2026-02-30 is no Date; it must be a date as YYYY-MM-DD that exists, e.g. 2026-11-30 (Date).',
    ],
    ['what should not be null', OFF, { outletId: null, available: false }, 'at "input.outletId": Expected non-nullable type "ID!" not to be null.'],
  ])('%s', async (_what, query, input, reason) => {
    const { body } = await post(app.url, { query, variables: { input } }, { ...restaurant.owner.headers });
    expect(body.errors).toEqual([expect.objectContaining({ message: `Variable "$input" is invalid ${reason}`, extensions: { code: 'BAD_USER_INPUT' } })]);
  });

  test('by every scalar that there is', () => {
    const scalars = Object.values(buildSchema(readFileSync('schema.graphql', 'utf8')).getTypeMap()).filter(isScalarType);
    const wanted = scalars
      .filter(({ name }) => name !== 'JSON')
      .map((type) => explainInvalidValue({ type, holder: type, value: {}, path: ['field'], message: '' }));
    expect(wanted.length).toBeGreaterThan(7);
    for (const message of wanted) expect(message).not.toContain('a value of');
  });

  test('but a PIN or a password is not repeated, sent as any type', async () => {
    const query =
      'mutation ($pin: Int!, $mode: ServiceMode) { setMyPin(input: { currentPassword: "x", pin: $pin }) { userErrors { code } } priceOrder(input: { serviceMode: $mode }) { total } }';
    const { text } = await post(app.url, { query, variables: { pin: 4711.5, mode: 'x' } }, { ...restaurant.owner.headers });
    expect(text).not.toContain('4711');
    const secret = await post(
      app.url,
      { query: 'query ($pin: Int!) { outletEvents(outletId: "x", after: $pin) { sequence } }', variables: { pin: 4711.5 } },
      { ...restaurant.owner.headers },
    );
    expect(secret.body.errors[0].message).toBe('Variable "$pin" is invalid at "pin": it must be a whole number from -2147483648 to 2147483647 (Int!).');
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

    // The same over WebSocket: a feed whose stations cannot be read.
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
