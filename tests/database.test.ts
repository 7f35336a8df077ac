import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { checkRoles, roleNames, withClient } from '../src/kernel/database/roles.ts';
import { StartupError } from '../src/kernel/values/startup-error.ts';
import { cloneDatabase, startTestApp, type TestDatabase } from './kit/index.ts';

let database: TestDatabase;
const [A, B] = [randomUUID(), randomUUID()];
const [outletOfA, outletOfB, stationOfA, stationOfB] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];

beforeAll(async () => {
  database = await cloneDatabase({ empty: true });
  await withClient(database.superuser, async (client) => {
    for (const [tenant, outlet, station] of [
      [A, outletOfA, stationOfA],
      [B, outletOfB, stationOfB],
    ]) {
      await client.query("select set_config('app.tenant_id', $1, false)", [tenant]);
      await client.query(
        "insert into tenant (id, slug, name, currency, country, time_zone, created_at, updated_at) values ($1, $2, 'Brand', 'IDR', 'ID', 'Asia/Jakarta', now(), now())",
        [tenant, `brand-${String(tenant).slice(0, 8)}`],
      );
      await client.query(INSERT_OUTLET, [outlet, tenant, 'ONE']);
      await client.query(INSERT_STATION, [station, tenant, outlet, 'BAR']);
    }
  });
});

const INSERT_OUTLET =
  "insert into outlet (id, tenant_id, name, code, time_zone, service_modes, created_at, updated_at) values ($1, $2, 'Outlet', $3, 'Asia/Jakarta', '{TAKEAWAY}', now(), now())";
const INSERT_STATION = "insert into kitchen_station (id, tenant_id, outlet_id, name, code, created_at) values ($1, $2, $3, 'Bar', $4, now())";

/** Rows of a catalogue query, as superuser. */
function look<R extends object>(text: string, values: readonly unknown[] = []): Promise<R[]> {
  return withClient(database.superuser, async (client) => (await client.query(text, [...values])).rows);
}

/** Runs `work` as the runtime role, for the given tenant, in a transaction that is rolled back. */
function asRuntime<T>(tenant: string | null, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(database.runtime, async (client) => {
    await client.query('begin');
    if (tenant !== null) await client.query("select set_config('app.tenant_id', $1, true)", [tenant]);
    return work(client);
  });
}

/** SQLSTATE, table and constraint of the statement's error. */
async function refusal(statement: Promise<unknown>): Promise<{ code: string; constraint?: string; message: string }> {
  const error = await statement.then(
    () => null,
    (caught: unknown) => caught as pg.DatabaseError,
  );
  if (!error?.code) throw new Error('the statement was not refused');
  return { code: error.code, message: error.message, ...(error.constraint && { constraint: error.constraint }) };
}

/** `root`: the table itself, or the one that it is a partition of. */
const TENANT_TABLES = `select c.oid, c.relname as name, coalesce(pg_partition_root(c.oid), c.oid)::regclass::text as root from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p') and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)`;

// ---------------------------------------------------------------- what the catalogue says

