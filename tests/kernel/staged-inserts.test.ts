/** Rows that are written past the unit of work are those that it would write: of every entity, with every column and with as few as may be. */
import { randomUUID } from 'node:crypto';
import type { EntityClass, EntityMetadata, EntityProperty } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Orm, openOrm } from '../../src/kernel/database/orm.ts';
import { type Context, contextFor } from '../../src/kernel/request/context.ts';
import { guestSession } from '../../src/kernel/request/session.ts';
import { flushInserts, stageInsert } from '../../src/kernel/request/staged-inserts.ts';
import { transact } from '../../src/kernel/request/transaction.ts';
import { entities } from '../../src/modules.ts';
import { useTestApp } from '../kit/index.ts';

const app = useTestApp();
const tenantId = randomUUID();
/** As superuser: only who owns a table may make one like it. */
let orm: Orm;

beforeAll(async () => {
  orm = await openOrm({ url: app.database.superuser, entities, poolSize: 1 });
});
afterAll(() => orm.close(true));

interface Row {
  readonly id: string;
  readonly tenantId: string;
}
type Data = Record<string, unknown> & { readonly id: string };

function tenantTables(): readonly EntityMetadata<Row>[] {
  const all = [...orm.getMetadata().getAll().values()] as EntityMetadata<Row>[];
  return all.filter(({ abstract, properties }) => !abstract && 'tenantId' in properties && properties.id);
}

const stored = ({ props }: EntityMetadata<Row>): readonly EntityProperty[] =>
  (props as EntityProperty[]).filter(({ persist, kind, name }) => persist !== false && kind !== '1:m' && name !== 'id' && name !== 'tenantId');

const mayBeLeftOut = ({ nullable, default: byDefault, defaultRaw, onCreate, version }: EntityProperty): boolean =>
  [nullable, version].includes(true) || byDefault != null || defaultRaw != null || onCreate !== undefined;

/** A value for a column; not one that it has by itself. */
function valueFor(ctx: Context, { kind, targetMeta, columnTypes, name }: EntityProperty): unknown {
  if (kind === 'm:1') return ctx.em.getReference(targetMeta?.class as EntityClass<Row>, randomUUID());
  const type = String(columnTypes?.[0]);
  const values: Readonly<Record<string, unknown>> = {
    uuid: randomUUID(),
    'uuid[]': [randomUUID(), randomUUID()],
    'text[]': ['a', 'b,"c"'],
    text: `“${name}” \\ 'quoted'`,
    bytea: Buffer.from([0, 92, 255]),
    boolean: true,
    'double precision': 1.25,
    int: 7,
    smallint: 7,
    bigint: 9_007_199_254_740_991,
    date: '2026-02-28',
    jsonb: { deep: [{ text: 'a"b', number: 1.5, none: null }] },
  };
  const known = type.startsWith('timestamptz') ? new Date('2026-02-28T12:34:56.789Z') : type.startsWith('numeric') ? '12.345' : values[type];
  if (known === undefined) throw new Error(`no value for ${name}, which is ${type}: say one here`);
  return known;
}

/** A row as the database has it; times that were filled in are told by a word. */
async function written(ctx: Context, { tableName, props }: EntityMetadata<Row>, data: Data): Promise<unknown> {
  const [found] = await ctx.em.execute<{ row: Record<string, unknown> }[]>(
    `delete from "${tableName}" where id = ? returning to_jsonb("${tableName}") as row`,
    [data.id],
  );
  const filledIn = (props as EntityProperty[]).filter(({ name, onCreate, columnTypes }) => onCreate && !(name in data) && columnTypes[0]?.startsWith('time'));
  const now = filledIn.map(({ fieldNames: [column = ''] }) => [
    column,
    Math.abs(Date.now() - Date.parse(String(found?.row[column]))) < 60_000 ? 'now' : 'never',
  ]);
  return { ...found?.row, ...Object.fromEntries(now) };
}

/** What becomes of the same values by the unit of work, and by `flushInserts`. In tables without references, checks and policies. */
async function bothWays(
  meta: EntityMetadata<Row>,
  which: (prop: EntityProperty) => boolean,
  stagedInserts = true,
): Promise<{ readonly usual: unknown; readonly fast: unknown }> {
  const settings = { ...app.services.settings, fastPaths: { ...app.services.settings.fastPaths, stagedInserts } };
  const ctx = contextFor(guestSession(tenantId), { ...app.services, orm, settings }, { requestId: 'staged-inserts' });
  const entity = meta.class as EntityClass<Row>;
  return transact(ctx, async () => {
    await ctx.em.execute(`create temporary table "${meta.tableName}" (like public."${meta.tableName}" including defaults) on commit drop`);
    const values = stored(meta)
      .filter(which)
      .map((prop) => [prop.name, valueFor(ctx, prop)]);
    const data: Data = { ...Object.fromEntries(values), id: randomUUID() };
    ctx.em.create(entity, { ...data } as never);
    await ctx.em.flush();
    const usual = await written(ctx, meta, data);
    ctx.em.clear();
    stageInsert(ctx, entity, { ...data } as never);
    await flushInserts(ctx);
    return { usual, fast: await written(ctx, meta, data) };
  });
}

test('every entity of a tenant is looked at', () => {
  expect(tenantTables().length).toBeGreaterThan(30);
});

test('with a value for every column the rows are the same', async () => {
  for (const meta of tenantTables()) {
    const { usual, fast } = await bothWays(meta, ({ version }) => !version);
    expect(fast, meta.className).toEqual(usual);
    expect(Object.values(fast as object), meta.className).not.toContain(null);
    expect(fast, meta.className).toMatchObject({ tenant_id: tenantId });
  }
});

test('with only what must be said the rows are the same: defaults, versions and times are filled in', async () => {
  for (const meta of tenantTables()) {
    const { usual, fast } = await bothWays(meta, (prop) => !mayBeLeftOut(prop));
    expect(fast, meta.className).toEqual(usual);
  }
});

test('they are the same, too, when the fast path is switched off', async () => {
  for (const meta of tenantTables()) {
    for (const which of [({ version }: EntityProperty) => !version, (prop: EntityProperty) => !mayBeLeftOut(prop)]) {
      const { usual, fast } = await bothWays(meta, which, false);
      expect(fast, meta.className).toEqual(usual);
    }
  }
});
