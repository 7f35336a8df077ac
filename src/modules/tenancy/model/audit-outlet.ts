import { type AuditValues, audit } from '../../../kernel/request/audit.ts';
import { auditChange, auditValues } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { KitchenStation, Outlet } from './outlet.entity.ts';

const OUTLET = [
  ...([
    'name',
    'code',
    'timeZone',
    'address',
    'phone',
    'latitude',
    'longitude',
    'legalName',
    'taxId',
    'serviceModes',
    'dayStartsAt',
    'dayStartsAtMinute',
  ] as const),
  ...(['pricesIncludeTax', 'taxName', 'taxRate', 'serviceChargeRate', 'serviceChargeByMode', 'serviceChargeTaxable', 'serviceChargeBasis'] as const),
  ...(['deliveryFee', 'deliveryFeeTaxable', 'packagingFee', 'packagingFeeTaxable'] as const),
  ...(['cashRoundingStep', 'cashRoundingMode', 'cashNeedsShift', 'completeServes', 'boardMinutes', 'openingHours', 'openingExceptions'] as const),
] satisfies readonly (keyof Outlet)[];

const STATION = ['name', 'code', 'isDefault'] satisfies readonly (keyof KitchenStation)[];

/** The audited settings of an outlet, without its channels. */
export function outletAuditValues(outlet: Outlet): AuditValues {
  return auditValues(outlet, OUTLET);
}

/** The audited fields of a station. */
export function stationAuditValues(station: KitchenStation): AuditValues {
  return auditValues(station, STATION);
}

/** Audits that an outlet was opened (before: null) or changed. The row must be written already. */
export async function auditOutlet(ctx: Context, outlet: Outlet, before: AuditValues | null, after = outletAuditValues(outlet)): Promise<void> {
  await auditSettings(ctx, { outletId: outlet.id, entityType: 'Outlet', entityId: outlet.id }, before, after);
}

/** The same for one of its stations. */
export async function auditStation(ctx: Context, station: KitchenStation, before: AuditValues | null): Promise<void> {
  await auditSettings(ctx, { outletId: station.outlet.id, entityType: 'KitchenStation', entityId: station.id }, before, stationAuditValues(station));
}

type About = { readonly outletId: string; readonly entityType: string; readonly entityId: string };

async function auditSettings(ctx: Context, about: About, before: AuditValues | null, after: AuditValues): Promise<void> {
  if (before) await auditChange(ctx, { action: 'OUTLET_CHANGED', ...about }, before, after);
  else await audit(ctx, { action: 'OUTLET_CHANGED', ...about, after });
}
