import { type Loaded, LockMode } from '@mikro-orm/core';
import { newId } from '../../../kernel/database/tenant-owned.ts';
import { archivedFilter, requireInUse } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { nodesOf } from '../../../kernel/request/nodes.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { type FieldPath, notFound } from '../../../kernel/values/errors.ts';
import { isId, type Outlet } from '../../tenancy/index.ts';
import { requireBrandCatalogue, requireOwnProduct } from './brand-catalogue.ts';
import { ModifierGroup, ModifierOption } from './modifier.entity.ts';
import { Category, OptionAtOutlet, Product, ProductAtOutlet } from './product.entity.ts';

export const categoriesInReach = nodesOf(Category);
export const productsInReach = nodesOf(Product);
export const optionsInReach = nodesOf(ModifierOption);

const MAX_CATEGORIES = 1000;

export interface CategoryFilter {
  readonly archived: boolean | null;
  readonly active: boolean | null;
}

/** The brand's categories in the order of the menu. */
export function findCategories(ctx: Context, { archived, active }: CategoryFilter): Promise<Category[]> {
  tenantOf(ctx);
  return ctx.em.find(
    Category,
    { ...archivedFilter(archived), ...(active !== null && { active }) },
    { orderBy: { sortOrder: 'asc', id: 'asc' }, limit: MAX_CATEGORIES },
  );
}

/** A product of an outlet out of reach is treated as missing. */
export function isInReach(ctx: Context, product: Product): boolean {
  return product.outlet == null || reaches(ctx.session.outletIds, product.outlet.id);
}

export async function findProduct(ctx: Context, id: string): Promise<Product | null> {
  tenantOf(ctx);
  const product = isId(id) ? await ctx.em.findOne(Product, { id }) : null;
  return product && isInReach(ctx, product) ? product : null;
}

/** The category for a product: it is in use, and stays in use until this transaction ends. */
export async function categoryInUse(ctx: Context, id: string, field: FieldPath): Promise<Category> {
  const held = isId(id) && (await lockRow(ctx, Category, id, 'keep'));
  if (!held) throw notFound('Category', field);
  const category = await ctx.em.findOneOrFail(Category, { id });
  requireInUse('The category', category, field);
  return category;
}

/** Locks a product for a change. Only the brand may change the brand's products; an outlet's own product must be in the caller's reach. */
export async function lockProduct(ctx: Context, id: string): Promise<Product> {
  const locked = isId(id) && (await lockRow(ctx, Product, id));
  const product = locked ? await findProduct(ctx, id) : null;
  if (!product) throw notFound('Product', ['id']);
  requireOwnProduct(ctx, product);
  return product;
}

/** Locks a category for a change. */
export async function lockCategory(ctx: Context, id: string): Promise<Category> {
  if (!isId(id) || !(await lockRow(ctx, Category, id))) throw notFound('Category', ['id']);
  return ctx.em.findOneOrFail(Category, { id });
}

/**
 * Locks a group for a change and loads its options. outletId is the outlet whose product owns the group; null: the group is the
 * brand's, and only the brand changes it.
 */
export async function lockGroup(ctx: Context, id: string): Promise<{ readonly group: Loaded<ModifierGroup, 'options'>; readonly outletId: string | null }> {
  if (!isId(id) || !(await lockRow(ctx, ModifierGroup, id))) throw notFound('Modifier group', ['id']);
  const group = await ctx.em.findOneOrFail(ModifierGroup, { id }, { populate: ['options'] });
  return { group, outletId: await outletOf(ctx, group) };
}

/** The outlet whose product owns a group; null: the group is the brand's, and only the brand changes it. */
export async function outletOf(ctx: Context, group: ModifierGroup): Promise<string | null> {
  const owner = group.ownedByProduct ? await ctx.em.findOne(Product, { groupLinks: { group: group.id } }) : null;
  if (owner && !isInReach(ctx, owner)) throw notFound('Modifier group', ['id']);
  if (owner?.outlet == null) requireBrandCatalogue(ctx);
  return owner?.outlet?.id ?? null;
}

/** A product that an outlet may sell: shared, or its own. */
export async function productOfOutlet(ctx: Context, outlet: Outlet, productId: string): Promise<Product> {
  const product = await findProduct(ctx, productId);
  if (!product || (product.outlet != null && product.outlet.id !== outlet.id)) throw notFound('Product', ['productId']);
  return product;
}

/** An option that an outlet may sell: not an option of another outlet's product. */
export async function optionOfOutlet(ctx: Context, outlet: Outlet, optionId: string): Promise<ModifierOption> {
  const option = isId(optionId) ? await ctx.em.findOne(ModifierOption, { id: optionId }, { populate: ['group'] }) : null;
  const owner = option?.group.unwrap().ownedByProduct ? await ctx.em.findOne(Product, { groupLinks: { group: option.group.id } }) : null;
  if (!option || (owner?.outlet != null && owner.outlet.id !== outlet.id)) throw notFound('Option', ['optionId']);
  return option;
}

/** The overrides of a product at an outlet, locked; created when missing. */
export async function lockProductAtOutlet(ctx: Context, outlet: Outlet, product: Product): Promise<ProductAtOutlet> {
  await ctx.em.execute('insert into product_at_outlet (id, outlet_id, product_id) values (?, ?, ?) on conflict (tenant_id, outlet_id, product_id) do nothing', [
    newId(),
    outlet.id,
    product.id,
  ]);
  return ctx.em.findOneOrFail(ProductAtOutlet, { outlet, product }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** An option's availability at an outlet, locked; created when missing. */
export async function lockOptionAtOutlet(ctx: Context, outlet: Outlet, option: ModifierOption): Promise<OptionAtOutlet> {
  await ctx.em.execute('insert into option_at_outlet (id, outlet_id, option_id) values (?, ?, ?) on conflict (tenant_id, outlet_id, option_id) do nothing', [
    newId(),
    outlet.id,
    option.id,
  ]);
  return ctx.em.findOneOrFail(OptionAtOutlet, { outlet, option }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** Shared groups by their ids, in the order of the ids. */
export async function sharedGroups(ctx: Context, ids: readonly string[], field: FieldPath): Promise<ModifierGroup[]> {
  const found = new Map((await ctx.em.find(ModifierGroup, { id: ids.filter(isId), ownedByProduct: false })).map((group) => [group.id, group]));
  return ids.map((id, index) => {
    const group = found.get(id.toLowerCase());
    if (!group) throw notFound('Modifier group', [...field, index]);
    requireInUse('The modifier group', group, [...field, index]);
    return group;
  });
}
