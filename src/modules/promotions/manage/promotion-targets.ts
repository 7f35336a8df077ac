import type { Context } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { type FieldPath, notFound } from '../../../kernel/values/errors.ts';
import { Category, Product } from '../../menu/index.ts';
import { isId, Outlet } from '../../tenancy/index.ts';
import type { PromotionFields } from './promotion-fields.ts';

/** Ids at a path of the input. */
interface Named {
  readonly field: FieldPath;
  readonly ids: readonly string[] | null | undefined;
}

/**
 * Checks that all ids of an input exist, in one statement for each kind. Rows of another brand, or of an outlet out of the
 * caller's reach, are treated as missing.
 * @throws NOT_FOUND at the first id that does not exist
 */
export async function requireTargets(ctx: Context, input: Pick<PromotionFields, 'productIds' | 'categoryIds' | 'bundleItems' | 'outletIds'>): Promise<void> {
  const parts = input.bundleItems ?? [];
  const named = (name: 'productIds' | 'categoryIds'): Named[] => [
    { field: [name], ids: input[name] },
    ...parts.map((part, index) => ({ field: ['bundleItems', index, name], ids: part[name] })),
  ];
  await requireRows('Product', named('productIds'), async (ids) => {
    const rows = await ctx.em.find(Product, { id: { $in: ids } }, { fields: ['id', 'outlet'] });
    return rows.filter(({ outlet }) => outlet == null || reaches(ctx.session.outletIds, outlet.id)).map(({ id }) => id);
  });
  await requireRows('Category', named('categoryIds'), async (ids) =>
    (await ctx.em.find(Category, { id: { $in: ids } }, { fields: ['id'] })).map(({ id }) => id),
  );
  await requireRows('Outlet', [{ field: ['outletIds'], ids: input.outletIds }], async (ids) => {
    const rows = await ctx.em.find(Outlet, { id: { $in: ids } }, { fields: ['id'] });
    return rows.map(({ id }) => id).filter((id) => reaches(ctx.session.outletIds, id));
  });
}

async function requireRows(what: string, named: readonly Named[], find: (ids: string[]) => Promise<string[]>): Promise<void> {
  const ids = new Set(named.flatMap((list) => list.ids ?? []).map((id) => id.toLowerCase()));
  if (ids.size === 0) return;
  const found = new Set(await find([...ids].filter(isId)));
  for (const { field, ids: list } of named) {
    for (const [index, id] of (list ?? []).entries()) if (!found.has(id.toLowerCase())) throw notFound(what, [...field, index]);
  }
}