test('every table belongs to tenants, or is known not to', async () => {
  const others = await look<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and relkind in ('r', 'p') and c.oid not in (select oid from (${TENANT_TABLES}) t) order by 1`,
  );
  expect(others.map(({ name }) => name)).toEqual([
    'mikro_orm_migrations',
    'platform_refresh_token',
    'platform_session',
    'platform_user',
    'server_secret',
    'tenant',
    'tenant_move',
  ]);
  expect((await look(TENANT_TABLES)).length).toBeGreaterThan(20);
});

test('row-level security is enabled and forced on every tenant table, by one plain policy', async () => {
  const found = await look<{ name: string; enabled: boolean; forced: boolean; policies: string[] }>(
    `select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
       array(select pg_get_expr(p.polqual, p.polrelid) from pg_policy p where p.polrelid = c.oid and p.polcmd = '*' and p.polpermissive and p.polwithcheck is null and p.polroles = '{0}') as policies
     from pg_class c join (${TENANT_TABLES}) t on t.oid = c.oid`,
  );
  for (const { name, ...facts } of found)
    expect({ name, ...facts }).toEqual({ name, enabled: true, forced: true, policies: ["(tenant_id = (current_setting('app.tenant_id'::text))::uuid)"] });
  const all = await look<{ relation: string; name: string; roles: string[] }>(
    'select polrelid::regclass::text as relation, polname as name, array(select rolname::text from pg_roles where oid = any(polroles)) as roles from pg_policy',
  );
  // Only the owner's function may read the directory of tenants.
  const others = all.filter(({ relation, name }) => name !== `${relation.replaceAll('"', '')}_tenant_policy`);
  expect(others).toEqual([{ relation: 'tenant', name: 'tenant_directory', roles: [roleNames.owner] }]);
});

test('the tenant of a row is a uuid that is never null and stamped by the database', async () => {
  const wrong = await look(
    `select t.name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull, pg_get_expr(d.adbin, d.adrelid) as value
     from (${TENANT_TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
     where a.atttypid <> 'uuid'::regtype or not a.attnotnull or pg_get_expr(d.adbin, d.adrelid) is distinct from '(current_setting(''app.tenant_id''::text))::uuid'`,
  );
  expect(wrong).toEqual([]);
});

test('every foreign key between tenant tables carries the tenant', async () => {
  const wrong = await look<{ key: string }>(
    `with t as (${TENANT_TABLES})
     select k.conname as key from pg_constraint k join t source on source.oid = k.conrelid join t target on target.oid = k.confrelid
     where k.contype = 'f' and not exists (
       select from unnest(k.conkey, k.confkey) as pair (here, there)
       join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.here join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.there
       where a.attname = 'tenant_id' and b.attname = 'tenant_id')`,
  );
  expect(wrong).toEqual([]);
});

test('every reference has a foreign key', async () => {
  const columns = await look<{ reference: string }>(
    `select distinct t.root || '.' || a.attname as reference from (${TENANT_TABLES}) t join pg_attribute a on a.attrelid = t.oid
     where a.atttypid = 'uuid'::regtype and a.attname like '%\\_id' and a.attname <> 'tenant_id' and not a.attisdropped
       and not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'f' and a.attnum = any(k.conkey)) order by 1`,
  );
  // A stream is an outlet or the tenant itself. Events, keys and audit entries outlive what they name. A platform user
  // belongs to no tenant. Codes of one batch have nothing else in common. A drawer belongs to a till or a cashier. A mail,
  // and the words of a search, can be about many kinds of row. A used token does not outlive its replacement. Orders are in
  // a higher module than the menu and its stock.
  expect(columns.map(({ reference }) => reference)).toEqual([
    'audit_entry.entity_id',
    'audit_entry.platform_user_id',
    'event.entity_id',
    'event.stream_id',
    'event_stream.stream_id',
    'idempotency_key.actor_id',
    'idempotency_key.result_id',
    'mail.subject_id',
    'promotion_code.batch_id',
    'refresh_token.child_id',
    'search_word.subject_id',
    'shift.drawer_id',
    'stock_movement.order_id',
  ]);
});

test('every constraint that the source knows by its name is there', async () => {
  const named = readdirSync('src/modules', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) =>
      [...readFileSync(join('src/modules', path), 'utf8').matchAll(/'(\w+_(?:pkey|unique|check|same_tenant))'/g)].map(([, name = '']) => name),
    );
  const rows = await look<{ name: string }>('select conname as name from pg_constraint');
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
});

test('every tenant table hangs on its tenant, itself or through what it refers to', async () => {
  const keys = await look<{ source: string; target: string }>(
    "select conrelid::regclass::text as source, confrelid::regclass::text as target from pg_constraint where contype = 'f'",
  );
  const tables = await look<{ name: string }>(`select oid::regclass::text as name from (${TENANT_TABLES}) t`);
  const tied = new Set(['tenant']);
  for (let before = 0; before !== tied.size; ) {
    before = tied.size;
    for (const { source, target } of keys) if (tied.has(target)) tied.add(source);
  }
  // Keys of platform commands belong to no tenant.
  expect(tables.map(({ name }) => name).filter((name) => !tied.has(name))).toEqual(['idempotency_key']);
});

test('no unique index tells one tenant what another has', async () => {
  const wrong = await look<{ index: string }>(
    `select i.indexrelid::regclass::text as index, pg_get_indexdef(i.indexrelid) as definition from pg_index i join (${TENANT_TABLES}) t on t.oid = i.indrelid
     where i.indisunique and pg_get_indexdef(i.indexrelid, 1, true) <> 'tenant_id' and not (i.indisprimary and i.indnkeyatts = 1 and pg_get_indexdef(i.indexrelid, 1, true) = 'id')`,
  );
  expect(wrong).toEqual([]);
  // Ids that clients choose are unique only within the tenant.
  const keys = await look<{ name: string; key: string }>(
    "select conrelid::regclass::text as name, pg_get_constraintdef(oid) as key from pg_constraint where contype = 'p' and conrelid in ('\"order\"'::regclass, 'payable'::regclass) order by 1",
  );
  expect(keys).toEqual([
    { name: '"order"', key: 'PRIMARY KEY (tenant_id, id)' },
    { name: 'payable', key: 'PRIMARY KEY (tenant_id, id)' },
  ]);
});

test('every index of a tenant table begins with the tenant, and row-level security can use it', async () => {
  const first = await look<{ index: string }>(
    `select i.indexrelid::regclass::text as index from pg_index i join (${TENANT_TABLES}) t on t.oid = i.indrelid where not i.indisprimary and pg_get_indexdef(i.indexrelid, 1, true) <> 'tenant_id' order by 1`,
  );
  // By these the platform role finds the old rows of all tenants.
  expect(first.map(({ index }) => index)).toEqual([
    'device_pairing_expires_at_index',
    'event_other_occurred_at_index',
    'gateway_notification_received_at_index',
    'idempotency_key_created_at_index',
    'mail_finished',
    'mailbox_proof_expires_at_index',
    'refresh_token_expires_at_index',
    'user_session_created_at_index',
    'user_session_last_used_at_index',
    'user_session_revoked_at_index',
  ]);
  const leaky = await look(
    `select distinct i.indexrelid::regclass::text as index, format_type(a.atttypid, a.atttypmod) as type, o.oid::regoperator::text as operator
     from pg_index i join (${TENANT_TABLES}) t on t.oid = i.indrelid
     cross join lateral unnest(i.indclass::oid[], i.indkey::int2[]) as part (opclass, attribute)
     left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = part.attribute
     left join pg_opclass c on c.oid = part.opclass
     left join pg_amop m on m.amopfamily = c.opcfamily and m.amoplefttype = c.opcintype and m.amoprighttype = c.opcintype
     left join pg_operator o on o.oid = m.amopopr
     left join pg_proc f on f.oid = o.oprcode
     where part.attribute = 0 or f.proleakproof is not true`,
  );
  expect(leaky).toEqual([]);
});

test('column types: amounts are integers, instants have a zone, states are texts', async () => {
  const odd = await look<{ column: string; type: string }>(
    `select c.relname || '.' || a.attname as column, format_type(a.atttypid, a.atttypmod) as type
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relname <> 'mikro_orm_migrations'
       and format_type(a.atttypid, a.atttypmod) not in ('uuid', 'text', 'integer', 'smallint', 'bigint', 'boolean', 'timestamp with time zone', 'date', 'jsonb', 'text[]', 'uuid[]') order by 1`,
  );
  expect(odd).toEqual([
    { column: 'gateway_notification.body', type: 'bytea' },
    { column: 'outlet.latitude', type: 'double precision' },
    { column: 'outlet.longitude', type: 'double precision' },
  ]);
});

test('views see no more than who asks', async () => {
  const views = await look(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and (c.relkind = 'm' or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false))`,
  );
  expect(views).toEqual([]);
});

