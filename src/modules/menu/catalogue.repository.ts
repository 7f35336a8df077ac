import { LockMode } from '@mikro-orm/core';
import { type Context, tenantOf } from '../../kernel/context.ts';
import { type FieldPath, notFound } from '../../kernel/failure.ts';
import { reaches } from '../../kernel/session.ts';
import { newId } from '../../kernel/tenant-owned.ts';
import { isId, type Outlet } from '../tenancy/index.ts';
import { ModifierGroup, ModifierOption } from './modifier.entity.ts';
import { Category, OptionAtOutlet, Product, ProductAtOutlet } from './product.entity.ts';

const MAX_CATEGORIES = 1000;

/** The brand's categories in the order of the menu. */
export function allCategories(ctx: Context): Promise<Category[]> {
  tenantOf(ctx);
  return ctx.em.find(Category, {}, { orderBy: { sortOrder: 'asc', id: 'asc' }, limit: MAX_CATEGORIES });
}

/** Products of an outlet out of reach are as if there were none. */
export function isInReach(ctx: Context, product: Product): boolean {
  return product.outlet == null || reaches(ctx.session.outletIds, product.outlet.id);
}

export async function findProduct(ctx: Context, id: string): Promise<Product | null> {
  tenantOf(ctx);
  const product = isId(id) ? await ctx.em.findOne(Product, { id }) : null;
  return product && isInReach(ctx, product) ? product : null;
}

export async function categoryById(ctx: Context, id: string, field: FieldPath): Promise<Category> {
  const category = isId(id) ? await ctx.em.findOne(Category, { id }) : null;
  if (!category) throw notFound('Category', field);
  return category;
}

/** A product that an outlet may sell: shared, or its own. */
export async function productOfOutlet(ctx: Context, outlet: Outlet, productId: string): Promise<Product> {
  const product = await findProduct(ctx, productId);
  if (!product || (product.outlet != null && product.outlet.id !== outlet.id)) throw notFound('Product', ['productId']);
  return product;
}

/** An option that an outlet may sell: not one of a product of another outlet. */
export async function optionOfOutlet(ctx: Context, outlet: Outlet, optionId: string): Promise<ModifierOption> {
  const option = isId(optionId) ? await ctx.em.findOne(ModifierOption, { id: optionId }, { populate: ['group'] }) : null;
  const owner = option?.group.unwrap().ownedByProduct ? await ctx.em.findOne(Product, { groupLinks: { group: option.group.id } }) : null;
  if (!option || (owner?.outlet != null && owner.outlet.id !== outlet.id)) throw notFound('Option', ['optionId']);
  return option;
}

/**
 * A row to be changed, locked against other writers of it until the transaction ends. The lock lets pass what only
 * refers to the row: orders go on being placed meanwhile.
 */
export async function lockRow(ctx: Context, table: 'category' | 'product' | 'modifier_group', id: string): Promise<boolean> {
  if (!isId(id)) return false;
  const rows = await ctx.em.execute<unknown[]>(`select 1 from ${table} where tenant_id = ? and id = ? for no key update`, [tenantOf(ctx), id]);
  return rows.length === 1;
}

/** Keeps a product from being changed until the transaction ends; others may keep it too. */
export async function keepProduct(ctx: Context, id: string): Promise<void> {
  if (isId(id)) await ctx.em.execute('select 1 from product where tenant_id = ? and id = ? for share', [tenantOf(ctx), id]);
}

/** What an outlet does differently with a product, locked; made when there is nothing yet. */
export async function lockedProductAtOutlet(ctx: Context, outlet: Outlet, product: Product): Promise<ProductAtOutlet> {
  await ctx.em.execute('insert into product_at_outlet (id, outlet_id, product_id) values (?, ?, ?) on conflict (tenant_id, outlet_id, product_id) do nothing', [
    newId(),
    outlet.id,
    product.id,
  ]);
  return ctx.em.findOneOrFail(ProductAtOutlet, { outlet, product }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** An option's availability at an outlet, locked; made when there is nothing yet. */
export async function lockedOptionAtOutlet(ctx: Context, outlet: Outlet, option: ModifierOption): Promise<OptionAtOutlet> {
  await ctx.em.execute('insert into option_at_outlet (id, outlet_id, option_id) values (?, ?, ?) on conflict (tenant_id, outlet_id, option_id) do nothing', [
    newId(),
    outlet.id,
    option.id,
  ]);
  return ctx.em.findOneOrFail(OptionAtOutlet, { outlet, option }, { lockMode: LockMode.PESSIMISTIC_WRITE });
}

/** Shared groups by their ids, in that order. */
export async function sharedGroups(ctx: Context, ids: readonly string[], field: FieldPath): Promise<ModifierGroup[]> {
  const found = new Map((await ctx.em.find(ModifierGroup, { id: ids.filter(isId), ownedByProduct: false })).map((group) => [group.id, group]));
  return ids.map((id, index) => {
    const group = found.get(id.toLowerCase());
    if (!group) throw notFound('Modifier group', [...field, index]);
    return group;
  });
}
