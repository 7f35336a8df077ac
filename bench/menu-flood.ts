import { fork } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { apiOf } from './lib/api.ts';
import { analyse, type Dapur, startDapur } from './lib/dapur.ts';
import type { FloodAnswers, FloodOrder } from './lib/flood-client.ts';
import { invariantsAfter } from './lib/invariants.ts';
import { loadRow } from './lib/load-rows.ts';
import type { Effort } from './lib/options.ts';
import { openForOrders } from './lib/order-catalogue.ts';
import { pacedLoop } from './lib/paced-loop.ts';
import { type Orders, ordersOf } from './lib/paced-orders.ts';
import type { Report, Row, Verdict } from './lib/report.ts';
import { employ, openOutlet, openRestaurant } from './lib/restaurant.ts';
import type { Scope } from './lib/scope.ts';
import { alternate } from './lib/storm-rounds.ts';

const OTHERS = 3;
const CLIENTS_EACH = 6;
const ORDERS_PER_SECOND = 27;
const MAX_RATIO = 1.5;
/** Every fifth item has two groups of four options. */
const GROUPS = 2;
const OPTIONS = 4;

/** One guest asks for menus and for the schema, always with new texts; other brands place orders at a fixed rate. */
export async function benchMenuFlood(scope: Scope, { load }: Effort): Promise<Report> {
  const { items, connections, ...storm } = load.menuFlood;
  const dapur = await startDapur(scope, {}, { bounded: true });
  const takers: Orders[] = [];
  for (let number = 1; number <= OTHERS; number += 1) {
    const restaurant = await openRestaurant(apiOf(dapur.port), `bench-till-${number}`);
    const catalogue = await openForOrders(restaurant, 1);
    takers.push(await ordersOf(scope, dapur, await employ(restaurant, 'CASHIER', catalogue.outletIds), catalogue, CLIENTS_EACH));
  }
  const place = (client: number): Promise<void> => takers[client % OTHERS]?.place(Math.floor(client / OTHERS)) ?? Promise.resolve();
  const answers = new Map<string, number>();
  const flooded = await startFlood(scope);
  const [rows, verdicts]: [Row[], Verdict[]] = [[], []];
  for (const size of items) {
    const restaurant = await openRestaurant(apiOf(dapur.port), `bench-menu-${size}`);
    const outlet = await openOutlet(restaurant, 1);
    await fillMenu(dapur, restaurant.tenantId, size);
    await analyse(dapur);
    for (const count of connections) {
      const flood = async (seconds: number): Promise<void> => {
        const order = { port: dapur.port, guest: { tenant: restaurant.tenantId }, outletId: outlet.id, connections: count, seconds };
        for (const [code, times] of Object.entries(await flooded(order))) answers.set(code, (answers.get(code) ?? 0) + times);
      };
      const { calm, stormy, ratio } = await alternate(storm, (seconds) => pacedLoop(place, OTHERS * CLIENTS_EACH, ORDERS_PER_SECOND, seconds), flood);
      console.log(`  ${size} items, ${count} connections: ${ratio.toFixed(2)} ×`);
      rows.push(loadRow(`calm before ${size} items × ${count}`, dapur, calm), loadRow(`${size} items, ${count} connections`, dapur, stormy));
      verdicts.push({
        claim: `p99 of the others' orders, beside ${count} connections that ask for ${size} items / calm`,
        measured: ratio,
        unit: '×',
        target: { bound: 'at most', value: MAX_RATIO },
      });
    }
  }
  const invariants = await invariantsAfter(dapur);
  return {
    title: `One guest asks for menus in twenty ways, ${OTHERS} other brands place ${ORDERS_PER_SECOND} orders a second`,
    operation: ['order', 'orders'],
    rows,
    verdicts: [...verdicts, invariants.verdict],
    notes: [
      `Answers to the guest: ${[...answers].map(([code, count]) => `${code} ${count}`).join(', ')}.`,
      'Orders arrive at a fixed rate and are measured from the time they were due. Calm and flood rounds alternate; the figures are those of all rounds together. The server, PostgreSQL and all clients share the machine: part of the ratio is the flood’s own client.',
      invariants.note,
    ],
  };
}

/** Starts the process of the flood; it runs one instruction after the other. */
async function startFlood(scope: Scope): Promise<(order: FloodOrder) => Promise<FloodAnswers>> {
  const child = fork(new URL('./lib/flood-client.ts', import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  scope.defer(() => child.kill());
  await once(child, 'message');
  const ended = once(child, 'exit');
  return async (order) => {
    const answered = Promise.race([once(child, 'message'), ended]);
    child.send(order);
    const [answers] = await answered;
    if (typeof answers !== 'object') throw new Error('The process of the flood ended unexpectedly.');
    return answers as FloodAnswers;
  };
}

/** Inserts products of a brand as rows: through the API, one by one, they would take minutes. */
async function fillMenu({ connection }: Dapur, tenantId: string, items: number): Promise<void> {
  const client = new pg.Client({ connectionString: connection.runtimeUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenantId]);
    await client.query(
      `with category as (insert into category (id, name, created_at, updated_at) select gen_random_uuid(), 'Category ' || n, now(), now() from generate_series(1, 20) n returning id),
       numbered as (select id, row_number() over () as n from category)
       insert into product (id, category_id, sku, name, description, price, created_at, updated_at)
       select gen_random_uuid(), numbered.id, 'SKU-' || i, 'Product number ' || i, 'Made fresh every day', 20000 + i, now(), now()
       from generate_series(1, $1::int) i join numbered on numbered.n = 1 + i % 20`,
      [items],
    );
    await client.query(
      `with made as (insert into modifier_group (id, name, selection_type, min_selections, max_selections, created_at, updated_at)
         select gen_random_uuid(), 'Group ' || n, 'SINGLE', 0, 1, now(), now() from generate_series(1, $1::int) n returning id)
       insert into modifier_option (id, group_id, name, price_adjustment, is_default, sort_order) select gen_random_uuid(), made.id, 'Option ' || n, 1000 * n, false, n from made, generate_series(1, $2::int) n`,
      [GROUPS, OPTIONS],
    );
    await client.query(
      `insert into product_modifier_group (id, product_id, group_id, sort_order)
       select gen_random_uuid(), p.id, g.id, 0 from product p, modifier_group g where right(p.sku, 1) in ('0', '5')`,
    );
    await client.query('commit');
  } finally {
    await client.end();
  }
}