test('four functions only look across tenants, with a fixed search path, and not for everybody', async () => {
  const functions = await look<{ name: string; settings: string[]; everybody: boolean }>(
    `select p.oid::regprocedure::text as name, p.proconfig as settings, has_function_privilege('public', p.oid, 'execute') as everybody
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'public' and p.prosecdef order by 1`,
  );
  const fixed = { settings: ['search_path=pg_catalog, public'], everybody: false };
  // The others read no rows: they add and drop partitions; of a tenant, `cell_gate` says whether it is here.
  expect(functions).toEqual([
    { name: 'add_event_partition(date)', ...fixed },
    { name: 'cell_gate(text)', ...fixed },
    { name: 'drop_event_partitions(timestamp with time zone)', ...fixed },
    { name: 'tenant_by_key(text)', ...fixed },
  ]);
});

test('indexes on a part of a table ask for nothing that row-level security would have to ask first', async () => {
  // An index whose predicate uses an operator or function that is not leakproof stays unused: the predicate is evaluated after the policy.
  const leaky = await look(
    `select i.indexrelid::regclass::text as index, d.refobjid::regprocedure::text as function from pg_index i join (${TENANT_TABLES}) t on t.oid = i.indrelid
     join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refclassid = 'pg_proc'::regclass join pg_proc f on f.oid = d.refobjid
     where not f.proleakproof or f.provolatile <> 'i'`,
  );
  expect(leaky).toEqual([]);
  const predicates = await look<{ predicate: string }>(
    `select distinct pg_get_expr(i.indpred, i.indrelid) as predicate from pg_index i join (${TENANT_TABLES}) t on t.oid = i.indrelid where i.indpred is not null order by 1`,
  );
  // Allowed: comparisons with null, and equality of texts and booleans.
  for (const { predicate } of predicates) expect(predicate.replaceAll(/'[^']*'/g, "''")).not.toMatch(/~|\blike\b|\(\)|[<>]=|[^<]>|<[^>]/i);
  expect(predicates.length).toBeGreaterThan(2);
});

test('nothing else leaks: functions, sequences, statistics, rules, publications, rights that come by themselves', async () => {
  const functions = await look<{ name: string; language: string }>(
    `select p.oid::regprocedure::text as name, l.lanname as language from pg_proc p join pg_language l on l.oid = p.prolang
     where p.pronamespace = 'public'::regnamespace and (p.proleakproof or l.lanname not in ('sql', 'plpgsql') or p.provolatile = 'v' and p.prorettype <> 'trigger'::regtype) order by 1`,
  );
  // `cell_gate` writes no row: it locks, and it makes a transaction read-only.
  expect(
    functions.map(({ name }) => name),
    'functions that call themselves leakproof, are written in C, or write',
  ).toEqual(['add_event_partition(date)', 'cell_gate(text)', 'drop_event_partitions(timestamp with time zone)', 'make_event_partition(text)']);
  const sequences = await look<{ name: string }>("select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'");
  expect(sequences, 'one counter for all tenants tells each how busy the others are').toEqual([{ name: 'mikro_orm_migrations_id_seq' }]);
  const usable = "select 1 where has_sequence_privilege($1, 'mikro_orm_migrations_id_seq', 'usage')";
  expect(await look(usable, [roleNames.runtime])).toEqual([]);
  const rest = {
    'rights that new tables give away': 'select defaclrole::regrole::text as role, defaclacl::text as rights from pg_default_acl',
    'rights of everybody': `select c.relname, a.privilege_type from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'public'::regnamespace and a.grantee = 0`,
    'rights on single columns':
      "select attrelid::regclass::text, attname from pg_attribute where attacl is not null and attrelid::regclass::text not like 'pg_%'",
    'publications, which row-level security does not bind': 'select pubname from pg_publication',
    subscriptions: 'select subname from pg_subscription',
    'statistics over several columns, which all roles may read': 'select stxname from pg_statistic_ext',
    rules: "select r.rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class where c.relnamespace = 'public'::regnamespace and c.relkind <> 'v'",
    'event triggers': 'select evtname from pg_event_trigger',
    'foreign tables': 'select ftrelid::regclass::text from pg_foreign_table',
    'tables that inherit, whose children have policies of their own':
      "select inhrelid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhrelid where c.relkind in ('r', 'p') and not c.relispartition",
    extensions: "select extname from pg_extension where extname <> 'plpgsql'",
    'schemas of anybody else': "select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')",
  };
  for (const [what, query] of Object.entries(rest)) expect(await look(query), what).toEqual([]);
});

test('triggers of tenant tables run with the rights of who writes', async () => {
  const triggers = await look<{ name: string; definer: boolean; enabled: string }>(
    `select tgname as name, p.prosecdef as definer, tgenabled::text as enabled from pg_trigger t join pg_proc p on p.oid = t.tgfoid where not tgisinternal order by 1`,
  );
  expect(triggers).toEqual([
    { name: 'stock_moved', definer: false, enabled: 'O' },
    { name: 'stock_opened', definer: false, enabled: 'O' },
  ]);
});

test('what is written once stays as it is, for every role of the server', async () => {
  for (const table of ['audit_entry', 'stock_movement', 'event']) {
    for (const url of [database.runtime, database.platform]) {
      for (const statement of [`update ${table} set occurred_at = now()`, `delete from ${table}`]) {
        const asRole = withClient(url, async (client) => {
          await client.query("select set_config('app.tenant_id', $1, false)", [A]);
          return client.query(statement);
        });
        expect(await refusal(asRole), statement).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
      }
    }
  }
});

test('the runtime role may read and write rows, and nothing else', async () => {
  const [role] = await look<Record<string, boolean>>(
    'select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = $1',
    [roleNames.runtime],
  );
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, rolcreatedb: false, rolcreaterole: false, rolreplication: false });
  const rights = await look<{ table: string; right: string }>(
    `select c.relname as table, right_name as right from pg_class c join pg_namespace n on n.oid = c.relnamespace,
       unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) as right_name
     where n.nspname = 'public' and c.relkind in ('r', 'p') and has_table_privilege($1, c.oid, right_name)`,
    [roleNames.runtime],
  );
  expect(rights).toEqual([]);
  const [schema] = await look<{ creates: boolean; member: boolean }>(
    "select has_schema_privilege($1, 'public', 'CREATE') as creates, exists (select from pg_auth_members where member = $1::regrole) as member",
    [roleNames.runtime],
  );
  expect(schema).toEqual({ creates: false, member: false });
});

