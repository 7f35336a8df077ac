import { apiOf, type Caller, headersOf } from './lib/api.ts';
import { startReference } from './lib/child.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { analyse, type Dapur, startDapur } from './lib/dapur.ts';
import { type HttpConnection, postRequest } from './lib/http-connection.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders, orderInput } from './lib/order-catalogue.ts';
import { compareEffects, effectsOf } from './lib/order-effects.ts';
import { type Report, rowOf } from './lib/report.ts';
import { employ, openRestaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

const CLIENTS = 16;
const OUTLETS = 20;
/** Orders whose rows are compared before it is measured. */
const COMPARED = 20;
const MIN_SPEED = 0.5;

const DOCUMENTS = {
  priceOrder:
    'query priceOrder($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { subtotal serviceCharge tax total } } userErrors { code } } }',
  placeOrder:
    'mutation placeOrder($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id number queueNumber status dueAmount tickets { id } totals { total } } userErrors { code } } }',
  bumpTicket: 'mutation bumpTicket($input: BumpTicketInput!) { bumpTicket(input: $input) { ticket { id status } userErrors { code } } }',
  payCash: 'mutation payCash($input: PayCashInput!) { payCash(input: $input) { payment { status change } order { id status } userErrors { code } } }',
  completeOrder: 'mutation completeOrder($input: OrderCommandInput!) { completeOrder(input: $input) { order { id status } userErrors { code } } }',
} as const;
type Step = keyof typeof DOCUMENTS;

/** A server on which orders live, with the people who work there. */
interface Restaurant {
  readonly name: string;
  readonly server: { readonly pid: number; readonly port: number };
  readonly cashier: Caller & { readonly userId?: string };
  readonly cook: Caller;
  readonly tenantId: string;
  readonly catalogue: OrderCatalogue;
}

/** (f) The whole life of an order: price, place (which confirms it at a till), cook, pay cash, complete. */
export async function benchOrderLife(scope: Scope, effort: Effort): Promise<Report> {
  const dapur = await startDapur(scope);
  const subject = await open(dapur, 'Dapur', 'bench-life');
  const other = await open(dapur, 'hand-written transactions, named statements', 'bench-life-plain');
  const settings = { url: dapur.connection.runtimeUrl, tenantId: other.tenantId, cashierId: other.cashier.userId, poolSize: CLIENTS };
  const reference = { ...other, server: await startReference(scope, 'order-life', settings), cashier: {}, cook: {} };
  await analyse(dapur);
  const restaurants = [subject, reference];
  const effects = await compareEffects(dapur.connection.runtimeUrl, restaurants, COMPARED, live);
  const [own, plain] = await Promise.all(restaurants.map((restaurant) => contestant(scope, restaurant)));
  if (!own || !plain) throw new Error('There are two contestants.');
  const rounds = await interleave([own, plain], { clients: CLIENTS, effort, postmaster: dapur.postmaster });
  for (const { tenantId } of restaurants) await effectsOf(dapur.connection.runtimeUrl, tenantId);
  const compare = (figure: (round: Round) => number): number => ratio(rounds.get(own) ?? [], rounds.get(plain) ?? [], figure);
  return {
    title: `The life of an order: price, place, cook each ticket, pay cash, complete (${OUTLETS} outlets)`,
    operation: ['order', 'orders'],
    rows: [own, plain].map((one) => rowOf(one.name, rounds.get(one) ?? [])),
    verdicts: [
      { claim: 'Dapur / hand-written, orders/s', measured: compare(({ perSecond }) => perSecond), unit: '×', target: { bound: 'at least', value: MIN_SPEED } },
      { claim: 'Dapur / hand-written, CPU of the server per order', measured: compare(({ cpuMicros }) => cpuMicros), unit: '×', target: null },
    ],
    notes: [
      `${CLIENTS} keep-alive connections, each with one order after the other; all tickets are bumped to PREPARING and to READY by a cook. The same tables, indexes, policies and role.`,
      effects,
      'Afterwards, queue numbers and event sequences of all outlets have no gaps.',
    ],
  };
}

async function open(dapur: Dapur, name: string, slug: string): Promise<Restaurant> {
  const restaurant = await openRestaurant(apiOf(dapur.port), slug);
  const catalogue = await openForOrders(restaurant, OUTLETS);
  const { outletIds } = catalogue;
  const staff = { cashier: await employ(restaurant, 'CASHIER', outletIds), cook: await employ(restaurant, 'KITCHEN', outletIds) };
  return { name, server: dapur, tenantId: restaurant.tenantId, catalogue, ...staff };
}

async function contestant(scope: Scope, restaurant: Restaurant): Promise<Contestant> {
  const connections = await openClients(scope, restaurant.server.port, CLIENTS);
  let orders = 0;
  return { name: restaurant.name, pid: restaurant.server.pid, operate: (client) => live(connectionOf(connections, client), restaurant, orders++) };
}

/** One order from the price to its completion; throws when a step is refused or an amount is wrong. */
async function live(connection: HttpConnection, restaurant: Restaurant, n: number): Promise<void> {
  const { server, cashier, cook, catalogue } = restaurant;
  const step = async <T>(operationName: Step, caller: Caller, input: object): Promise<T> => {
    const body = JSON.stringify({ operationName, query: DOCUMENTS[operationName], variables: { input } });
    const answer = await connection.request(postRequest(server.port, '/graphql', headersOf(caller), body));
    const text = answer.body.toString();
    if (answer.status !== 200 || !text.includes('"userErrors":[]'))
      throw new Error(`${operationName} was answered with ${answer.status} ${text.slice(0, 500)}`);
    return (JSON.parse(text) as { data: Record<string, T> }).data[operationName] as T;
  };
  const { input, total } = orderInput(catalogue, n);
  const { outletId, serviceMode, lines } = input;
  const { quote } = await step<{ quote: { totals: { total: number } } }>('priceOrder', cashier, { outletId, serviceMode, lines });
  const { order } = await step<{ order: { id: string; dueAmount: number; tickets: { id: string }[] } }>('placeOrder', cashier, input);
  if (quote.totals.total !== total || order.dueAmount !== total) throw new Error(`${restaurant.name}: an order of ${total} cost ${order.dueAmount}.`);
  for (const to of ['PREPARING', 'READY']) {
    for (const { id } of order.tickets) await step('bumpTicket', cook, { ticketId: id, to });
  }
  await step('payCash', cashier, { orderId: order.id, tendered: total });
  const done = await step<{ order: { status: string } }>('completeOrder', cashier, { orderId: order.id });
  if (done.order.status !== 'COMPLETED') throw new Error(`${restaurant.name}: an order ended ${done.order.status}.`);
}
