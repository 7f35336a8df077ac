import { type Collection, type EntityClass, type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type DataLoader from 'dataloader';
import { type Context, tenantOf } from './context.ts';
import { loader } from './per-em.ts';

/** The entity manager whose references an object hands out. */
const EM = Symbol('em');

type Convert = (value: unknown) => unknown;

/** How the rows of a table become objects. */
interface Shape {
  /** `select … from … where …`, for the values: tenant, parents. */
  readonly statement: string;
  readonly prototype: object;
  /** In the order in which they are set; null: as the driver gives it. */
  readonly columns: readonly { readonly column: string; readonly property: string | symbol; readonly convert: Convert | null }[];
  /** Where an object keeps the id of its parent. */
  readonly parent: string;
}

/** Where the ids of references are kept until the reference is needed. */
const ids = new Map<string, symbol>();

/**
 * Rows that only an answer shows, by the entity that they belong to: objects of the entity's class that no unit of work
 * watches. Reading an entity to change it costs several times as much, because the library keeps a second copy of its values
 * and ties it to everything that it refers to (docs/adr/0072). A change of such an object is never written; collections are
 * not there, references are.
 */
export function shownRows<E extends object>(
  entity: EntityClass<E>,
  parent: keyof E & string,
  sorting: readonly (keyof E & string)[],
): (ctx: Context) => DataLoader<string, readonly E[]> {
  let shape: Shape | null = null;
  return loader(async (ctx, parents) => {
    shape ??= shapeOf(ctx, entity, parent, sorting);
    const rows = await ctx.em.execute<Readonly<Record<string, unknown>>[]>(shape.statement, [tenantOf(ctx), [...parents]]);
    const lists = new Map<string, E[]>(parents.map((id) => [id, []]));
    for (const row of rows) lists.get(row[shape.parent] as string)?.push(objectOf(ctx, shape, row) as E);
    return parents.map((id) => lists.get(id) ?? []);
  });
}

/** The members of a collection that is in memory; null: it has to be read, or the object is one of `shownRows`. */
export function membersOf<E extends object>(collection: Pick<Collection<E>, 'isInitialized' | 'getItems'> | undefined): readonly E[] | null {
  return collection?.isInitialized() ? collection.getItems() : null;
}

function objectOf(ctx: Context, { prototype, columns }: Shape, row: Readonly<Record<string, unknown>>): object {
  const object = Object.create(prototype) as Record<string | symbol, unknown>;
  object[EM] = ctx.em;
  for (const { column, property, convert } of columns) {
    const value = row[column];
    object[property] = value === null || convert === null ? value : convert(value);
  }
  return object;
}

function shapeOf(ctx: Context, entity: EntityClass<object>, parent: string, sorting: readonly string[]): Shape {
  const meta = ctx.em.getMetadata().get(entity);
  const quote = (name: string): string => ctx.em.getPlatform().quoteIdentifier(name);
  const shown = meta.props.filter((prop) => isColumn(prop));
  const columnOf = (name: string): string => (meta.properties as Readonly<Record<string, EntityProperty>>)[name]?.fieldNames[0] ?? name;
  const columns = shown.map((prop) => ({
    column: columnOf(prop.name),
    property: prop.kind === ReferenceKind.SCALAR ? prop.name : idOf(prop.name),
    convert: converterOf(ctx, prop),
  }));
  const list = columns.map(({ column }) => quote(column)).join(', ');
  const by = [parent, ...sorting].map((name) => quote(columnOf(name))).join(', ');
  return {
    statement: `select ${list} from ${quote(meta.tableName)} where tenant_id = ? and ${quote(columnOf(parent))} = any(array[?]::uuid[]) order by ${by}`,
    prototype: prototypeOf(meta, shown),
    columns,
    parent: columnOf(parent),
  };
}

/** A property with one column that is read with the row. */
function isColumn(prop: EntityProperty): boolean {
  return prop.persist !== false && !prop.lazy && prop.fieldNames?.length === 1 && [ReferenceKind.SCALAR, ReferenceKind.MANY_TO_ONE].includes(prop.kind);
}

function converterOf(ctx: Context, prop: EntityProperty): Convert | null {
  const platform = ctx.em.getPlatform();
  const { customType } = prop;
  if (prop.kind !== ReferenceKind.SCALAR) return null;
  if (customType) return (value) => customType.convertToJSValue(value, platform);
  if (prop.runtimeType === 'Date') return (value) => (value instanceof Date ? value : platform.parseDate(value as string));
  return null;
}

/** The entity's own methods, and a reference for each id of another row, made when it is asked for. */
function prototypeOf(meta: EntityMetadata, shown: readonly EntityProperty[]): object {
  const prototype = Object.create(meta.prototype as object);
  for (const prop of shown) {
    if (prop.kind === ReferenceKind.SCALAR) continue;
    const key = idOf(prop.name);
    const target = prop.targetMeta?.class as EntityClass<{ readonly id: string }>;
    Object.defineProperty(prototype, prop.name, {
      get(this: Record<symbol, unknown>) {
        const id = this[key];
        return id == null ? null : (this[EM] as Context['em']).getReference(target, id as string, { wrapped: true });
      },
    });
  }
  return prototype;
}

function idOf(name: string): symbol {
  let key = ids.get(name);
  if (!key) ids.set(name, (key = Symbol(name)));
  return key;
}