// ---------------------------------------------------------------- what the runtime role can do

const INSUFFICIENT_PRIVILEGE = '42501';

test('the runtime role cannot read the platform’s people', async () => {
  for (const table of ['platform_user', 'platform_session', 'platform_refresh_token', 'server_secret']) {
    for (const statement of [`select 1 from ${table}`, `delete from ${table}`, `update ${table} set created_at = now()`]) {
      expect(await refusal(asRuntime(A, (client) => client.query(statement))), statement).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    }
  }
});

test('the runtime role cannot truncate, change tables, become another or look past the policies', async () => {
  for (const statement of [
    'truncate outlet',
    'alter table outlet disable row level security',
    'alter table outlet no force row level security',
    'drop policy outlet_tenant_policy on outlet',
    'create table stolen as select 1',
    'create function leak() returns int language sql as $$ select 1 $$',
    `set role ${roleNames.owner}`,
    `set role ${roleNames.platform}`,
    `set role ${roleNames.backup}`,
    'set session_replication_role = replica',
    'select * from pg_authid',
    'copy outlet to program $$ cat $$',
    'insert into mikro_orm_migrations (name) values ($$ x $$)',
  ]) {
    expect(await refusal(asRuntime(A, (client) => client.query(statement))), statement).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  }
  const off = asRuntime(A, async (client) => {
    await client.query('set row_security = off');
    return client.query('select * from outlet');
  });
  expect(await refusal(off)).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
});

