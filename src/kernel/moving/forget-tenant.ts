import { StartupError } from '../values/startup-error.ts';
import { clearMoveState, inOneTransaction, moveState, openSide, type TenantSide } from './tenant-side.ts';
import { type TenantTable, tenantTables } from './tenant-tables.ts';

const ROWS_AT_ONCE = 5000;

/**
 * Deletes the old copy of a tenant that has moved away from this database, in batches that lock few rows.
 * @param days how long the tenant must be away
 * @returns number of rows deleted
 */
export async function forgetTenant(url: string, tenantId: string, days: number): Promise<number> {
  const side = await openSide(url, tenantId);
  try {
    if ((await moveState(side)) !== 'MOVED') throw new StartupError('this cell has no old copy of the brand');
    if (!(await isAwayFor(side, days))) throw new StartupError(`the brand moved less than ${days} days ago; say --after-days to forget it earlier`);
    let deleted = 0;
    for (const table of (await tenantTables(side.client)).toReversed()) deleted += await deleteAll(side, table);
    await clearMoveState(side);
    return deleted;
  } finally {
    await side.client.end();
  }
}

async function isAwayFor({ client, tenantId }: TenantSide, days: number): Promise<boolean> {
  const { rows } = await client.query("select 1 from tenant_move where id = $1 and changed_at <= now() - $2 * interval '1 day'", [tenantId, days]);
  return rows.length === 1;
}

async function deleteAll(side: TenantSide, { name, tenant, key }: TenantTable): Promise<number> {
  const columns = key.join(', ');
  const batch = `delete from ${name} where ${tenant} = $1 and (${columns}) in (select ${columns} from ${name} where ${tenant} = $1 limit ${ROWS_AT_ONCE})`;
  for (let total = 0; ; ) {
    const { rowCount } = await inOneTransaction(side, () => side.client.query(batch, [side.tenantId]));
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < ROWS_AT_ONCE) return total;
  }
}
