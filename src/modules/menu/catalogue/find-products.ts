import { type FilterQuery, raw } from '@mikro-orm/postgresql';
import { type Connection, findSorted, type PageArguments } from '../../../kernel/lists/page.ts';
import { matchingWords } from '../../../kernel/lists/search.ts';
import { type OrderBy, type SortColumns, sortingOf } from '../../../kernel/lists/sorting.ts';
import { archivedFilter } from '../../../kernel/request/archive.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { idOrNil, reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { readMenu } from '../menu/read-menu.ts';
import { Product } from '../model/product.entity.ts';

export const PRODUCT_ORDERS: SortColumns<Product> = {
  NAME: { key: 'nameKey', isText: true, description: 'Name, without letter case and accents.' },
  PRICE: { key: 'price', description: 'Price of the brand, without promotions and prices of outlets.' },
  CREATED_AT: { key: 'id', isText: true, description: 'Instant at which the product was created.' },
};

export interface ProductFilter {
  readonly search?: string | null;
  readonly sku?: string | null;
  readonly categoryId?: string | null;
  readonly outletId?: string | null;
  readonly availableAtOutletId?: string | null;
  readonly unavailableAtOutletId?: string | null;
  readonly active?: boolean | null;
  readonly popular?: boolean | null;
  readonly trackStock?: boolean | null;
  readonly archived?: boolean | null;
}

/** The brand's products, and own products of outlets in the caller's reach, page by page. */
export async function findProducts(ctx: Context, filter: ProductFilter, orderBy: OrderBy | null, page: PageArguments): Promise<Connection<Product>> {
  tenantOf(ctx);
  return findSorted(ctx.em, Product, sortingOf(PRODUCT_ORDERS, orderBy), await conditions(ctx, filter), page);
}

async function conditions(ctx: Context, filter: ProductFilter): Promise<FilterQuery<Product>[]> {
  const { outletIds } = ctx.session;
  const where: FilterQuery<Product>[] = [archivedFilter(filter.archived), ...matchingWords<Product>(ctx, 'Product', filter.search)];
  if (outletIds !== 'all') where.push({ $or: [{ outlet: null }, { outlet: { $in: [...outletIds] } }] });
  if (filter.sku != null) where.push({ sku: filter.sku.replaceAll('\0', '').trim() });
  if (filter.categoryId != null) where.push({ category: idOrNil(filter.categoryId) });
  if (filter.outletId != null) where.push(soldAt((await reachableOutletOrRequestError(ctx, filter.outletId)).id));
  if (filter.availableAtOutletId != null) where.push({ id: { $in: raw(IDS, [await availableAt(ctx, filter.availableAtOutletId)]) } });
  if (filter.unavailableAtOutletId != null) where.push({ id: { $nin: raw(IDS, [await availableAt(ctx, filter.unavailableAtOutletId)]) } });
  if (filter.active != null) where.push({ active: filter.active });
  if (filter.popular != null) where.push({ popular: filter.popular });
  if (filter.trackStock != null) where.push({ trackStock: filter.trackStock });
  return where;
}

const IDS = 'select unnest(array[?]::uuid[])';

function soldAt(outletId: string): FilterQuery<Product> {
  return { $or: [{ outlet: null }, { outlet: outletId }] };
}

/** The products that can be ordered at an outlet. They come from its menu, so that the list and the menu never differ. */
async function availableAt(ctx: Context, outletId: string): Promise<string[]> {
  const menu = await readMenu(ctx, outletId);
  if (!menu) throw new RequestError('NOT_FOUND', 'Outlet not found.');
  return menu.sections.flatMap(({ items }) => items.flatMap(({ productId, available }) => (available ? [productId] : [])));
}
