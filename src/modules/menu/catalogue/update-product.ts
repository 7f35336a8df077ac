import { ref } from '@mikro-orm/core';
import { indexWords } from '../../../kernel/lists/search.ts';
import { auditChange, auditValues } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { notNull } from '../../../kernel/values/check.ts';
import { catalogueChanged } from '../menu/menu-version.ts';
import { categoryInUse, lockProduct } from '../model/catalogue.repository.ts';
import { requireTaxGroup } from '../model/catalogue-checks.ts';
import { leastPriceOf } from '../model/least-price.repository.ts';
import { type LeastPrice, requireNotNegative } from '../model/least-price.ts';
import type { Product } from '../model/product.entity.ts';
import { checkSoldBy, requireNoStock, type SoldBy } from '../model/sold-by.ts';
import { replaceSharedGroups } from './offer-groups.ts';
import { checkProductFields, checkPromo, type ProductFields } from './product-fields.ts';

export interface UpdateProduct extends ProductFields {
  readonly id: string;
  readonly categoryId?: string | null;
  readonly modifierGroupIds?: readonly string[] | null;
}

/** The fields that decide the price and its unit. */
const PRICES = ['price', 'promoPrice', 'promoStartsAt', 'promoEndsAt', 'soldBy', 'measureStep'] as const;

/** Changes a product: the brand's, or one outlet's own. */
export async function updateProduct(ctx: Context, input: UpdateProduct): Promise<Product> {
  const product = await lockProduct(ctx, input.id);
  const fields = checkProductFields(ctx, input);
  await requireTaxGroup(ctx, fields.taxGroup);
  const before = auditValues(product, [...PRICES, 'taxGroup']);
  const least = changesPrices(input) ? await leastPriceOf(ctx, product.id) : null;
  Object.assign(product, fields, await soldByOf(ctx, product, input));
  checkPromo(product);
  const categoryId = notNull(input.categoryId, ['categoryId']);
  if (categoryId !== undefined) product.category = ref(await categoryInUse(ctx, categoryId, ['categoryId']));
  if (input.modifierGroupIds !== undefined) await replaceSharedGroups(ctx, product, input.modifierGroupIds ?? []);
  if (least) await requirePrices(ctx, product, least, input);
  if (fields.name !== undefined) await indexWords(ctx, 'Product', product.id, [product.name, product.sku]);
  await catalogueChanged(ctx, product.outlet?.id ?? null, { type: 'MENU_CHANGED', entityId: product.id, data: { productId: product.id } });
  const about = { outletId: product.outlet?.id ?? null, entityType: 'Product', entityId: product.id };
  await auditChange(ctx, { action: 'PRICE_CHANGED', ...about }, before, auditValues(product, PRICES));
  await auditChange(ctx, { action: 'TAX_CHANGED', ...about }, before, auditValues(product, ['taxGroup']));
  return product;
}

const OF_PRICES = [...PRICES, 'modifierGroupIds'] as const;

function changesPrices(input: UpdateProduct): boolean {
  return OF_PRICES.some((field) => input[field] !== undefined);
}

async function requirePrices(ctx: Context, { id }: Product, before: LeastPrice, input: UpdateProduct): Promise<void> {
  const after = await leastPriceOf(ctx, id);
  const mayLower = after.lowest < before.lowest ? (after.byPromo ? PROMO : (['price'] as const)) : (['modifierGroupIds'] as const);
  const field = mayLower.find((name) => input[name] !== undefined);
  requireNotNegative(before, after, field ? [field] : ['id']);
}

const PROMO = ['promoPrice', 'promoEndsAt', 'price'] as const;

/** The unit that the product is sold by from now on. It may change only while no stock is counted in the old unit. */
async function soldByOf(ctx: Context, { id, soldBy: before, measureStep }: Product, input: UpdateProduct): Promise<SoldBy> {
  const soldBy = notNull(input.soldBy, ['soldBy']) ?? before;
  const after = checkSoldBy(soldBy, input.measureStep, { soldBy: before, measureStep: measureStep ?? null });
  if (soldBy !== before) await requireNoStock(ctx, id, before);
  return after;
}
