import { apiOf, type Caller, headersOf } from './lib/api.ts';
import { startReference } from './lib/child.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { analyse, type Dapur, startDapur } from './lib/dapur.ts';
import { type HttpConnection, postRequest } from './lib/http-connection.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders, orderInput, PLACE_ORDER } from './lib/order-catalogue.ts';
import { compareEffects, effectsOf } from './lib/order-effects.ts';
import { type Report, type Row, rowOf, type Verdict } from './lib/report.ts';
import { employ, openRestaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

const CLIENTS = 16;
const OUTLETS = 20;
/** Enough orders for every combination of products. */
const CYCLE = 60;
/** Against the hand-written transaction with named statements: orders a second, and CPU of the server per order. */
const MIN_SPEED = 0.7;
const MAX_CPU = 1.8;

/** A server that takes orders for one tenant. */
interface Taker {
  readonly name: string;
  readonly server: { readonly pid: number; readonly port: number };
  readonly caller: Caller & { readonly userId?: string };
  readonly tenantId: string;
  readonly catalogue: OrderCatalogue;
}

/** (b) placeOrder of three lines, 16 clients, on 20 outlets and on one. */
export async function benchPlaceOrder(scope: Scope, effort: Effort): Promise<Report> {
  const dapur = await startDapur(scope);
  const subject = await openTaker(dapur, 'Dapur placeOrder', 'bench-orders');
  const plain = await openReference(scope, dapur, 'hand-written transaction', false);
  const prepared = await openReference(scope, dapur, 'hand-written, named statements', true);
  const takers = [subject, plain, prepared];
  await analyse(dapur);
  const notes = [
    `${CLIENTS} keep-alive connections; all servers use one database, each its own tenant: same tables, indexes, policies and role. Every total is checked.`,
    await compareEffects(dapur.connection.runtimeUrl, takers, CYCLE, (connection, taker, n) => placeOne(connection, taker, taker.catalogue, n)),
  ];

  const rows: Row[] = [];
  const verdicts: Verdict[] = [];
  for (const outlets of [OUTLETS, 1]) {
    const place = outlets === 1 ? 'one outlet' : `${outlets} outlets`;
    const contestants = await Promise.all(takers.map((taker) => contestant(scope, taker, outlets, `${taker.name}, ${place}`)));
    const rounds = await interleave(contestants, { clients: CLIENTS, effort, postmaster: dapur.postmaster });
    const [own, ...references] = contestants.map((one) => ({ name: one.name, rounds: rounds.get(one) ?? [] }));
    rows.push(...contestants.map((one) => rowOf(one.name, rounds.get(one) ?? [])));
    // Named statements save PostgreSQL the planning: the limit of what can be reached. Most hand-written code does not use them.
    references.forEach((reference, index) => void verdicts.push(...verdictsOf(own?.rounds ?? [], reference, index === 1)));
  }
  for (const taker of takers) await effectsOf(dapur.connection.runtimeUrl, taker.tenantId);
  notes.push('Afterwards, queue numbers and event sequences of all outlets have no gaps.');
  return { title: 'placeOrder of three lines', operation: ['order', 'orders'], rows, verdicts, notes };
}

function verdictsOf(own: readonly Round[], { name, rounds }: { readonly name: string; readonly rounds: readonly Round[] }, judged: boolean): Verdict[] {
  const speed = ratio(own, rounds, ({ perSecond }) => perSecond);
  const cpu = ratio(own, rounds, ({ cpuMicros }) => cpuMicros);
  return [
    { claim: `Dapur / ${name}, orders/s`, measured: speed, unit: '×', target: judged ? { bound: 'at least', value: MIN_SPEED } : null },
    { claim: `Dapur / ${name}, CPU of the server per order`, measured: cpu, unit: '×', target: judged ? { bound: 'at most', value: MAX_CPU } : null },
  ];
}

async function openTaker(dapur: Dapur, name: string, slug: string): Promise<Taker> {
  const restaurant = await openRestaurant(apiOf(dapur.port), slug);
  const catalogue = await openForOrders(restaurant, OUTLETS);
  return { name, server: dapur, caller: await employ(restaurant, 'CASHIER', catalogue.outletIds), tenantId: restaurant.tenantId, catalogue };
}

/** The same menu and outlets in another tenant, where the hand-written transaction places the orders. */
async function openReference(scope: Scope, dapur: Dapur, name: string, prepared: boolean): Promise<Taker> {
  const taker = await openTaker(dapur, name, prepared ? 'bench-named' : 'bench-plain');
  const { tenantId, caller } = taker;
  const settings = { url: dapur.connection.runtimeUrl, tenantId, cashierId: caller.userId, poolSize: CLIENTS, prepared };
  const server = await startReference(scope, 'place-order', settings);
  return { ...taker, server, caller: {} };
}

async function contestant(scope: Scope, taker: Taker, outlets: number, name: string): Promise<Contestant> {
  const connections = await openClients(scope, taker.server.port, CLIENTS);
  const catalogue = { ...taker.catalogue, outletIds: taker.catalogue.outletIds.slice(0, outlets) };
  let orders = 0;
  return { name, pid: taker.server.pid, operate: (client) => placeOne(connectionOf(connections, client), taker, catalogue, orders++) };
}

async function placeOne(connection: HttpConnection, { name, server, caller }: Taker, catalogue: OrderCatalogue, n: number): Promise<void> {
  const { input, total } = orderInput(catalogue, n);
  const body = JSON.stringify({ query: PLACE_ORDER, variables: { input } });
  const answer = await connection.request(postRequest(server.port, '/graphql', headersOf(caller), body));
  const text = answer.body.toString();
  const order = (JSON.parse(text) as { data?: { placeOrder?: { order?: { totals?: { total?: number } } | null } } }).data?.placeOrder?.order;
  if (answer.status !== 200 || order?.totals?.total !== total) throw new Error(`${name}: an order of ${total} was answered with ${text.slice(0, 500)}`);
}
