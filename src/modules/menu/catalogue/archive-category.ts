import { ref } from '@mikro-orm/core';
import { archivedFilter, isArchived, setArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { brandMenuChanged } from '../menu/menu-version.ts';
import { categoryInUse, lockCategory } from '../model/catalogue.repository.ts';
import { type Category, Product } from '../model/product.entity.ts';
import { archivedProduct } from './archive-product.ts';

export interface ArchiveCategory {
  readonly id: string;
  /** What happens to its products: one of the two is needed while it has products in use. */
  readonly moveProductsTo?: string | null;
  readonly archiveProducts?: boolean | null;
}

const CATEGORY = { entityType: 'Category', outletId: null } as const;

/** Archives a category of the brand's catalogue. The input decides what happens to its products. */
export async function archiveCategory(ctx: Context, input: ArchiveCategory): Promise<Category> {
  const category = await lockCategory(ctx, input.id);
  if (isArchived(category)) return category;
  const products = await ctx.em.find(Product, { category, ...archivedFilter(false) }, { orderBy: { id: 'asc' } });
  const target = await targetOf(ctx, category, products.length, input);
  for (const product of products) {
    if (target) product.category = ref(target);
    else await setArchived(ctx, product, true, archivedProduct(product));
  }
  await setArchived(ctx, category, true, CATEGORY, { products: products.length, movedTo: target?.id ?? null });
  await brandMenuChanged(ctx, { type: 'MENU_CHANGED', entityId: category.id });
  return category;
}

/** Takes an archived category back into use, empty: products that were archived with it are unarchived one by one. */
export async function unarchiveCategory(ctx: Context, { id }: { readonly id: string }): Promise<Category> {
  const category = await lockCategory(ctx, id);
  if (await setArchived(ctx, category, false, CATEGORY)) await brandMenuChanged(ctx, { type: 'MENU_CHANGED', entityId: category.id });
  return category;
}

/** The category that the products move to; null: they are archived too. */
async function targetOf(ctx: Context, category: Category, products: number, { moveProductsTo, archiveProducts }: ArchiveCategory): Promise<Category | null> {
  if (moveProductsTo != null && archiveProducts) throw invalid(['archiveProducts'], 'and moveProductsTo cannot both be: the products are moved, or archived.');
  if (moveProductsTo == null && !archiveProducts && products > 0) {
    throw new UserFailure('CONFLICT', `${category.name} has ${products} products: name a category in moveProductsTo, or send archiveProducts: true.`, {
      field: ['id'],
      details: { products },
    });
  }
  if (moveProductsTo == null) return null;
  if (moveProductsTo.toLowerCase() === category.id) throw invalid(['moveProductsTo'], 'must be another category.');
  return categoryInUse(ctx, moveProductsTo, ['moveProductsTo']);
}
