import type pg from 'pg';
import { apiOf, headersOf } from './lib/api.ts';
import { connectionOf, openClients } from './lib/clients.ts';
import { type Dapur, startDapur } from './lib/dapur.ts';
import { connected, growRows } from './lib/grown-rows.ts';
import { postRequest } from './lib/http-connection.ts';
import type { Effort } from './lib/options.ts';
import { type Report, rowOf, type Verdict } from './lib/report.ts';
import { openOutlet, openRestaurant } from './lib/restaurant.ts';
import { type Contestant, interleave, type Round, ratio } from './lib/rounds.ts';
import type { Scope } from './lib/scope.ts';

/** Streams that a node follows, and asks about in one poll. */
const FOLLOWED = 200;
const PAGE = 21;
const ORDERS = 'query ($after: String) { orders(first: 20, after: $after, orderBy: { key: TOTAL }) { nodes { id } pageInfo { endCursor } } }';

/** A work in a former shape and in today's, and how many times quicker that must be. */
interface Comparison {
  readonly claim: string;
  readonly before: Contestant;
  readonly now: Contestant;
  readonly target: number;
}

/** Statements that are quick in a small database, at the size at which they were not, in a former shape and in today's. */
export async function benchPlain(scope: Scope, effort: Effort): Promise<Report> {
  const dapur = await startDapur(scope);
  const { plain } = effort.load;
  const restaurant = await openRestaurant(apiOf(dapur.port), 'bench-plain');
  const outlet = await openOutlet(restaurant, 1);
  await growRows(scope, dapur.connection, plain, { tenantId: restaurant.tenantId, outletId: outlet.id });
  const comparisons = [await poll(scope, dapur), await sweep(scope, dapur), ...(await pages(scope, dapur, restaurant.tenantId))];
  const throughApi = await firstAndDeepPage(scope, dapur, { ...restaurant.admin }, restaurant.tenantId);
  const rules = { clients: 1, effort, postmaster: dapur.postmaster };
  const rounds = await interleave([...comparisons.flatMap(({ before, now }) => [before, now]), ...throughApi], rules);
  const of = (one: Contestant): readonly Round[] => rounds.get(one) ?? [];
  const p50 = (round: Round): number => round.p50Milliseconds;
  const verdicts = comparisons.map(
    ({ claim, before, now, target }): Verdict => ({
      claim: `${claim}: time before / now`,
      measured: ratio(of(before), of(now), p50),
      unit: '×',
      target: { bound: 'at least', value: target },
    }),
  );
  const [first, deep] = throughApi;
  return {
    title: `Statements in a database of ${plain.tenants} brands with ${plain.tenants * plain.events} events, one of them with ${plain.orders} orders`,
    operation: ['statement', 'statements'],
    rows: [...rounds].map(([one, played]) => rowOf(one.name, played)),
    verdicts: [
      ...verdicts,
      {
        claim: 'a page from the middle of the list / the first one, through the API',
        measured: ratio(of(deep), of(first), p50),
        unit: '×',
        target: { bound: 'at most', value: 1.3 },
      },
    ],
    notes: [
      'One connection. All shapes run on the same rows in the same run; "before" is a former one. The steps without a bound are those of early releases.',
    ],
  };
}

/** The poll of heads, of a node that follows some of the streams. */
async function poll(scope: Scope, dapur: Dapur): Promise<Comparison> {
  const client = await connected(scope, dapur.connection.platformUrl);
  const { HEADS } = await compiled<{ HEADS: string }>('kernel/feeds/event-log.js');
  const { rows } = await client.query<{ tenant_id: string; stream_id: string }>(
    `select tenant_id, stream_id from event_stream where head > 1 order by md5(stream_id::text) limit ${FOLLOWED}`,
  );
  const streams = rows.map((row) => row.stream_id);
  const tenants = rows.map((row) => row.tenant_id);
  return {
    claim: `poll of ${FOLLOWED} streams`,
    before: statement(
      dapur,
      'poll, by the stream alone',
      client,
      'select stream_id, head from event_stream where stream_id = any($1::uuid[])',
      [streams],
      FOLLOWED,
    ),
    now: statement(dapur, 'poll, by tenant and stream', client, numbered(HEADS), [tenants, streams], FOLLOWED),
    target: 5,
  };
}

/**
 * The hourly look for old events, when there are none, in the partition that is swept row by row: it has the events of the days
 * before this database was made. Before, the table had another index.
 */
