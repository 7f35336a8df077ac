import type { EntityClass, EntityManager, EntityMetadata, RequiredEntityData } from '@mikro-orm/postgresql';
import { type Context, tenantOf } from './context.ts';

/**
 * Makes a new entity. All staged entities of the transaction are written in one statement: by {@link flushInserts}, or at
 * the transaction's end. An order has rows in five tables; the unit of work would send a statement for each.
 */
export function stageInsert<E extends { tenantId: string }>(ctx: Context, entity: EntityClass<E>, data: Omit<RequiredEntityData<E>, 'tenantId'>): E {
  if (!ctx.transaction) throw new Error(`${entity.name} added outside a transaction`);
  const made = ctx.em.create(entity, data as RequiredEntityData<E>, { persist: false });
  Object.assign(made, { tenantId: tenantOf(ctx) });
  ctx.transaction.stagedInserts.push(made);
  return made;
}

/** Writes the staged entities. Foreign keys between the new rows are checked at the end of the statement, so their order does not matter. */
export async function flushInserts(ctx: Context): Promise<void> {
  const added = ctx.transaction?.stagedInserts.splice(0) ?? [];
  if (added.length === 0) return;
  const byEntity = Map.groupBy(added, (row) => row.constructor as EntityClass<object>);
  if (!ctx.services.settings.fastPaths.stagedInserts) {
    for (const rows of byEntity.values()) await ctx.em.insertMany(rows);
    return;
  }
  const parts: string[] = [];
  const values: string[] = [];
  for (const [entity, rows] of byEntity) {
    const { table, columns } = layoutOf(ctx.em, entity);
    const names = columns.map(({ column }) => `"${column}"`).join(', ');
    parts.push(`new_${parts.length} as (insert into "${table}" (${names}) select ${names} from jsonb_populate_recordset(null::"${table}", ?::jsonb))`);
    values.push(JSON.stringify(rows.map((row) => Object.fromEntries(columns.map(({ column, read }) => [column, read(row, ctx.em)])))));
  }
  await ctx.em.execute(`with ${parts.join(', ')} select 1`, values);
}

interface Layout {
  readonly table: string;
  readonly columns: readonly { readonly column: string; readonly read: (row: object, em: EntityManager) => unknown }[];
}

const layouts = new WeakMap<object, Layout>();

/** Table and columns of an entity, from its mapping. */
function layoutOf(em: EntityManager, entity: EntityClass<object>): Layout {
  let layout = layouts.get(entity);
  if (!layout) {
    const meta = em.getMetadata().get(entity) as EntityMetadata;
    const stored = meta.props.filter((prop) => prop.persist !== false && prop.fieldNames?.length === 1 && prop.kind !== '1:m');
    layout = { table: meta.tableName, columns: stored.map((prop) => ({ column: String(prop.fieldNames[0]), read: reader(prop) })) };
    layouts.set(entity, layout);
  }
  return layout;
}

/** Reads a property as JSON for its column. Sets the default of the mapping where a property is undefined, in the entity too. */
function reader(prop: EntityMetadata['props'][number]): (row: object, em: EntityManager) => unknown {
  return (row, em) => {
    const entity = row as Record<string, unknown>;
    if (entity[prop.name] === undefined) entity[prop.name] = prop.version ? 1 : (prop.onCreate?.(row, em) ?? plainDefault(prop) ?? null);
    const value = entity[prop.name];
    if (prop.kind === 'm:1' && value !== null) return (value as { id: string }).id;
    return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : value;
  };
}

function plainDefault(prop: EntityMetadata['props'][number]): unknown {
  if (prop.default === undefined || prop.default === null || typeof prop.default === 'object') return undefined;
  return typeof prop.default === 'string' && prop.runtimeType !== 'string' ? JSON.parse(prop.default) : prop.default;
}
