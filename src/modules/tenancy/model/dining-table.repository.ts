import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { equalSecrets, hashSecret } from '../../../kernel/secrets/secret-token.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { isId } from '../../../kernel/values/ids.ts';
import { DiningTable } from './dining-table.entity.ts';
import { reachableOutletOrRequestError } from './reach.ts';
import { scopedToken } from './token-scope.ts';

/** Maximum number of tables of an outlet. */
export const MAX_TABLES = 500;

/** The tables of an outlet in reach, by name. */
export async function tablesOf(ctx: Context, outletId: string): Promise<DiningTable[]> {
  const outlet = await reachableOutletOrRequestError(ctx, outletId);
  return ctx.em.find(DiningTable, { outlet: outlet.id }, { orderBy: { nameKey: 'asc' }, limit: MAX_TABLES });
}

/**
 * One table of an outlet in reach.
 * @throws NOT_FOUND at `id`
 */
export async function reachableTable(ctx: Context, id: string): Promise<DiningTable> {
  tenantOf(ctx);
  const table = isId(id) ? await ctx.em.findOne(DiningTable, { id }) : null;
  if (!table || !reaches(ctx.session.outletIds, table.outlet.id)) throw notFound('Table', ['id']);
  return table;
}

/** The table whose QR code holds this token, compared in constant time; null for a wrong token and for a table that is switched off. */
export async function findTableByToken(ctx: Context, token: string): Promise<DiningTable | null> {
  const scoped = await scopedToken(ctx, token);
  const table = scoped && (await scoped.em.findOne(DiningTable, { id: scoped.id }));
  const fits = table && equalSecrets(table.tokenHash, hashSecret(scoped.secret));
  return fits && table.active && reaches(ctx.session.outletIds, table.outlet.id) ? table : null;
}
