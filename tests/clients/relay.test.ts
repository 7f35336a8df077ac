import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderOf, placeOrder, useRestaurant } from '../kit/index.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const relayCompiler: string = createRequire(import.meta.url)('relay-compiler');

const { restaurant } = useRestaurant();
let workshop: Workshop;
/** The text of each operation that Relay generated, by its name. */
let operations: Record<string, string>;
beforeAll(async () => {
  workshop = await openWorkshop();
  await workshop.write('src/orders.js', COMPONENTS);
  const config = {
    src: './src',
    schema: './schema.graphql',
    language: 'javascript',
    eagerEsModules: true,
    persistConfig: { file: './persisted.json', algorithm: 'SHA256' },
  };
  await workshop.write('relay.config.json', JSON.stringify(config));
  await workshop.write('persisted.json', '{}');
  await workshop.write('schema.graphql', readFileSync('schema.graphql', 'utf8'));
  const { ok, output } = await workshop.run(relayCompiler, []);
  expect(ok, output).toBe(true);
  const persisted: Record<string, string> = JSON.parse(readFileSync(join(workshop.folder, 'persisted.json'), 'utf8'));
  operations = Object.fromEntries(Object.values(persisted).map((text) => [/(?:query|mutation|subscription) (\w+)/.exec(text)?.[1] ?? '', text]));
});
afterAll(async () => {
  await workshop.close();
});

const COMPONENTS = `
import { graphql } from 'relay-runtime';
graphql\`fragment orders_card on Order @refetchable(queryName: "ordersCardRefetchQuery") { number status lines { id productName product { id name } } }\`;
graphql\`fragment orders_list on Query @refetchable(queryName: "ordersListPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 20 }, cursor: { type: "String" }) {
  orders(first: $count, after: $cursor) @connection(key: "orders_orders") { edges { node { ...orders_card } } } }\`;
graphql\`fragment orders_back on Query @refetchable(queryName: "ordersBackPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
  orders(last: $count, before: $cursor) @connection(key: "orders_back_orders") { edges { node { ...orders_card } } } }\`;
graphql\`query ordersQuery($id: ID!) { order(id: $id) { ...orders_card } ...orders_list }\`;
graphql\`query ordersBackQuery { ...orders_back }\`;
graphql\`query ordersNodesQuery($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { number } ... on Product { sku } } }\`;
graphql\`mutation ordersServeMutation($input: OrderCommandInput!) { serveOrder(input: $input) { order { ...orders_card } userErrors { code } } }\`;
graphql\`subscription ordersChangedSubscription($id: ID!) { orderChanged(orderId: $id) { ...orders_card } }\`;
`;

const ask = (name: string, variables: Record<string, unknown>) => restaurant.owner.ok(operations[name] ?? '', variables);

test('Relay compiles a fragment that is fetched again by its id, and the server answers it', async () => {
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  expect(operations.ordersCardRefetchQuery).toContain('node(id: $id)');
  const { node } = await ask('ordersCardRefetchQuery', { id });
  expect(node).toMatchObject({ __typename: 'Order', id, status: 'CONFIRMED', lines: [{ productName: 'Coffee', product: { name: 'Coffee' } }] });
  expect((await ask('ordersNodesQuery', { ids: [id, restaurant.products.SOUP] })).nodes).toMatchObject([{ number: expect.any(String) }, { sku: 'SOUP' }]);
});

test('Relay compiles a connection that is read page by page in both directions, and the server answers it', async () => {
  for (let more = 0; more < 4; more += 1) await placeOrder(restaurant.cashier, orderOf(restaurant, { WATER: 1 }));
  const walk = async (name: string, forward: boolean): Promise<string[]> => {
    const seen: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const { orders } = await ask(name, { count: 2, cursor });
      const ids = orders.edges.map(({ node }: { node: { id: string } }) => node.id);
      seen.push(...(forward ? ids : ids.reverse()));
      cursor = forward ? orders.pageInfo.endCursor : orders.pageInfo.startCursor;
      if (!(forward ? orders.pageInfo.hasNextPage : orders.pageInfo.hasPreviousPage)) return seen;
    }
  };
  const forth = await walk('ordersListPaginationQuery', true);
  expect(forth).toHaveLength(5);
  expect(await walk('ordersBackPaginationQuery', false)).toEqual(forth.toReversed());
});

test('all that Relay has made fits the server: queries, mutations and subscriptions', async () => {
  expect(Object.keys(operations).sort()).toEqual([
    'ordersBackPaginationQuery',
    'ordersBackQuery',
    'ordersCardRefetchQuery',
    'ordersChangedSubscription',
    'ordersListPaginationQuery',
    'ordersNodesQuery',
    'ordersQuery',
    'ordersServeMutation',
  ]);
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  expect((await ask('ordersQuery', { id })).order.id).toBe(id);
  expect((await ask('ordersServeMutation', { input: { orderId: id } })).serveOrder).toMatchObject({ order: { id, status: 'SERVED' }, userErrors: [] });
});
