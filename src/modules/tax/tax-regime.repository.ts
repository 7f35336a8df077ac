import { type Context, tenantOf } from '../../kernel/request/context.ts';
import { lockRow } from '../../kernel/request/lock-row.ts';
import { flushOrConflict } from '../../kernel/request/transaction.ts';
import { type FieldPath, notFound } from '../../kernel/values/errors.ts';
import { isId, type Outlet, outletsInReach } from '../tenancy/index.ts';
import { knownGroups } from './regime-shape.ts';
import { TaxRegime } from './tax-regime.entity.ts';

export const MAX_REGIMES = 100;

/** The tenant's regimes, by name. */
export function allTaxRegimes(ctx: Context): Promise<TaxRegime[]> {
  tenantOf(ctx);
  return ctx.em.find(TaxRegime, {}, { orderBy: { name: 'asc', id: 'asc' }, limit: MAX_REGIMES });
}

export async function findTaxRegime(ctx: Context, id: string): Promise<TaxRegime | null> {
  tenantOf(ctx);
  return isId(id) ? ctx.em.findOne(TaxRegime, { id }) : null;
}

/** The outlets in reach that price by a regime, sorted by code. */
export async function outletsWith(ctx: Context, regime: TaxRegime): Promise<Outlet[]> {
  return (await outletsInReach(ctx)).filter(({ taxRegimeId }) => taxRegimeId === regime.id);
}

/** Locks a regime for a change, until the transaction ends: its rates are checked against one another. */
export async function lockedTaxRegime(ctx: Context, id: string): Promise<TaxRegime> {
  if (!isId(id) || !(await lockRow(ctx, TaxRegime, id, 'delete'))) throw notFound('Tax regime', ['id']);
  return ctx.em.findOneOrFail(TaxRegime, { id }, { populate: ['rates'] });
}

/** Locks a regime that will be referred to: it cannot be deleted until the transaction ends. */
export async function lockReferencedTaxRegime(ctx: Context, id: string, field: FieldPath): Promise<string> {
  if (!isId(id) || !(await lockRow(ctx, TaxRegime, id, 'refer'))) throw notFound('Tax regime', field);
  return id.toLowerCase();
}

/** Writes a regime. Its name must be unique in the tenant. */
export function storeTaxRegime(ctx: Context, { name }: TaxRegime): Promise<void> {
  return flushOrConflict(ctx, `There is a tax regime ${name} already.`, ['name']);
}

/** Every group that a product of the tenant may name: the groups of its regimes' rates, and EXEMPT. */
export async function taxGroupsOf(ctx: Context): Promise<string[]> {
  const rows = await ctx.em.execute<{ taxGroup: string }[]>('select distinct tax_group as "taxGroup" from tax_rate where tenant_id = ?', [tenantOf(ctx)]);
  return knownGroups(rows);
}