test('partitions are entered through their table only; the platform role sweeps the one of days without partition, and only the platform role adds or drops', async () => {
  const parts = await look<{ name: string }>(`select oid::regclass::text as name from (${TENANT_TABLES}) t where oid <> root::regclass order by 1`);
  expect(parts.length).toBeGreaterThan(8);
  for (const { name } of parts) {
    const statements = [`select 1 from ${name}`, `delete from ${name}`, `insert into ${name} default values`, `update ${name} set sequence = 1`];
    for (const statement of statements) {
      expect(await refusal(asRuntime(A, (client) => client.query(statement))), statement).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
      const asPlatform = withClient(database.platform, (client) => client.query(`begin; ${statement}; rollback`));
      if (name === 'event_other' && /^(select|delete)/.test(statement)) await asPlatform;
      else expect(await refusal(asPlatform), statement).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    }
  }
  for (const call of ["add_event_partition('2030-01-01')", 'drop_event_partitions(now())', "make_event_partition('x')"])
    expect(await refusal(asRuntime(A, (client) => client.query(`select ${call}`))), call).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  // What is younger than 48 hours stays, also where the wrong time is given.
  const dropped = await withClient(database.platform, (client) => client.query("select drop_event_partitions(now() + interval '1 year')"));
  expect(dropped.rows).toEqual([]);
});

