import { type Context, tenantOf } from './context.ts';

/** Tables of which single rows are locked by their ids. */
type Table = 'category' | 'kitchen_station' | 'modifier_group' | 'outlet' | 'product' | 'user';

/**
 * What a lock is for: `change` keeps other changes of the row waiting, and `keep` changes too but not others that keep it;
 * both let pass what only refers to the row, so orders go on being placed meanwhile.
 */
export type LockFor = 'change' | 'keep';

const LOCKS: Readonly<Record<LockFor, string>> = { change: 'for no key update', keep: 'for share' };

/** Locks a row of the tenant until the transaction ends; false: there is none of that id, which must be a UUID. */
export async function lockRow(ctx: Context, table: Table, id: string, purpose: LockFor = 'change'): Promise<boolean> {
  const rows = await ctx.em.execute<unknown[]>(`select 1 from "${table}" where tenant_id = ? and id = ? ${LOCKS[purpose]}`, [tenantOf(ctx), id]);
  return rows.length === 1;
}
