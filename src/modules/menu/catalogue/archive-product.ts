import { isArchived, requireInUse, setArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { catalogueChanged } from '../menu/menu-version.ts';
import { lockProduct } from '../model/catalogue.repository.ts';
import { leastPriceOf } from '../model/least-price.repository.ts';
import { requireNotNegative } from '../model/least-price.ts';
import type { Product } from '../model/product.entity.ts';

/** Archives a product: takes it off all menus for good. Orders and promotions that name it continue; its stock stays counted. */
export async function archiveProduct(ctx: Context, { id }: { readonly id: string }): Promise<Product> {
  const product = await lockProduct(ctx, id);
  if (await setArchived(ctx, product, true, archivedProduct(product))) await productChanged(ctx, product);
  return product;
}

/** Puts an archived product back on menus. Its options may have become cheaper since: no choice may cost less than 0. */
export async function unarchiveProduct(ctx: Context, { id }: { readonly id: string }): Promise<Product> {
  const product = await lockProduct(ctx, id);
  if (!isArchived(product)) return product;
  requireInUse('The category of the product', await product.category.loadOrFail(), ['id']);
  requireNotNegative(null, await leastPriceOf(ctx, product.id), ['id']);
  await setArchived(ctx, product, false, archivedProduct(product));
  await productChanged(ctx, product);
  return product;
}

/** What the audit log records of the product. */
export function archivedProduct({ outlet }: Product): { readonly entityType: 'Product'; readonly outletId: string | null } {
  return { entityType: 'Product', outletId: outlet?.id ?? null };
}

async function productChanged(ctx: Context, { id, outlet }: Product): Promise<void> {
  await catalogueChanged(ctx, outlet?.id ?? null, { type: 'MENU_CHANGED', entityId: id, data: { productId: id } });
}