test('without a tenant nothing can be read or written', async () => {
  const tables = await look<{ name: string; isPart: boolean }>(
    `select oid::regclass::text as name, oid <> root::regclass as "isPart" from (${TENANT_TABLES}) t`,
  );
  for (const { name, isPart } of [...tables, { name: 'tenant', isPart: false }]) {
    if (isPart) continue;
    expect(await refusal(asRuntime(null, (client) => client.query(`select 1 from ${name}`))), name).toMatchObject({ code: '42704' });
    // An empty or nonsensical setting (a pooled connection has one after a transaction) selects no tenant either.
    expect(await refusal(asRuntime('', (client) => client.query(`select 1 from ${name}`))), name).toMatchObject({ code: '22P02' });
  }
  expect((await refusal(asRuntime(null, (client) => client.query(INSERT_OUTLET, [randomUUID(), A, 'TWO'])))).code).toBe('42704');
});

test('a tenant sees its own rows only, and writes no others', async () => {
  await asRuntime(A, async (client) => {
    expect((await client.query('select id from tenant')).rows).toEqual([{ id: A }]);
    expect((await client.query('select id from outlet')).rows).toEqual([{ id: outletOfA }]);
    expect((await client.query('select id from kitchen_station where id = any($1)', [[stationOfA, stationOfB]])).rows).toEqual([{ id: stationOfA }]);
    expect((await client.query("update outlet set name = 'Mine' where id = $1", [outletOfB])).rowCount).toBe(0);
    expect((await client.query("update outlet set name = 'Mine'")).rowCount).toBe(1);
    expect((await client.query('delete from kitchen_station where tenant_id = $1', [B])).rowCount).toBe(0);
    expect((await client.query('select count(*)::int as n from tenant where true or slug is not null')).rows).toEqual([{ n: 1 }]);
  });
  const foreign = asRuntime(A, (client) => client.query(INSERT_OUTLET, [randomUUID(), B, 'TWO']));
  expect(await refusal(foreign)).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  const moved = asRuntime(A, (client) => client.query('update outlet set tenant_id = $1 where id = $2', [B, outletOfA]));
  expect(await refusal(moved)).toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  const stamped = await asRuntime(A, (client) =>
    client.query("insert into category (id, name, created_at, updated_at) values ($1, 'Drinks', now(), now()) returning tenant_id", [randomUUID()]),
  );
  expect(stamped.rows).toEqual([{ tenant_id: A }]);
});

test('the setting ends with its transaction, also on a connection that is used again', async () => {
  await withClient(database.runtime, async (client) => {
    await client.query('begin');
    await client.query("select set_config('app.tenant_id', $1, true)", [A]);
    expect((await client.query('select id from tenant')).rows).toEqual([{ id: A }]);
    await client.query('commit');
    expect(await refusal(client.query('select id from tenant'))).toMatchObject({ code: '22P02' });
    await client.query('begin');
    await client.query("select set_config('app.tenant_id', $1, true)", [B]);
    expect((await client.query('select id from tenant')).rows).toEqual([{ id: B }]);
    await client.query('rollback');
  });
});

test('a reference to another tenant’s row is refused exactly like one to a row that does not exist', async () => {
  const station = (outlet: string): Promise<{ code: string; constraint?: string }> =>
    refusal(asRuntime(A, (client) => client.query(INSERT_STATION, [randomUUID(), A, outlet, 'NEW'])));
  const [foreign, missing] = [await station(outletOfB), await station(randomUUID())];
  expect(foreign).toMatchObject({ code: '23503', constraint: 'kitchen_station_outlet_id_same_tenant' });
  expect(missing).toEqual(foreign);
});

test('what another tenant has taken is free: codes, SKUs, and ids that clients choose', async () => {
  await asRuntime(A, async (client) => {
    await client.query(INSERT_STATION, [randomUUID(), A, outletOfA, 'KITCHEN']);
    const payable = 'insert into payable (id, outlet_id, currency, total) values ($1, $2, $3, 100)';
    const id = randomUUID();
    await client.query(payable, [id, outletOfA, 'IDR']);
    await client.query("select set_config('app.tenant_id', $1, true)", [B]);
    await client.query(payable, [id, outletOfB, 'IDR']);
    expect((await client.query('select tenant_id from payable where id = $1', [id])).rows).toEqual([{ tenant_id: B }]);
  });
});

