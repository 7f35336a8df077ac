import pg from 'pg';
import { apiOf, type Caller, headersOf, mutate } from './lib/api.ts';
import { type Dapur, startDapur } from './lib/dapur.ts';
import { HttpConnection, postRequest } from './lib/http-connection.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { loadOf } from './lib/load.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import type { Report } from './lib/report.ts';
import { addProducts, employ, openOutlet, openRestaurant } from './lib/restaurant.ts';
import type { Scope } from './lib/scope.ts';

const MAX_MS = 1000;
const MAX_TRIES = 20;
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id queueNumber } userErrors { code } } }';

/** All clients order the last items of one outlet at the same moment. */
export async function benchLastItems(scope: Scope, { load }: Effort): Promise<Report> {
  const { clients, items, rounds } = load.lastItems;
  const dapur = await startDapur(scope);
  const restaurant = await openRestaurant(apiOf(dapur.port), 'bench-last');
  const { api, admin } = restaurant;
  const outlet = await openOutlet(restaurant, 1);
  const product = { sku: 'LAST', name: 'Last', price: 10_000, trackStock: true, stockQuantity: 0 };
  const [sold] = await addProducts<{ id: string }>(restaurant, [[product]], 'id');
  const cashier = await employ(restaurant, 'CASHIER', [outlet.id]);
  const connections = Array.from({ length: clients }, () => new HttpConnection(dapur.port));
  for (const connection of connections) scope.defer(() => connection.close());
  await Promise.all(connections.map((connection) => connection.opened()));
  const input = { outletId: outlet.id, serviceMode: 'TAKEAWAY', channel: 'POS', lines: [{ productId: sold?.id, quantity: 1 }] };

  const took: number[] = [];
  const numbers: number[] = [];
  let shed = 0;
  let seconds = 0;
  // The first round compiles code and is slow, so it does not count.
  for (let round = 0; round <= rounds; round += 1) {
    await mutate(api, 'adjustStock', 'product { id }', { outletId: outlet.id, productId: sold?.id, counted: items }, admin);
    const start = performance.now();
    const answers = await Promise.all(connections.map((connection) => order(connection, dapur.port, cashier, input)));
    const elapsed = (performance.now() - start) / 1000;
    const won = answers.flatMap(({ queueNumber }) => queueNumber ?? []);
    if (won.length !== items) throw new Error(`${won.length} of ${items} were sold.`);
    const refused = answers.filter(({ code }) => code === 'OUT_OF_STOCK').length;
    if (refused !== clients - items)
      throw new Error(`${refused} of ${clients - items} were told OUT_OF_STOCK: ${JSON.stringify(answers.map(({ code }) => code))}`);
    numbers.push(...won);
    if (round === 0) continue;
    seconds += elapsed;
    took.push(...answers.map(({ milliseconds }) => milliseconds));
    shed += answers.reduce((sum, { tries }) => sum + tries - 1, 0);
  }
  numbers.sort((a, b) => a - b);
  if (numbers.some((number, index) => number !== index + 1)) throw new Error('The queue numbers have gaps.');
  if ((await stockLeft(dapur, restaurant.tenantId)) !== 0) throw new Error('There is stock left.');
  const figures = loadOf(took, seconds);
  const invariants = await invariantsAfter(dapur);
  return {
    title: `${clients} clients at once order the last ${items} of a product`,
    operation: ['order', 'orders'],
    rows: [loadRow('Dapur placeOrder, sold or refused', dapur, figures)],
    verdicts: [
      { claim: 'p99 from the first request to the final answer', measured: figures.p99Milliseconds, unit: 'ms', target: { bound: 'at most', value: MAX_MS } },
      { claim: 'slowest order', measured: figures.sorted.at(-1) ?? Number.NaN, unit: 'ms', target: null },
      { claim: 'retries after 429 or 503', measured: shed / took.length, unit: '×', target: null },
      invariants.verdict,
    ],
    notes: [
      `${rounds + 1} rounds, the first not measured: exactly ${items} sold in each, ${clients - items} told OUT_OF_STOCK, stock at 0, queue numbers 1 to ${numbers.length} without a gap.`,
      'All requests are sent in the same moment: the figures are those of the whole crowd, waiting included, not those of an order alone.',
      invariants.note,
    ],
  };
}

interface Outcome {
  readonly queueNumber: number | null;
  readonly code: string | null;
  readonly milliseconds: number;
  readonly tries: number;
}

/** Sends the order of one client; a client that is rejected retries with the same id. */
async function order(connection: HttpConnection, port: number, caller: Caller, input: object): Promise<Outcome> {
  const start = performance.now();
  const body = JSON.stringify({ query: PLACE, variables: { input: { ...input, id: crypto.randomUUID() } } });
  const request = postRequest(port, '/graphql', headersOf(caller), body);
  for (let tries = 1; ; tries += 1) {
    const answer = await connection.request(request);
    const { data } = JSON.parse(answer.body.toString()) as {
      data?: { placeOrder?: { order: { queueNumber: number } | null; userErrors: { code: string }[] } };
    };
    const placed = data?.placeOrder;
    const milliseconds = performance.now() - start;
    if (placed) return { queueNumber: placed.order?.queueNumber ?? null, code: placed.userErrors[0]?.code ?? null, milliseconds, tries };
    if (tries >= MAX_TRIES || ![429, 503, 200].includes(answer.status))
      throw new Error(`An order was answered with ${answer.status} ${answer.body.toString().slice(0, 300)}`);
    await new Promise((done) => setTimeout(done, 100 * tries * (0.5 + Math.random())));
  }
}

async function stockLeft({ connection }: Dapur, tenantId: string): Promise<number> {
  const client = new pg.Client({ connectionString: connection.runtimeUrl, options: `-c app.tenant_id=${tenantId}` });
  await client.connect();
  try {
    const { rows } = await client.query<{ left: number }>('select sum(stock_quantity)::int as left from product_at_outlet where tenant_id = $1', [tenantId]);
    return rows[0]?.left ?? Number.NaN;
  } finally {
    await client.end();
  }
}
