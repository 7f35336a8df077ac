import { ref } from '@mikro-orm/core';
import { auditChange, factsOf } from '../../kernel/audit-change.ts';
import { notNull } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { notFound } from '../../kernel/failure.ts';
import { requireBrandCatalogue } from './brand-catalogue.ts';
import { categoryById, findProduct, lockRow } from './catalogue.repository.ts';
import { requireTaxGroup } from './catalogue-checks.ts';
import { catalogueChanged } from './menu-version.ts';
import { replaceSharedGroups } from './offer-groups.ts';
import type { Product } from './product.entity.ts';
import { checkProductFields, checkPromo, type ProductFields } from './product-fields.ts';
import { checkSoldBy, requireNoStock, type SoldBy } from './sold-by.ts';

export interface UpdateProduct extends ProductFields {
  readonly id: string;
  readonly categoryId?: string | null;
  readonly modifierGroupIds?: readonly string[] | null;
}

/** What a price is, and of how much. */
const PRICES = ['price', 'promoPrice', 'promoStartsAt', 'promoEndsAt', 'soldBy', 'measureStep'] as const;

/** Changes a product: the brand's, or one outlet's own. */
export async function updateProduct(ctx: Context, input: UpdateProduct): Promise<Product> {
  const locked = await lockRow(ctx, 'product', input.id);
  const product = locked ? await findProduct(ctx, input.id) : null;
  if (!product) throw notFound('Product', ['id']);
  if (product.outlet == null) requireBrandCatalogue(ctx);
  const fields = checkProductFields(ctx, input);
  await requireTaxGroup(ctx, fields.taxGroup);
  const before = factsOf(product, [...PRICES, 'taxGroup']);
  Object.assign(product, fields, await soldByOf(ctx, product, input));
  checkPromo(product);
  const categoryId = notNull(input.categoryId, ['categoryId']);
  if (categoryId !== undefined) product.category = ref(await categoryById(ctx, categoryId, ['categoryId']));
  if (input.modifierGroupIds !== undefined) await replaceSharedGroups(ctx, product, input.modifierGroupIds ?? []);
  await catalogueChanged(ctx, product.outlet?.id ?? null, { type: 'MENU_CHANGED', entityId: product.id, data: { productId: product.id } });
  const about = { outletId: product.outlet?.id ?? null, entityType: 'Product', entityId: product.id };
  await auditChange(ctx, { action: 'PRICE_CHANGED', ...about }, before, factsOf(product, PRICES));
  await auditChange(ctx, { action: 'TAX_CHANGED', ...about }, before, factsOf(product, ['taxGroup']));
  return product;
}

/** By what it is sold from now on: by another unit only while none is counted by the old one. */
async function soldByOf(ctx: Context, { id, soldBy: before, measureStep }: Product, input: UpdateProduct): Promise<SoldBy> {
  const soldBy = notNull(input.soldBy, ['soldBy']) ?? before;
  const after = checkSoldBy(soldBy, input.measureStep, { soldBy: before, measureStep: measureStep ?? null });
  if (soldBy !== before) await requireNoStock(ctx, id, before);
  return after;
}
