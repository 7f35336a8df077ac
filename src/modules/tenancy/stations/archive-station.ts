import { isArchived, setArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { emit } from '../../../kernel/request/reactions.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import type { KitchenStation } from '../model/outlet.entity.ts';
import { findStation } from '../model/reach.ts';
import { hasStations, lockStations } from './create-station.ts';
import { stationEvent } from './station-event.ts';

declare module '../../../kernel/request/reactions.ts' {
  interface DomainEvents {
    /** A station gets no new tickets any more. A reaction may refuse that. */
    'station.archived': { readonly outletId: string; readonly code: string; readonly wasDefault: boolean };
  }
}

/** Archives a station: its open tickets are worked off, new ones go to the default station. */
export async function archiveStation(ctx: Context, { id }: { readonly id: string }): Promise<KitchenStation> {
  const station = await lockedStation(ctx, id);
  if (isArchived(station)) return station;
  const outletId = station.outlet.id;
  const { code, isDefault: wasDefault } = station;
  station.isDefault = false;
  await setArchived(ctx, station, true, { entityType: 'KitchenStation', outletId });
  await ctx.em.flush();
  await emit(ctx, 'station.archived', { outletId, code, wasDefault });
  recordEvent(ctx, stationEvent(station, false));
  await raiseOutletMenuVersion(ctx, outletId);
  return station;
}

/** Takes an archived station back into use. It becomes the default if its outlet has no other station in use. */
export async function unarchiveStation(ctx: Context, { id }: { readonly id: string }): Promise<KitchenStation> {
  const station = await lockedStation(ctx, id);
  if (!isArchived(station)) return station;
  const outletId = station.outlet.id;
  station.isDefault = !(await hasStations(ctx, outletId));
  await setArchived(ctx, station, false, { entityType: 'KitchenStation', outletId });
  recordEvent(ctx, stationEvent(station, false));
  await raiseOutletMenuVersion(ctx, outletId);
  return station;
}

async function lockedStation(ctx: Context, id: string): Promise<KitchenStation> {
  const station = await findStation(ctx, id);
  if (!station) throw notFound('Station', ['id']);
  await lockStations(ctx, station.outlet.id);
  await ctx.em.refreshOrFail(station);
  return station;
}
