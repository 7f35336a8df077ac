import type { Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { checkText, invalid } from '../../../kernel/values/check.ts';
import { auditOutlet, outletAuditValues } from '../model/audit-outlet.ts';
import { raiseOutletMenuVersion } from '../model/menu-version.ts';
import type { Outlet } from '../model/outlet.entity.ts';
import { outletEvent } from '../model/outlet-event.ts';
import { reachableOutlet } from '../model/reach.ts';
import { checkTimeZone } from '../tenants/create-tenant.ts';
import { type CreateOutlet, checkServiceModes, outletFields } from './create-outlet.ts';

export interface UpdateOutlet extends Partial<Omit<CreateOutlet, 'name' | 'code'>> {
  readonly id: string;
  readonly name?: string | null;
}

/** Changes settings of an outlet. Its code cannot change, because order numbers contain it. Placed orders keep their prices. */
export async function updateOutlet(ctx: Context, input: UpdateOutlet): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, input.id, ['id']);
  for (const field of ['taxName', 'taxRate'] as const) {
    if (outlet.taxRegimeId != null && input[field] != null) throw invalid([field], 'cannot be set: the tax regime sets the rates.');
  }
  const before = outletAuditValues(outlet);
  Object.assign(
    outlet,
    outletFields(input),
    input.name != null && { name: checkText(input.name, ['name']) },
    input.timeZone != null && { timeZone: checkTimeZone(input.timeZone) },
    input.serviceModes != null && { serviceModes: checkServiceModes(input.serviceModes) },
  );
  await ctx.em.flush();
  await auditOutlet(ctx, outlet, before);
  if (outlet.boardMinutes !== before.boardMinutes) recordEvent(ctx, outletEvent(outlet));
  await raiseOutletMenuVersion(ctx, outlet.id);
  return outlet;
}
