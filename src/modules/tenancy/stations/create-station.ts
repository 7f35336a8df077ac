import { archivedFilter, requireInUse, requireNameInUse } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { checkText, invalid } from '../../../kernel/values/check.ts';
import { auditStation } from '../model/audit-outlet.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import { KitchenStation, Outlet } from '../model/outlet.entity.ts';
import { reachableOutlet } from '../model/reach.ts';
import { NO_STATION } from '../model/routing.ts';
import { stationEvent } from './station-event.ts';

export interface CreateStation {
  readonly outletId: string;
  readonly name: string;
  readonly code: string;
  readonly isDefault?: boolean | null;
}

/** Adds a station to an outlet's kitchen. The first one is the default, so that a new outlet can sell what is cooked. */
export async function createStation(ctx: Context, input: CreateStation): Promise<KitchenStation> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  requireInUse('The outlet', outlet, ['outletId']);
  const code = checkText(input.code, ['code'], { max: 20, pattern: /^[A-Z0-9_-]+$/, shape: '1 to 20 upper-case letters, digits, - and _' });
  if (code === NO_STATION) throw invalid(['code'], 'NONE is reserved for products that no kitchen makes.');
  await lockStations(ctx, outlet.id);
  await requireNameInUse(ctx, KitchenStation, { outlet: outlet.id, code }, `The station code ${code}`, ['code']);
  const isDefault = (input.isDefault ?? false) || !(await hasStations(ctx, outlet.id));
  if (isDefault) await unsetDefaultStation(ctx, outlet.id);
  const station = ctx.em.create(KitchenStation, { outlet, name: checkText(input.name, ['name']), code, isDefault });
  ctx.em.persist(station);
  await flushOrConflict(ctx, `The station code ${code} is taken in this outlet.`, ['code']);
  await auditStation(ctx, station, null);
  recordEvent(ctx, stationEvent(station, true));
  await raiseOutletMenuVersion(ctx, outlet.id);
  return station;
}

/** Changes of an outlet's stations wait for each other: an outlet has at most one default station, and its first station is the default. */
export async function lockStations(ctx: Context, outletId: Outlet['id']): Promise<void> {
  await lockRow(ctx, Outlet, outletId);
}

export async function hasStations(ctx: Context, outletId: string): Promise<boolean> {
  return (await ctx.em.count(KitchenStation, { outlet: outletId, ...archivedFilter(false) })) > 0;
}

/** Unsets the outlet's default station, except `but`. Call {@link lockStations} first. */
export async function unsetDefaultStation(ctx: Context, outletId: Outlet['id'], but: string | null = null): Promise<void> {
  await ctx.em.execute('update kitchen_station set is_default = false where tenant_id = ? and outlet_id = ? and is_default and id is distinct from ?::uuid', [
    tenantOf(ctx),
    outletId,
    but,
  ]);
}
