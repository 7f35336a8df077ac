import { requireInUse } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { auditStation, stationAuditValues } from '../model/audit-outlet.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import type { KitchenStation } from '../model/outlet.entity.ts';
import { findStation } from '../model/reach.ts';
import { lockStations, unsetDefaultStation } from './create-station.ts';
import { stationEvent } from './station-event.ts';

export interface UpdateStation {
  readonly id: string;
  readonly name?: string | null;
  readonly isDefault?: boolean | null;
}

/** Changes a station. Its code cannot change, because products refer to it. */
export async function updateStation(ctx: Context, input: UpdateStation): Promise<KitchenStation> {
  const station = await findStation(ctx, input.id);
  if (!station) throw notFound('Station', ['id']);
  const outletId = station.outlet.id;
  await lockStations(ctx, outletId);
  await ctx.em.refreshOrFail(station);
  const before = stationAuditValues(station);
  if (input.isDefault) requireInUse('The station', station, ['isDefault']);
  if (input.isDefault) await unsetDefaultStation(ctx, outletId, station.id);
  if (input.name != null) station.name = checkText(input.name, ['name']);
  if (input.isDefault != null) station.isDefault = input.isDefault;
  await ctx.em.flush();
  await auditStation(ctx, station, before);
  // The default station decides whether products without a station of their own can be sold.
  if (station.isDefault !== before.isDefault) await raiseOutletMenuVersion(ctx, outletId);
  if (station.name !== before.name) recordEvent(ctx, stationEvent(station, false));
  return station;
}
