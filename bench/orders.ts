import { isDeepStrictEqual } from 'node:util';
import { apiOf, type Caller, headersOf, inParallel, mutate } from './lib/api.ts';
import { startReference } from './lib/child.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { analyse, type Dapur, startDapur } from './lib/dapur.ts';
import { postRequest } from './lib/http-connection.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders, orderInput } from './lib/order-catalogue.ts';
import { type Report, rowOf } from './lib/report.ts';
import { employ, openRestaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

const CLIENTS = 16;
const FIRST = 50;
/** More orders than one page, so that the page has to be found. */
const ORDERS = 200;
const WIDTH = 8;
const MIN_OF_STATEMENT = 0.35;
const MIN_OF_PLAIN = 5;
const QUERY = `query ($outletId: ID!, $first: Int!) { orders(filter: { outletId: $outletId }, first: $first) { nodes {
  id number queueNumber status paymentStatus placedAt totals { subtotal serviceCharge tax total } cashier { id name }
  lines { id productName quantity unitPrice total modifiers { name quantity } }
  tickets { id status station { id name } items { id name quantity status } }
  payments { id method status amount } } } }`;

/** (e) A page of 50 orders with lines, modifiers, tickets with items, payments and cashier. */
export async function benchOrders(scope: Scope, effort: Effort): Promise<Report> {
  const dapur = await startDapur(scope);
  const restaurant = await openRestaurant(apiOf(dapur.port), 'bench-page');
  const catalogue = await openForOrders(restaurant, 1);
  const cashier = await employ(restaurant, 'CASHIER', catalogue.outletIds);
  await placeAndPay(dapur, cashier, catalogue);
  await analyse(dapur);

  const body = JSON.stringify({ query: QUERY, variables: { outletId: catalogue.outletIds[0], first: FIRST } });
  const settings = { url: dapur.connection.runtimeUrl, tenantId: restaurant.tenantId };
  const own = await contestant(scope, 'Dapur', dapur, headersOf(cashier), body);
  const statement = await contestant(scope, 'one SQL statement, bare Fastify', await startReference(scope, 'orders-sql', settings), {}, body);
  const plain = await contestant(scope, 'Apollo + DataLoader + pg, as they come', await startReference(scope, 'orders-apollo', settings), {}, body);
  for (const other of [statement, plain]) {
    if (!isDeepStrictEqual(other.data, own.data)) throw new Error(`${other.name} answers other orders: ${JSON.stringify(other.data).slice(0, 500)}`);
  }
  const rounds = await interleave([own, statement, plain], { clients: CLIENTS, effort, postmaster: dapur.postmaster });
  const compare = (other: Contestant, figure: (round: Round) => number): number => ratio(rounds.get(own) ?? [], rounds.get(other) ?? [], figure);
  const perSecond = (round: Round): number => round.perSecond;
  return {
    title: `A page of ${FIRST} orders with all that hangs on them`,
    operation: ['request', 'requests'],
    rows: [own, statement, plain].map((one) => rowOf(one.name, rounds.get(one) ?? [])),
    verdicts: [
      {
        claim: 'Dapur / one SQL statement, requests/s',
        measured: compare(statement, perSecond),
        unit: '×',
        target: { bound: 'at least', value: MIN_OF_STATEMENT },
      },
      { claim: 'Dapur / one SQL statement, CPU of the server', measured: compare(statement, (round) => round.cpuMicros), unit: '×', target: null },
      {
        claim: 'Dapur / Apollo + DataLoader + pg, requests/s',
        measured: compare(plain, perSecond),
        unit: '×',
        target: { bound: 'at least', value: MIN_OF_PLAIN },
      },
    ],
    notes: [`${CLIENTS} keep-alive connections. All three read the same rows under row-level security and answer the same ${Math.round(own.bytes / 1000)} kB.`],
  };
}

async function placeAndPay(dapur: Dapur, cashier: Caller, catalogue: OrderCatalogue): Promise<void> {
  const api = apiOf(dapur.port);
  await inParallel(Array.from({ length: ORDERS }), WIDTH, async (_, n) => {
    const { input } = orderInput(catalogue, n);
    const { order } = await mutate<{ order: { id: string; dueAmount: number } }>(api, 'placeOrder', 'order { id dueAmount }', input, cashier);
    if (n % 2 === 0) await mutate(api, 'payCash', 'payment { id }', { orderId: order.id, tendered: order.dueAmount }, cashier);
  });
}

interface Compared extends Contestant {
  readonly data: unknown;
  /** Length of the answer. */
  readonly bytes: number;
}

async function contestant(
  scope: Scope,
  name: string,
  server: { readonly pid: number; readonly port: number },
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Compared> {
  const connections = await openClients(scope, server.port, CLIENTS);
  const request = postRequest(server.port, '/graphql', headers, body);
  const ask = async (client: number): Promise<string> => {
    const answer = await connectionOf(connections, client).request(request);
    const text = answer.body.toString();
    if (answer.status !== 200 || text.includes('"errors":[')) throw new Error(`${name} answered ${answer.status}: ${text.slice(0, 500)}`);
    return text;
  };
  const first = await ask(0);
  const { data } = JSON.parse(first) as { data: unknown };
  return { name, pid: server.pid, data, bytes: first.length, operate: async (client) => void (await ask(client)) };
}
