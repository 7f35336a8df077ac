import type { Context } from '../../kernel/context.ts';
import { byId } from '../../kernel/per-em.ts';
import { KitchenStation } from '../tenancy/index.ts';

const stationsById = byId(KitchenStation);

/** The stations that a device sees, by code. */
export async function stationsOfDevice(ctx: Context, ids: readonly string[]): Promise<KitchenStation[]> {
  const stations = (await stationsById(ctx).loadMany([...ids])).filter((station) => station instanceof KitchenStation);
  return stations.sort((a, b) => (a.code < b.code ? -1 : 1));
}
