import type { EntityClass } from '@mikro-orm/postgresql';
import DataLoader from 'dataloader';
import type { Context } from './context.ts';

const MADE = Symbol('made');

/**
 * A value that is made on first use and lives as long as the entity manager it reads with. It is kept on the manager
 * itself: in a WeakMap whose values refer to their keys, every manager and all its entities would survive the collection
 * of young garbage (V8 treats the values of an old table as alive) and wait for a full collection, which stops the server
 * for longer.
 */
export function perEntityManager<T>(make: (ctx: Context) => T): (ctx: Context) => T {
  const key = Symbol('key');
  return (ctx) => {
    const em = ctx.em as { [MADE]?: Map<symbol, unknown> };
    const made = (em[MADE] ??= new Map());
    if (!made.has(key)) made.set(key, make(ctx));
    return made.get(key) as T;
  };
}

/** Loads entities by their ids, one statement for all that a list names; null: there is none. */
export function byId<E extends { readonly id: string }>(entity: EntityClass<E>): (ctx: Context) => DataLoader<string, E | null> {
  return loader(async ({ em }, ids) => {
    const found = new Map(((await em.find(entity, { id: { $in: [...ids] } } as never)) as E[]).map((one) => [one.id, one]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

/** Reads what belongs to the entries of a list in one batch; `load` must answer in the order of the keys. */
export function loader<V>(load: (ctx: Context, keys: readonly string[]) => Promise<readonly V[]>): (ctx: Context) => DataLoader<string, V> {
  return perEntityManager((ctx) => new DataLoader((keys) => load(ctx, keys)));
}