async function sweep(scope: Scope, dapur: Dapur): Promise<Comparison> {
  const owner = await connected(scope, dapur.connection.ownerUrl);
  const platform = await connected(scope, dapur.connection.platformUrl);
  await owner.query('create table event_before (like event_other including all)');
  await owner.query(
    'drop index event_before_occurred_at_idx; create index on event_before (tenant_id, occurred_at); grant all on event_before to dapur_platform',
  );
  await platform.query('insert into event_before select * from event_other');
  await owner.query('vacuum analyze event_before');
  const { kernelModule } = await compiled<{ kernelModule: { retention: readonly { table: string }[] } }>('kernel/kernel-module.js');
  const { deletion } = await compiled<{ deletion: (retention: unknown) => string }>('kernel/retention.js');
  const swept = deletion(kernelModule.retention.find(({ table }) => table === 'event_other'));
  const statementOn = (table: string): string => numbered(`${swept.replaceAll('event_other', table).replace(/limit \?/, 'limit 5000')} returning 1`);
  const since = [new Date(Date.now() - 72 * 3_600_000)];
  return {
    claim: 'sweep that finds no old event',
    before: statement(dapur, 'sweep, index of tenant and time', platform, statementOn('event_before'), since, 0),
    now: statement(dapur, 'sweep, index of time', platform, statementOn('event_other'), since, 0),
    target: 20,
  };
}

/** A page from the middle of the orders of a brand, as the runtime role, newest first and by total. */
async function pages(scope: Scope, dapur: Dapur, tenantId: string): Promise<Comparison[]> {
  const client = await connected(scope, dapur.connection.runtimeUrl, { 'app.tenant_id': tenantId });
  const read = (condition: string, column: string): string =>
    `select * from "order" where tenant_id = $1 and ${condition} order by ${column} desc, id desc limit ${PAGE}`;
  const at = async (column: string): Promise<readonly unknown[]> => {
    // The last of the rows that share the value: the steps read all of them first.
    const middle = `select ${column} from "order" where tenant_id = $1 order by ${column} desc offset (select count(*) / 2 from "order" where tenant_id = $1) limit 1`;
    const { rows } = await client.query<Record<string, unknown>>(
      `select ${column} as value, id from "order" where tenant_id = $1 and ${column} = (${middle}) order by id limit 1`,
      [tenantId],
    );
    return [tenantId, rows[0]?.value, rows[0]?.id];
  };
  const steps = (column: string): string => `(${column} < $2 or (${column} = $2 and id < $3))`;
  const [byTime, byTotal] = [await at('placed_at'), await at('total')];
  const asRow = (column: string): string => read(`(${column}, id) < ($2, $3)`, column);
  return [
    {
      claim: 'deep page, newest first',
      before: statement(dapur, 'page by time, compared in steps', client, read(steps('placed_at'), 'placed_at'), byTime, PAGE),
      now: statement(dapur, 'page by time, compared as a row', client, asRow('placed_at'), byTime, PAGE),
      target: 50,
    },
    {
      claim: 'deep page by total, which many orders share',
      before: statement(dapur, 'page by total, bounded and in steps', client, read(`total <= $2 and ${steps('total')}`, 'total'), byTotal, PAGE),
      now: statement(dapur, 'page by total, compared as a row', client, asRow('total'), byTotal, PAGE),
      target: 5,
    },
  ];
}

/** The same list through the API: its first page, and one from its middle. */
async function firstAndDeepPage(scope: Scope, dapur: Dapur, caller: { token?: string; tenant?: string }, tenantId: string): Promise<[Contestant, Contestant]> {
  const client = await connected(scope, dapur.connection.runtimeUrl, { 'app.tenant_id': tenantId });
  const { rows } = await client.query<{ total: string; id: string }>(
    'select total, id from "order" order by total desc, id desc offset (select count(*) / 2 from "order") limit 1',
  );
  const cursor = Buffer.from(JSON.stringify(['total DESC', Number(rows[0]?.total), rows[0]?.id])).toString('base64url');
  const connections = await openClients(scope, dapur.port, 1);
  const page = (name: string, after: string | null): Contestant => ({
    name,
    pid: dapur.pid,
    operate: async (number) => {
      const answer = await connectionOf(connections, number).request(
        postRequest(dapur.port, '/graphql', headersOf(caller), JSON.stringify({ query: ORDERS, variables: { after } })),
      );
      const { data } = JSON.parse(answer.body.toString()) as { data?: { orders: { nodes: unknown[] } } };
      if (data?.orders.nodes.length !== PAGE - 1) throw new Error(`${name}: ${answer.status} ${answer.body.toString().slice(0, 300)}`);
    },
  });
  return [page('API, first page by total', null), page('API, page from the middle', cursor)];
}

/** A statement on a connection of its own kind, which must find `expected` rows. */
function statement({ pid }: Dapur, name: string, client: pg.Client, text: string, values: readonly unknown[], expected: number): Contestant {
  return {
    name,
    pid,
    operate: async () => {
      const { rows } = await client.query(text, [...values]);
      if (rows.length !== expected) throw new Error(`${name} found ${rows.length} rows, not ${expected}.`);
    },
  };
}

/** The server's statement with numbered parameters. */
function numbered(text: string): string {
  let count = 0;
  return text.replaceAll('?', () => `$${(count += 1)}`);
}

/** A module of the compiled server. */
async function compiled<M>(path: string): Promise<M> {
  await import('reflect-metadata');
  return (await import(new URL(`../dist/${path}`, import.meta.url).href)) as M;
}
