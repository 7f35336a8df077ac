import { apiOf, type Caller, headersOf, mutate } from './lib/api.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { type Dapur, startDapur } from './lib/dapur.ts';
import { GROWN, growBrands, type Size } from './lib/grown-brands.ts';
import { connected } from './lib/grown-rows.ts';
import { postRequest } from './lib/http-connection.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders, orderInput, PLACE_ORDER } from './lib/order-catalogue.ts';
import { type Report, rowOf, type Verdict } from './lib/report.ts';
import { employ, openRestaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

/** How much slower an operation may be in the largest database than in the smallest. */
const MOST = 1.3;
const TICKET = 'id status queueNumber items { id name quantity status }';
const NODES = 'nodes { id number status totals { total } } pageInfo { endCursor }';

/** One database of a size, with the measured brand. */
interface Grown {
  readonly size: Size;
  readonly dapur: Dapur;
  readonly cashier: Caller;
  readonly catalogue: OrderCatalogue;
  readonly outletId: string;
  readonly stationId: string;
  readonly shiftId: string;
  readonly deepCursor: string;
  readonly head: number;
}

/** One operation of a till, a display or a guest. */
interface Operation {
  readonly name: string;
  readonly query: string;
  readonly variables: (grown: Grown, number: number) => Readonly<Record<string, unknown>>;
}

const OPERATIONS: readonly Operation[] = [
  {
    name: 'menu',
    query: 'query ($outletId: ID!) { menu(outletId: $outletId) { version sections { id name items { id name price } } } }',
    variables: ({ outletId }) => ({ outletId }),
  },
  { name: 'orders, first page', query: `{ orders(first: 20) { ${NODES} } }`, variables: () => ({}) },
  {
    name: 'orders, filtered',
    query: `query ($filter: OrderFilter) { orders(first: 20, filter: $filter) { ${NODES} } }`,
    variables: ({ outletId }) => ({ filter: { outletId, status: ['COMPLETED'], paymentStatus: ['PAID'] } }),
  },
  {
    name: 'orders, open bills',
    query: `query ($filter: OrderFilter) { orders(first: 20, filter: $filter) { ${NODES} } }`,
    variables: ({ outletId }) => ({ filter: { outletId, due: true } }),
  },
  {
    name: 'orders, page from the middle',
    query: `query ($after: String) { orders(first: 20, after: $after, orderBy: { key: TOTAL }) { ${NODES} } }`,
    variables: ({ deepCursor }) => ({ after: deepCursor }),
  },
  {
    name: 'kitchen snapshot',
    query: `query ($stationId: ID!) { kitchenTickets(stationId: $stationId) { ${TICKET} } }`,
    variables: ({ stationId }) => ({ stationId }),
  },
  {
    name: 'poll of the feed',
    query: 'query ($outletId: ID!, $after: Int) { outletEvents(outletId: $outletId, after: $after, first: 20) { sequence events { sequence entityId } } }',
    variables: ({ outletId, head }) => ({ outletId, after: head - 5 }),
  },
  { name: 'shift report', query: 'query ($shiftId: ID!) { xReport(shiftId: $shiftId) { closedAt } }', variables: ({ shiftId }) => ({ shiftId }) },
  // The last, because its orders leave open tickets and bills, and one database takes more of them than another.
  { name: 'placeOrder', query: PLACE_ORDER, variables: ({ catalogue }, number) => ({ input: orderInput(catalogue, number).input }) },
];

/** What a till, a kitchen and a guest do all day, in databases of several sizes side by side: none may grow slower with them. */
export async function benchGrowth(scope: Scope, effort: Effort): Promise<Report> {
  const grown: Grown[] = [];
  for (const size of effort.load.growth) grown.push(await openGrown(scope, size));
  const verdicts: Verdict[] = [];
  const rows: Report['rows'][number][] = [];
  for (const operation of OPERATIONS) {
    const contestants = await Promise.all(grown.map((one) => contestant(scope, one, operation)));
    const rounds = await interleave(contestants, { clients: 1, effort, postmaster: null });
    rows.push(...contestants.map((one) => rowOf(one.name, rounds.get(one) ?? [])));
    const [smallest, largest] = [contestants[0], contestants.at(-1)].map((one) => (one && rounds.get(one)) ?? []);
    verdicts.push({
      claim: `${operation.name}: p95 in the largest / in the smallest database`,
      measured: ratio(largest ?? [], smallest ?? [], ({ p95Milliseconds }) => p95Milliseconds),
      unit: '×',
      target: { bound: 'at most', value: MOST },
    });
  }
  const sizes = effort.load.growth.map(({ brands, orders }) => `${orders.toLocaleString('en')} orders of ${brands} brands`);
  return {
    title: `A day’s operations beside ${sizes.join(', ')}`,
    operation: ['operation', 'operations'],
    rows,
    verdicts,
    notes: ['One client; the databases are asked in turn, in the same round.', GROWN],
  };
}

async function openGrown(scope: Scope, size: Size): Promise<Grown> {
  const dapur = await startDapur(scope);
  const restaurant = await openRestaurant(apiOf(dapur.port), 'bench-growth');
  const catalogue = await openForOrders(restaurant, 1);
  const outletId = catalogue.outletIds[0] ?? '';
  const cashier = await employ(restaurant, 'CASHIER', catalogue.outletIds);
  const client = await connected(scope, dapur.connection.runtimeUrl, { 'app.tenant_id': restaurant.tenantId });
  const one = async (text: string): Promise<Record<string, string>> => (await client.query<Record<string, string>>(text)).rows[0] ?? {};
  const stationId = (await one(`select id from kitchen_station where code = 'KITCHEN'`)).id ?? '';
  const productId = (await one('select id from product order by id limit 1')).id ?? '';
  await growBrands(scope, dapur.connection, size, { tenantId: restaurant.tenantId, outletId, stationId, productId });
  const { shift } = await mutate<{ shift: { id: string } }>(apiOf(dapur.port), 'openShift', 'shift { id }', { outletId, float: 0 }, cashier);
  const middle = await one('select total, id from "order" order by total desc, id desc offset (select count(*) / 2 from "order") limit 1');
  const deepCursor = Buffer.from(JSON.stringify(['total DESC', Number(middle.total), middle.id])).toString('base64url');
  const head = Number((await one(`select head from event_stream where stream_id = '${outletId}'`)).head);
  return { size, dapur, cashier, catalogue, outletId, stationId, shiftId: shift.id, deepCursor, head };
}

async function contestant(scope: Scope, grown: Grown, { name, query, variables }: Operation): Promise<Contestant> {
  const { dapur, cashier, size } = grown;
  const connections = await openClients(scope, dapur.port, 1);
  let number = 0;
  return {
    name: `${name}, ${size.orders.toLocaleString('en')} orders`,
    pid: dapur.pid,
    operate: async (client) => {
      const body = JSON.stringify({ query, variables: variables(grown, number++) });
      const answer = await connectionOf(connections, client).request(postRequest(dapur.port, '/graphql', headersOf(cashier), body));
      const { data, errors } = JSON.parse(answer.body.toString()) as { data?: Record<string, { userErrors?: unknown[] } | null>; errors?: unknown };
      const [found] = Object.values(data ?? {});
      if (errors || !found || (found.userErrors?.length ?? 0) > 0) throw new Error(`${name}: ${answer.status} ${answer.body.toString().slice(0, 400)}`);
    },
  };
}
