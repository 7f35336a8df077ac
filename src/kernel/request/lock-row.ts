import type { EntityClass } from '@mikro-orm/postgresql';
import { type Context, tenantOf } from './context.ts';

/**
 * What a lock is for. `change` makes other changes of the row wait. `keep` makes changes wait, but not other `keep`
 * locks. Neither blocks transactions that only refer to the row, so orders can still be placed. `delete` makes those wait
 * too, and `refer` prevents that the row is deleted.
 */
export type LockFor = 'change' | 'keep' | 'delete' | 'refer';

const LOCKS: Readonly<Record<LockFor, string>> = { change: 'for no key update', keep: 'for share', delete: 'for update', refer: 'for key share' };

/** Locks a row of the tenant until the transaction ends. Returns false when no row has this id, which must be a UUID. */
export async function lockRow<E extends object>(ctx: Context, entity: EntityClass<E>, id: string, purpose: LockFor = 'change'): Promise<boolean> {
  const table = ctx.em.getMetadata().get(entity).tableName;
  const rows = await ctx.em.execute<unknown[]>(`select 1 from "${table}" where tenant_id = ? and id = ? ${LOCKS[purpose]}`, [tenantOf(ctx), id]);
  return rows.length === 1;
}
