import { checkText, invalid } from '../../kernel/check.ts';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { flushUnlessTaken } from '../../kernel/transaction.ts';
import { auditStation } from './audit-outlet.ts';
import { KitchenStation, type Outlet } from './outlet.entity.ts';
import { reachableOutlet } from './reach.ts';
import { stationEvent } from './station-event.ts';

/** A product with this station code is made by no kitchen. */
export const NO_STATION = 'NONE';

export interface CreateStation {
  readonly outletId: string;
  readonly name: string;
  readonly code: string;
  readonly isDefault?: boolean | null;
}

/** Adds a station to an outlet's kitchen. */
export async function createStation(ctx: Context, input: CreateStation): Promise<KitchenStation> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  const code = checkText(input.code, ['code'], { max: 20, pattern: /^[A-Z0-9_-]+$/, shape: '1 to 20 upper-case letters, digits, - and _' });
  if (code === NO_STATION) throw invalid(['code'], 'NONE is reserved for products that no kitchen makes.');
  if (input.isDefault) await dropDefault(ctx, outlet.id);
  const station = ctx.em.create(KitchenStation, { outlet, name: checkText(input.name, ['name']), code, isDefault: input.isDefault ?? false });
  ctx.em.persist(station);
  await flushUnlessTaken(ctx, `The station code ${code} is taken in this outlet.`, ['code']);
  await auditStation(ctx, station, null);
  recordEvent(ctx, stationEvent(station, true));
  return station;
}

/** An outlet has one default station at most: whoever makes another waits for the one before, locking the outlet. */
export async function dropDefault(ctx: Context, outletId: Outlet['id']): Promise<void> {
  await ctx.em.execute('select 1 from outlet where tenant_id = ? and id = ? for no key update', [tenantOf(ctx), outletId]);
  await ctx.em.execute('update kitchen_station set is_default = false where tenant_id = ? and outlet_id = ? and is_default', [tenantOf(ctx), outletId]);
}
