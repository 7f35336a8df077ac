import { indexWords } from '../../../kernel/lists/search.ts';
import { requireInUse, requireNameInUse } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { flushOrConflict } from '../../../kernel/request/transaction.ts';
import { checkInteger, checkText, invalid } from '../../../kernel/values/check.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { Outlet, reachableOutlet } from '../../tenancy/index.ts';
import { catalogueChanged } from '../menu/menu-version.ts';
import { requireBrandCatalogue } from '../model/brand-catalogue.ts';
import { categoryInUse } from '../model/catalogue.repository.ts';
import { MAX_STOCK, requireTaxGroup } from '../model/catalogue-checks.ts';
import { leastPriceOf } from '../model/least-price.repository.ts';
import { requireNotNegative } from '../model/least-price.ts';
import { Product, ProductAtOutlet } from '../model/product.entity.ts';
import { checkSoldBy } from '../model/sold-by.ts';
import type { CreateModifierGroup } from './create-modifier-group.ts';
import { offerGroups } from './offer-groups.ts';
import { checkProductFields, checkPromo, type ProductFields } from './product-fields.ts';

export interface CreateProduct extends Omit<ProductFields, 'name' | 'price' | 'active'> {
  readonly categoryId: string;
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
  readonly outletId?: string | null;
  readonly stockQuantity?: number | null;
  readonly modifierGroupIds?: readonly string[] | null;
  readonly modifierGroups?: readonly CreateModifierGroup[] | null;
}

/** Adds a product: the brand's, which all outlets sell, or one outlet's own. */
export async function createProduct(ctx: Context, input: CreateProduct): Promise<Product> {
  const outlet = input.outletId == null ? null : await reachableOutlet(ctx, input.outletId);
  if (outlet) requireInUse('The outlet', outlet, ['outletId']);
  else requireBrandCatalogue(ctx);
  const { popular, trackStock, sortOrder } = input;
  const fields = checkProductFields(ctx, { ...input, popular: popular ?? false, trackStock: trackStock ?? false, sortOrder: sortOrder ?? 0 });
  const soldBy = checkSoldBy(input.soldBy ?? 'PIECE', input.measureStep);
  await requireTaxGroup(ctx, fields.taxGroup);
  const sku = checkText(input.sku, ['sku'], { max: 64 });
  await requireNameInUse(ctx, Product, { sku }, `The SKU ${sku}`, ['sku']);
  const category = await categoryInUse(ctx, input.categoryId, ['categoryId']);
  const product = ctx.em.create(Product, { ...fields, ...soldBy, name: fields.name ?? '', price: fields.price ?? 0, sku, category, outlet });
  checkPromo(product);
  ctx.em.persist(product);
  await offerGroups(ctx, product, input.modifierGroupIds ?? [], input.modifierGroups ?? []);
  await openStock(ctx, product, outlet, input.stockQuantity);
  await flushOrConflict(ctx, `The SKU ${sku} is taken.`, ['sku']);
  await indexWords(ctx, 'Product', product.id, [product.name, sku]);
  if (product.groupLinks.length > 0) await requirePrices(ctx, product);
  await catalogueChanged(ctx, outlet?.id ?? null, { type: 'MENU_CHANGED', entityId: product.id, data: { productId: product.id } });
  return product;
}

async function requirePrices(ctx: Context, { id }: Product): Promise<void> {
  const least = await leastPriceOf(ctx, id);
  requireNotNegative(null, least, [least.byPromo ? 'promoPrice' : 'price']);
}

/** Gives each outlet that sells the product the same opening stock. */
async function openStock(ctx: Context, product: Product, outlet: Outlet | null, stock: number | null | undefined): Promise<void> {
  if (stock == null) return;
  const stockQuantity = checkInteger(stock, ['stockQuantity'], 0, MAX_STOCK);
  if (!product.trackStock) throw invalid(['stockQuantity'], 'is only for a product that tracks stock.');
  for (const at of outlet ? [outlet] : await ctx.em.find(Outlet, {})) ctx.em.persist(ctx.em.create(ProductAtOutlet, { product, outlet: at, stockQuantity }));
}
