import { apiOf, type Caller, headersOf } from './lib/api.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { closedLoop } from './lib/closed-loop.ts';
import { startDapur } from './lib/dapur.ts';
import { postRequest } from './lib/http-connection.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders, orderInput, PLACE_ORDER } from './lib/order-catalogue.ts';
import { pacedLoop } from './lib/paced-loop.ts';
import { type Orders, ordersOf } from './lib/paced-orders.ts';
import type { Report } from './lib/report.ts';
import { employ, openRestaurant } from './lib/restaurant.ts';
import type { Scope } from './lib/scope.ts';
import { alternate } from './lib/storm-rounds.ts';

const NEIGHBOURS = 9;
const CLIENTS_EACH = 4;
const ORDERS_PER_SECOND = 27;
const FLOODING = 64;
const MAX_RATIO = 1.5;
/** A query that no cache answers: orders with all their details. */
const ORDERS = `query ($outletId: ID!) { orders(filter: { outletId: $outletId }, first: 20) { nodes {
  id number status totals { total tax } lines { id productName quantity unitPrice total } tickets { id status items { id name } } } } }`;

interface Brand {
  readonly catalogue: OrderCatalogue;
  readonly cashier: Caller;
}

/** One brand sends orders and large queries as fast as it can; nine others place orders at a fixed rate. */
export async function benchNeighbour(scope: Scope, { load }: Effort): Promise<Report> {
  const dapur = await startDapur(scope, {}, { bounded: true });
  const open = async (slug: string): Promise<Brand> => {
    const restaurant = await openRestaurant(apiOf(dapur.port), slug);
    const catalogue = await openForOrders(restaurant, 1);
    return { catalogue, cashier: await employ(restaurant, 'CASHIER', catalogue.outletIds) };
  };
  const noisy = await open('bench-noisy');
  const takers: Orders[] = [];
  for (let number = 1; number <= NEIGHBOURS; number += 1) {
    const { catalogue, cashier } = await open(`bench-quiet-${number}`);
    takers.push(await ordersOf(scope, dapur, cashier, catalogue, CLIENTS_EACH));
  }
  const place = (client: number): Promise<void> => takers[client % NEIGHBOURS]?.place(Math.floor(client / NEIGHBOURS)) ?? Promise.resolve();

  const connections = await openClients(scope, dapur.port, FLOODING);
  const answers = new Map<string, number>();
  let sent = 0;
  const flood = async (client: number): Promise<void> => {
    const n = (sent += 1);

    const { input } = orderInput(noisy.catalogue, n);
    const document = n % 3 === 0 ? { query: PLACE_ORDER, variables: { input } } : { query: ORDERS, variables: { outletId: input.outletId } };
    const request = postRequest(dapur.port, '/graphql', headersOf(noisy.cashier), JSON.stringify(document));
    const { status, body } = await connectionOf(connections, client).request(request);
    const code = status === 200 && !body.includes('"errors"') ? 'answered' : (/"code":"([A-Z_]+)"/.exec(body.toString())?.[1] ?? `HTTP ${status}`);

    answers.set(code, (answers.get(code) ?? 0) + 1);
  };
  const { calm, stormy, ratio } = await alternate(
    load.storm,
    (seconds) => pacedLoop(place, NEIGHBOURS * CLIENTS_EACH, ORDERS_PER_SECOND, seconds),
    (seconds) => closedLoop(flood, FLOODING, seconds),
  );
  const invariants = await invariantsAfter(dapur);
  return {
    title: `One brand floods the server, ${NEIGHBOURS} others place ${ORDERS_PER_SECOND} orders a second`,
    operation: ['order', 'orders'],
    rows: [loadRow('the others, calm', dapur, calm), loadRow('the others beside the flood', dapur, stormy)],
    verdicts: [
      { claim: "p99 of the others' orders, beside the flood / calm", measured: ratio, unit: '×', target: { bound: 'at most', value: MAX_RATIO } },
      invariants.verdict,
    ],
    notes: [
      `The flood: ${FLOODING} connections, each with the next request right after an answer; orders and lists of orders: ${[...answers].map(([code, count]) => `${code} ${count}`).join(', ')}.`,
      'Orders arrive at a fixed rate and are measured from the time they were due. Calm and flood rounds alternate; the figures are those of all rounds together. The server, PostgreSQL and all clients share the machine: part of the ratio is the flood’s own client.',
      invariants.note,
    ],
  };
}
