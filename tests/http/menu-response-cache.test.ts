import { beforeAll, describe, expect, test } from 'vitest';
import { type Client, countStatements, makeRestaurant, orderOf, placeOrder, type Restaurant, useRestaurant } from '../kit/index.ts';
import { type Posted, post } from './post.ts';

const { app, restaurant } = useRestaurant();
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app, { currency: 'USD' });
});

const MENU =
  'query Menu($id: ID!) { menu(outletId: $id) { version currency { code } outlet { id name } sections { name items { productId sku price available } } } }';
const ask = (client: Client, query = MENU, variables: unknown = { id: restaurant.outletId }, headers: Record<string, string> = {}): Promise<Posted> =>
  post(app.url, { query, variables }, { ...client.headers, ...headers });
const itemOf = ({ body }: Posted, sku: string) =>
  body.data.menu.sections.flatMap(({ items }: { items: { sku: string }[] }) => items).find((item: { sku: string }) => item.sku === sku);
const change = (mutation: string, input: Record<string, unknown>, client = restaurant.owner) =>
  client.ok(`mutation ($input: ${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { userErrors { code } } }`, { input });

test('a menu that was asked for before costs no statement, and is the same to the byte', async () => {
  const first = await ask(restaurant.guest);
  await ask(restaurant.guest);
  let again: Posted | undefined;
  expect(
    await countStatements(app, async () => {
      again = await ask(restaurant.guest);
    }),
  ).toBe(0);
  expect(again?.text).toBe(first.text);
  expect(again?.headers.get('content-type')).toBe(first.headers.get('content-type'));
  expect(again?.headers.get('x-request-id')).toBeTruthy();
});

describe('a change is in the very next answer', () => {
  test('of a price at the outlet, over and over', async () => {
    for (let price = 20001; price <= 20012; price += 1) {
      await change('setProductOverride', { outletId: restaurant.outletId, productId: restaurant.products.COFFEE, price });
      const answers = await Promise.all([ask(restaurant.guest), ask(restaurant.guest), ask(restaurant.cashier)]);
      for (const answer of answers) expect(itemOf(answer, 'COFFEE').price).toBe(price);
      expect(itemOf(await ask(restaurant.guest), 'COFFEE').price).toBe(price);
    }
  });

  test('of a price of the brand, of a sold-out product and its return', async () => {
    const { version } = (await ask(restaurant.guest)).body.data.menu;
    await change('updateProduct', { id: restaurant.products.SOUP, price: 31000, name: 'Better soup' });
    expect(itemOf(await ask(restaurant.guest), 'SOUP').price).toBe(31000);
    for (const available of [false, true]) {
      await change('setAvailability', { outletId: restaurant.outletId, productId: restaurant.products.SOUP, available });
      expect(itemOf(await ask(restaurant.guest), 'SOUP').available).toBe(available);
    }
    expect((await ask(restaurant.guest)).body.data.menu.version).toBeGreaterThanOrEqual(version + 3);
  });

  test('of the last piece that is sold', async () => {
    expect(itemOf(await ask(restaurant.guest), 'CAKE').available).toBe(true);
    await placeOrder(restaurant.cashier, orderOf(restaurant, { CAKE: 5 }));
    expect(itemOf(await ask(restaurant.guest), 'CAKE').available).toBe(false);
    await change('adjustStock', { outletId: restaurant.outletId, productId: restaurant.products.CAKE, counted: 3 });
    expect(itemOf(await ask(restaurant.guest), 'CAKE').available).toBe(true);
  });

  test('of the moment when a sold-out product returns', async () => {
    const until = new Date(app.clock.now().getTime() + 60_000).toISOString();
    await change('setAvailability', { outletId: restaurant.outletId, productId: restaurant.products.SOUP, available: false, until });
    expect(itemOf(await ask(restaurant.guest), 'SOUP').available).toBe(false);
    expect(itemOf(await ask(restaurant.guest), 'SOUP').available).toBe(false);
    app.clock.advance(61_000);
    expect(itemOf(await ask(restaurant.guest), 'SOUP').available).toBe(true);
  });

  test('of the outlet itself', async () => {
    await ask(restaurant.guest);
    await restaurant.owner.ok('mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { userErrors { code } } }', {
      input: { id: restaurant.outletId, name: 'Renamed' },
    });
    expect((await ask(restaurant.guest)).body.data.menu.outlet.name).toBe('Renamed');
  });
});

