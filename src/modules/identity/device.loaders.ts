import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import { KitchenStation } from '../tenancy/index.ts';

const loaders = new WeakMap<object, DataLoader<string, KitchenStation | null>>();

/** Stations by id, in one statement for all devices of a list. */
function stationsById(ctx: Context): DataLoader<string, KitchenStation | null> {
  let loader = loaders.get(ctx.em);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const found = new Map((await ctx.em.find(KitchenStation, { id: { $in: [...ids] } })).map((station) => [station.id, station]));
      return ids.map((id) => found.get(id) ?? null);
    });
    loaders.set(ctx.em, loader);
  }
  return loader;
}

/** The stations that a device sees, by code. */
export async function stationsOfDevice(ctx: Context, ids: readonly string[]): Promise<KitchenStation[]> {
  const stations = (await stationsById(ctx).loadMany([...ids])).filter((station) => station instanceof KitchenStation);
  return stations.sort((a, b) => (a.code < b.code ? -1 : 1));
}
