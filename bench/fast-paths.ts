import { newSigningKey } from '../src/config.ts';
import { apiOf, type Caller, headersOf } from './lib/api.ts';
import { Audience } from './lib/audience.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { analyse, type Dapur, startDapur, startNode } from './lib/dapur.ts';
import { isChange } from './lib/feed-documents.ts';
import { postRequest } from './lib/http-connection.ts';
import { changerOf, openKitchens } from './lib/kitchens.ts';
import { largeCatalogue, menuQuery } from './lib/menu-catalogue.ts';
import type { Effort } from './lib/options.ts';
import { type OrderCatalogue, openForOrders, orderInput, PLACE_ORDER } from './lib/order-catalogue.ts';
import { usageOf } from './lib/process-usage.ts';
import { type Report, type Row, rowOf, type Verdict } from './lib/report.ts';
import { addProducts, employ, openOutlet, openRestaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, ratio } from './lib/rounds.ts';
import { Scope } from './lib/scope.ts';

const CLIENTS = 8;
/** Without hints between the nodes, changes are found as often as they are looked for. Nothing bounds a client: all load comes from one. */
const NODE = { POLL_MILLISECONDS: '50', COST_PER_MINUTE_CLIENT: '0', COST_PER_MINUTE_TENANT: '0' } as const;
const ORDERS = `query ($outletId: ID!) { orders(filter: { outletId: $outletId }, first: 20) { nodes {
  id number status outlet { id } totals { total tax } lines { id productName quantity unitPrice total } tickets { id status items { id name } } } } }`;

/** Two nodes of one database: with a fast path, and without it. */
interface Pair {
  readonly on: Dapur;
  readonly off: Dapur;
}

