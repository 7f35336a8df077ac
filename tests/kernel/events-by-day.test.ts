import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { migrateAndGrant } from '../../src/app.ts';
import { withClient } from '../../src/kernel/database/roles.ts';
import { migrations } from '../../src/migrations.ts';
import { oldRelease } from './old-release.ts';

const COUNT = migrations.findIndex(({ name }) => name === 'events-by-day');
const [TENANT, STREAM] = [randomUUID(), randomUUID()];

/** The statement by which the release before writes an event. */
const WRITE = `
with stream as (
  insert into event_stream as s (tenant_id, stream_id, head) values ($1, $2, 1) on conflict (tenant_id, stream_id) do update set head = s.head + 1 returning head
)
insert into event (tenant_id, stream_id, sequence, type, entity_id, data, occurred_at) select $1, $2, head, 'ORDER_PLACED', $2, '{}', now() from stream`;
/** The statement by which it deletes old events: rows of different partitions have the same ctid. */
const OLD_SWEEP = "delete from event where ctid = any(array(select ctid from event where occurred_at < now() - interval '72 hours' limit 5000)) returning 1";
const READ = 'select sequence from event where tenant_id = $1 and stream_id = $2 and sequence > $3 order by sequence limit 500';

async function asTenant<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c lock_timeout=5000' });
  await client.connect();
  try {
    await client.query("select set_config('app.tenant_id', $1, false)", [TENANT]);
    return await work(client);
  } finally {
    await client.end();
  }
}

test('a table of events with rows becomes a partition while the release before writes and reads; no event is lost, and it is dropped when it is old', async () => {
  const database = await oldRelease(COUNT);
  await withClient(database.superuser, (client) =>
    client.query(
      "insert into tenant (id, slug, name, currency, country, time_zone, created_at, updated_at) values ($1, 'brand', 'Brand', 'IDR', 'ID', 'Asia/Jakarta', now(), now())",
      [TENANT],
    ),
  );
  // A release before has its rights by its own grants.
  await withClient(database.owner, (client) =>
    client.query('grant select, insert, update, delete on event, event_stream, tenant to dapur_runtime, dapur_platform'),
  );
  let isOver = false;
  const heard: number[] = [];
  const writer = asTenant(database.runtime, async (client) => {
    let written = 0;
    for (; !isOver; written += 1) await client.query(WRITE, [TENANT, STREAM]);
    return written;
  });
  const reader = asTenant(database.runtime, async (client) => {
    for (let isLast = false; ; isLast = isOver) {
      for (const { sequence } of (await client.query<{ sequence: number }>(READ, [TENANT, STREAM, heard.at(-1) ?? 0])).rows) heard.push(sequence);
      if (isLast && isOver) return;
    }
  });
  await expect.poll(() => heard.length).toBeGreaterThan(50);
  expect(await migrateAndGrant(database.owner, database, 'test')).toContain('events-by-day');
  const switched = heard.length;
  await expect.poll(() => heard.length).toBeGreaterThan(switched + 50);
  isOver = true;
  const written = await writer;
  await reader;
  await asTenant(database.runtime, async (client) => {
    for (const { sequence } of (await client.query<{ sequence: number }>(READ, [TENANT, STREAM, heard.at(-1) ?? 0])).rows) heard.push(sequence);
  });
  expect(heard).toEqual(Array.from({ length: written }, (_, index) => index + 1));

  const places = () =>
    withClient(database.superuser, async (client) => {
      const { rows } = await client.query<{ place: string }>('select distinct tableoid::regclass::text as place from event order by 1');
      return rows.map(({ place }) => place);
    });
  const [today, before] = await places();
  expect([today, before]).toEqual([expect.stringMatching(/^event_\d{8}$/), expect.stringMatching(/^event_until_\d{8}$/)]);

  // A node of the release before may still sweep: it deletes nothing, neither the old nor the new.
  await withClient(database.superuser, (client) => client.query("update event set occurred_at = now() - interval '80 hours' where sequence <= 5"));
  await expect(withClient(database.platform, (client) => client.query(OLD_SWEEP))).rejects.toMatchObject({ code: '42501' });
  const drop = () =>
    withClient(database.platform, async (client) => {
      const { rows } = await client.query<{ name: string }>("select drop_event_partitions(now() - interval '72 hours') as name");
      return rows.map(({ name }) => name);
    });
  expect(await drop()).toEqual([]);
  // As if it had been made long ago.
  await withClient(database.owner, (client) => client.query(`alter table ${before} rename to event_until_20200101`));
  expect(await drop()).toEqual(['event_until_20200101']);
  expect(await places()).toEqual([today]);
  await asTenant(database.runtime, (client) => client.query(WRITE, [TENANT, STREAM]));
}, 60_000);

test('a new database has no table of before', async () => {
  const database = await oldRelease(migrations.length);
  const { rows } = await withClient(database.superuser, (client) =>
    client.query("select inhrelid::regclass::text as name from pg_inherits where inhparent = 'event'::regclass"),
  );
  expect(rows).toEqual([{ name: 'event_by_day' }]);
});

test('a node of the release before that starts again gives rights that it should not; the next start takes them back', async () => {
  const database = await oldRelease(migrations.length);
  await migrateAndGrant(database.owner, database, 'test');
  await withClient(database.owner, (client) => client.query('grant select, insert, update, delete on event, event_by_day to dapur_runtime, dapur_platform'));
  await migrateAndGrant(database.owner, database, 'test');
  const { rows } = await withClient(database.superuser, (client) =>
    client.query(
      "select has_table_privilege('dapur_platform', 'event', 'delete') as deletes, has_table_privilege('dapur_runtime', 'event_by_day', 'select') as enters",
    ),
  );
  expect(rows).toEqual([{ deletes: false, enters: false }]);
});