describe('answers are not mixed', () => {
  test('between brands: the other one does not get it with any request', async () => {
    for (let round = 0; round < 3; round += 1) {
      expect((await ask(restaurant.guest)).body.data.menu.currency.code).toBe('IDR');
      expect((await ask(other.guest)).body).toEqual({ data: { menu: null } });
      expect((await ask(other.owner)).body).toEqual({ data: { menu: null } });
      expect((await ask(other.guest, MENU, { id: other.outletId })).body.data.menu.currency.code).toBe('USD');
    }
  });

  test('between tokens: a wrong one, or none and no brand, gets nothing', async () => {
    await ask(restaurant.guest);
    expect((await ask(restaurant.guest, MENU, undefined, { authorization: 'Bearer x' })).body.errors).toBeDefined();
    const wrong = await post(app.url, { query: MENU, variables: { id: restaurant.outletId } }, { authorization: 'Bearer x', 'x-tenant-id': restaurant.slug });
    expect(wrong.body).toMatchObject({ data: { menu: null }, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    const anonymous = await post(app.url, { query: MENU, variables: { id: restaurant.outletId } });
    expect(anonymous.body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('between reaches: an outlet that a cashier may not see is none for him, and one for a guest', async () => {
    const far = await restaurant.owner.ok('mutation { createOutlet(input: { name: "Far", code: "FAR" }) { outlet { id } userErrors { code } } }');
    const variables = { id: far.createOutlet.outlet.id };
    for (let round = 0; round < 3; round += 1) {
      expect((await ask(restaurant.guest, MENU, variables)).body.data.menu).not.toBeNull();
      expect((await ask(restaurant.cashier, MENU, variables)).body).toEqual({ data: { menu: null } });
    }
  });

  test('between variables, operations and documents', async () => {
    const two = `query one($id: ID!, $p: ID!) { menuItem(outletId: $id, productId: $p) { sku } }`;
    const both = 'query a($id: ID!) { menu(outletId: $id) { version } } query b($id: ID!) { menu(outletId: $id) { outlet { id } } }';
    for (let round = 0; round < 3; round += 1) {
      for (const sku of ['COFFEE', 'SOUP']) {
        expect((await ask(restaurant.guest, two, { id: restaurant.outletId, p: restaurant.products[sku] })).body).toEqual({ data: { menuItem: { sku } } });
      }
      const operation = (operationName: string) =>
        post(app.url, { query: both, operationName, variables: { id: restaurant.outletId } }, { ...restaurant.guest.headers });
      expect((await operation('a')).body.data.menu).toEqual({ version: expect.any(Number) });
      expect((await operation('b')).body.data.menu).toEqual({ outlet: { id: restaurant.outletId } });
      expect((await ask(restaurant.guest, `{ menu(outletId: "${restaurant.outletId}") { outlet { id } } }`)).body.data.menu).toEqual({
        outlet: { id: restaurant.outletId },
      });
    }
  });

  test('with fields outside the menu: an answer that depends on more is executed again', async () => {
    const query = 'query ($id: ID!) { menu(outletId: $id) { outlet { openNow } } tenant { name } }';
    expect((await ask(restaurant.guest, query)).body.data.tenant.name).toBe(restaurant.slug);
    await restaurant.owner.ok('mutation { updateTenant(input: { name: "New name" }) { userErrors { code } } }');
    expect((await ask(restaurant.guest, query)).body.data.tenant.name).toBe('New name');
  });
});

test('an answer comes in the type that was asked for', async () => {
  for (let round = 0; round < 3; round += 1) {
    for (const type of ['application/json', 'application/graphql-response+json']) {
      const { headers, status } = await ask(restaurant.guest, MENU, undefined, { accept: type });
      expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    }
    expect((await ask(restaurant.guest, MENU, undefined, { accept: 'text/html' })).status).toBe(406);
  }
});
