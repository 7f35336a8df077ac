import type { Context } from '../../kernel/context.ts';
import { Shift } from './shift.entity.ts';

/** The open shift of the caller's drawer at an outlet, kept open until the end of the transaction; null: none. */
export async function openShiftOf(ctx: Context, outletId: string): Promise<Shift | null> {
  const drawerId = ctx.session.deviceId ?? ctx.session.userId;
  if (drawerId === null) return null;
  // Shared: tills of one drawer do not wait for one another, whoever closes the shift waits for them.
  const [row] = await ctx.em.execute<{ id: string }[]>(
    'select id from shift where tenant_id = ? and outlet_id = ? and drawer_id = ? and closed_at is null for share',
    [ctx.session.tenantId, outletId, drawerId],
  );
  return row ? ctx.em.getReference(Shift, row.id) : null;
}