/** What is asked of both. */
type Ask = (n: number) => { readonly caller: Caller; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

/** Every fast path against the way that is taken when it is switched off, on the same rows. What fair share does is seen by `neighbour` only. */
export async function benchFastPaths(whole: Scope, effort: Effort): Promise<Report> {
  // Who is signed in at one node is so at all of them.
  const shared = { ...NODE, JWT_PRIVATE_KEY: newSigningKey() };
  const first = await startDapur(whole, shared);
  const rows: Row[] = [];
  const verdicts: Verdict[] = [];
  const pairs = async (name: string, compare: (scope: Scope, pair: Pair) => Promise<{ rows: Row[]; measured: number; claim: string }>): Promise<void> => {
    const scope = new Scope();
    whole.defer(() => scope.close());
    try {
      const pair = { on: await startNode(scope, first, shared), off: await startNode(scope, first, { ...shared, FAST_PATHS_OFF: name }) };
      const { claim, measured, rows: figures } = await compare(scope, pair);
      rows.push(...figures);
      verdicts.push({ claim: `${name}: ${claim}, on / off`, measured, unit: '×', target: null });
    } finally {
      await scope.close();
    }
  };
  const orders = await openOrders(first);
  const menu = await openMenu(first);
  await analyse(first);
  const asks: Readonly<Record<string, Ask>> = {
    'menu-fast-path': menu,
    'kept-answers': menu,
    'kept-compression': (n) => ({ ...menu(n), headers: { 'accept-encoding': 'br' } }),
    compiled: orders.list,
    references: orders.list,
    'staged-inserts': orders.place,
    'operation-reads': orders.list,
    'prepared-statements': orders.place,
  };
  for (const [name, ask] of Object.entries(asks)) await pairs(name, (scope, pair) => compareRequests(scope, effort, pair, name, ask));
  for (const name of ['shared-executions', 'frames']) await pairs(name, (scope, pair) => compareFeeds(scope, effort, { first, ...pair }, name));
  const notes = [`${CLIENTS} keep-alive connections; feeds have ${effort.sockets[0]} sockets on each node.`];
  return { title: 'Fast paths, each against the long way', operation: ['operation', 'operations'], rows, verdicts, notes };
}

async function openMenu(first: Dapur): Promise<Ask> {
  const restaurant = await openRestaurant(apiOf(first.port), 'bench-menu');
  const outlet = await openOutlet(restaurant, 1);
  await addProducts(restaurant, largeCatalogue(), 'id');
  const body = JSON.stringify({ query: menuQuery(false), variables: { outletId: outlet.id } });
  return () => ({ caller: { tenant: restaurant.tenantId }, body });
}

/** Placing orders of three lines, and reading the last twenty of an outlet. */
async function openOrders(first: Dapur): Promise<{ readonly place: Ask; readonly list: Ask }> {
  const restaurant = await openRestaurant(apiOf(first.port), 'bench-orders');
  const catalogue: OrderCatalogue = await openForOrders(restaurant, 20);
  const caller = await employ(restaurant, 'CASHIER', catalogue.outletIds);
  const place: Ask = (n) => ({ caller, body: JSON.stringify({ query: PLACE_ORDER, variables: { input: orderInput(catalogue, n).input } }) });
  for (let n = 0; n < 400; n += 1) await apiOf(first.port)(PLACE_ORDER, { input: orderInput(catalogue, n).input }, caller);
  return { place, list: () => ({ caller, body: JSON.stringify({ query: ORDERS, variables: { outletId: catalogue.outletIds[0] } }) }) };
}

async function compareRequests(
  scope: Scope,
  effort: Effort,
  { on, off }: Pair,
  name: string,
  ask: Ask,
): Promise<{ rows: Row[]; measured: number; claim: string }> {
  const [fast, slow] = [await contestant(scope, on, `${name} on`, ask), await contestant(scope, off, `${name} off`, ask)];
  const rounds = await interleave([fast, slow], { clients: CLIENTS, effort, postmaster: null });
  const [quick, long] = [rounds.get(fast) ?? [], rounds.get(slow) ?? []];
  return { rows: [rowOf(fast.name, quick), rowOf(slow.name, long)], measured: ratio(quick, long, ({ perSecond }) => perSecond), claim: 'operations/s' };
}

async function contestant(scope: Scope, { pid, port }: Dapur, name: string, ask: Ask): Promise<Contestant> {
  const connections = await openClients(scope, port, CLIENTS);
  let sent = 0;
  const operate = async (client: number): Promise<void> => {
    const { caller, body, headers } = ask((sent += 1));
    const answer = await connectionOf(connections, client).request(postRequest(port, '/graphql', { ...headersOf(caller), ...headers }, body));
    if (answer.status !== 200 || answer.body.includes('"errors":[')) throw new Error(`${name}: ${answer.status} ${answer.body.toString().slice(0, 300)}`);
  };
  return { name, pid, operate };
}

/** One change after the other, which the sockets of both nodes get; it is made at a third node, so that only deliveries are counted. */
async function compareFeeds(
  scope: Scope,
  effort: Effort,
  { first, on, off }: Pair & { readonly first: Dapur },
  name: string,
): Promise<{ rows: Row[]; measured: number; claim: string }> {
  const { kitchens } = await openKitchens(first, `bench-${name}`, { outlets: 1 });
  const [kitchen] = kitchens;
  if (!kitchen) throw new Error('There is no kitchen.');
  const sockets = effort.sockets[0] ?? 0;
  const join = async (node: Dapur): Promise<Audience> => {
    const audience = await Audience.connect(node.port, sockets, { protocol: 'graphql-transport-ws', ...kitchen.display }, isChange);
    scope.defer(() => audience.leave());
    return audience;
  };
  const [fast, slow] = [await join(on), await join(off)];
  const change = changerOf(scope, first.port, kitchen);
  const send = (): Promise<unknown> => fast.during(() => slow.during(change));
  for (let n = 0; n < effort.changes / 4; n += 1) await send();
  const cpuOf = (): number[] => [on, off].map(({ pid }) => usageOf(pid).cpuSeconds);
  const before = cpuOf();
  for (let n = 0; n < effort.changes; n += 1) await send();
  const [quick = 0, long = 0] = cpuOf().map((seconds, index) => ((seconds - (before[index] ?? 0)) * 1e6) / (effort.changes * sockets));
  return { rows: [], measured: quick / long, claim: `server CPU of a delivery (${quick.toFixed(1)} and ${long.toFixed(1)} µs)` };
}