test('the directory finds a tenant by its exact id or slug, and tells nothing else', async () => {
  const ask = (key: string): Promise<object[]> => asRuntime(null, async (client) => (await client.query('select * from tenant_by_key($1)', [key])).rows);
  const entry = { id: B, slug: `brand-${B.slice(0, 8)}`, status: 'ACTIVE' };
  expect(await ask(B)).toEqual([entry]);
  expect(await ask(entry.slug)).toEqual([entry]);
  for (const key of ['', '%', 'brand-%', 'brand', B.slice(0, 35), `${B}'`, "' or '1'='1", randomUUID()]) expect(await ask(key), key).toEqual([]);
});

test('the directory finds tenants by index', async () => {
  const plan = await withClient(database.superuser, async (client) => {
    await client.query('set enable_seqscan = off');
    const [body] = (await client.query<{ prosrc: string }>("select prosrc from pg_proc where proname = 'tenant_by_key'")).rows;
    return (await client.query(`explain (format text) ${String(body?.prosrc).replaceAll(/\bkey\b/g, "'brand'::text")}`)).rows;
  });
  expect(JSON.stringify(plan)).not.toContain('Seq Scan');
});

// ---------------------------------------------------------------- starting on a wrong role

/** The one-line error of a start with these URLs. */
async function startError(runtime: string, platform: string): Promise<string> {
  const error = await checkRoles(runtime, platform).then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(StartupError);
  const { message } = error as StartupError;
  expect(message).not.toContain('\n');
  return message;
}

test('the right roles are accepted', async () => {
  await checkRoles(database.runtime, database.platform);
});

test('a DATABASE_URL that could look past row-level security is refused', async () => {
  expect(await startError(database.superuser, database.platform)).toMatch(/^DATABASE_URL: the role postgres .*SUPERUSER/);
  expect(await startError(database.platform, database.platform)).toMatch(/^DATABASE_URL: the role dapur_platform .*BYPASSRLS/);
  expect(await startError(database.owner, database.platform)).toMatch(/^DATABASE_URL: the role dapur_owner owns tables/);
});

test('a DATABASE_URL whose role may become one of those is refused', async () => {
  for (const [granted, expected] of [
    [roleNames.owner, /^DATABASE_URL: the role \w+ owns tables/],
    [roleNames.platform, /^DATABASE_URL: the role \w+ .*BYPASSRLS/],
  ] as const) {
    const name = `member_${randomUUID().slice(0, 8)}`;
    await withClient(database.superuser, (client) => client.query(`create role ${name} login password 'member' in role ${granted}`));
    try {
      const url = new URL(database.runtime);
      url.username = name;
      url.password = 'member';
      expect(await startError(url.href, database.platform)).toMatch(expected);
    } finally {
      await withClient(database.superuser, (client) => client.query(`drop role ${name}`));
    }
  }
});

test('a DATABASE_PLATFORM_URL that cannot see all tenants, or may do everything, is refused', async () => {
  expect(await startError(database.runtime, database.runtime)).toMatch(/^DATABASE_PLATFORM_URL: the role dapur_runtime needs BYPASSRLS/);
  expect(await startError(database.runtime, database.superuser)).toMatch(/^DATABASE_PLATFORM_URL: the role postgres is a superuser/);
});

test('the server does not start on a wrong role, and says so in one line', async () => {
  await expect(startTestApp({ database, environment: { DATABASE_URL: database.owner } })).rejects.toThrow(
    /^DATABASE_URL: the role dapur_owner owns tables; .*\.$/,
  );
  await expect(startTestApp({ database, environment: { DATABASE_PLATFORM_URL: database.runtime } })).rejects.toThrow(/^DATABASE_PLATFORM_URL: [^\n]*$/);
});

test('a database that cannot be reached is said in one line, without its password', async () => {
  const wrong = (change: (url: URL) => void): string => {
    const url = new URL(database.runtime);
    change(url);
    return url.href;
  };
  const cases = [wrong((url) => (url.password = 'not-the-password')), wrong((url) => (url.port = '1')), wrong((url) => (url.pathname = '/nowhere'))];
  for (const url of cases) {
    const message = await startError(url, database.platform);
    expect(message).toContain('dapur_runtime@127.0.0.1');
    expect(message).not.toContain(new URL(url).password);
  }
});
