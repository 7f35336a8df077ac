import { isArchived, requireInUse, setArchived } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { catalogueChanged } from '../menu/menu-version.ts';
import { lockProduct } from '../model/catalogue.repository.ts';
import { leastPriceOf } from '../model/least-price.repository.ts';
import { requireNotNegative } from '../model/least-price.ts';
import type { Product } from '../model/product.entity.ts';

/** Takes a product off all menus for good. Orders and promotions that name it go on; its stock stays counted. */
export async function archiveProduct(ctx: Context, { id }: { readonly id: string }): Promise<Product> {
  const product = await lockProduct(ctx, id);
  if (await setArchived(ctx, product, true, archivedProduct(product))) await productChanged(ctx, product);
  return product;
}

/** Puts an archived product back on menus. Its options may have become cheaper meanwhile: no choice may cost less than nothing. */
export async function unarchiveProduct(ctx: Context, { id }: { readonly id: string }): Promise<Product> {
  const product = await lockProduct(ctx, id);
  if (!isArchived(product)) return product;
  requireInUse('The category of the product', await product.category.loadOrFail(), ['id']);
  requireNotNegative(null, await leastPriceOf(ctx, product.id), ['id']);
  await setArchived(ctx, product, false, archivedProduct(product));
  await productChanged(ctx, product);
  return product;
}

/** What the log says of it. */
export function archivedProduct({ outlet }: Product): { readonly entityType: 'Product'; readonly outletId: string | null } {
  return { entityType: 'Product', outletId: outlet?.id ?? null };
}

async function productChanged(ctx: Context, { id, outlet }: Product): Promise<void> {
  await catalogueChanged(ctx, outlet?.id ?? null, { type: 'MENU_CHANGED', entityId: id, data: { productId: id } });
}
