import type { EntityClass } from '@mikro-orm/postgresql';
import { type Context, tenantOf } from './context.ts';

/**
 * What a lock is for. `change` keeps other changes of the row waiting, and `keep` changes too but not others that keep it:
 * both let pass what only refers to the row, so orders go on being placed meanwhile. `delete` keeps also those waiting who
 * refer to it, and `refer` keeps the row from being deleted.
 */
export type LockFor = 'change' | 'keep' | 'delete' | 'refer';

const LOCKS: Readonly<Record<LockFor, string>> = { change: 'for no key update', keep: 'for share', delete: 'for update', refer: 'for key share' };

/** Locks a row of the tenant until the transaction ends; false: there is none of that id, which must be a UUID. */
export async function lockRow<E extends object>(ctx: Context, entity: EntityClass<E>, id: string, purpose: LockFor = 'change'): Promise<boolean> {
  const table = ctx.em.getMetadata().get(entity).tableName;
  const rows = await ctx.em.execute<unknown[]>(`select 1 from "${table}" where tenant_id = ? and id = ? ${LOCKS[purpose]}`, [tenantOf(ctx), id]);
  return rows.length === 1;
}
