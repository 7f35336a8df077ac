import { isArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { byId } from '../../../kernel/request/per-em.ts';
import { KitchenStation } from '../../tenancy/index.ts';

const stationsById = byId(KitchenStation);

/** The stations in use that a device sees, sorted by code. Open tickets of an archived station stay visible until they are done. */
export async function stationsOfDevice(ctx: Context, ids: readonly string[]): Promise<KitchenStation[]> {
  const stations = (await stationsById(ctx).loadMany([...ids])).filter(
    (station) => station instanceof KitchenStation && !isArchived(station),
  ) as KitchenStation[];
  return stations.sort((a, b) => (a.code < b.code ? -1 : 1));
}
