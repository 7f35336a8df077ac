import type { Context } from '../../../kernel/request/context.ts';
import { findTableByToken } from '../model/dining-table.repository.ts';
import type { Outlet } from '../model/outlet.entity.ts';
import { tenantByKey } from '../model/tenant-directory.ts';

/** What a guest sees after scanning the QR code of a table. */
export interface TableOfGuest {
  readonly tenantSlug: string;
  readonly tableName: string;
  readonly seats: number;
  readonly outlet: Outlet;
  readonly takesOrders: boolean;
}

/** The table of a QR code, and whether an order with it would be taken now; null: the token is wrong, or the table is switched off. */
export async function tableOfGuest(ctx: Context, token: string): Promise<TableOfGuest | null> {
  const table = await findTableByToken(ctx, token);
  const tenant = table && (await tenantByKey(ctx.services, table.tenantId));
  if (!tenant) return null;
  const outlet = await table.outlet.loadOrFail();
  const takesOrders = outlet.takesOrders('QR', 'DINE_IN', ctx.services.clock.now());
  return { tenantSlug: tenant.slug, tableName: table.name, seats: table.seats, outlet, takesOrders };
}
