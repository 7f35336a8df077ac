import { auditChange } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { sentFields } from '../../../kernel/values/check.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { reachableOutlet } from '../../tenancy/index.ts';
import { outletMenuChanged } from '../menu/menu-version.ts';
import { lockProductAtOutlet, productOfOutlet } from '../model/catalogue.repository.ts';
import { checkAmount } from '../model/catalogue-checks.ts';
import { leastPriceOf } from '../model/least-price.repository.ts';
import { requireNotNegative } from '../model/least-price.ts';
import { Product } from '../model/product.entity.ts';

export interface SetProductOverride {
  readonly outletId: string;
  readonly productId: string;
  /** Null clears the override, undefined leaves it. */
  readonly price?: Money | null;
  readonly active?: boolean | null;
}

/** Sets what one outlet overrides of a product: its price, and whether it sells it at all. */
export async function setProductOverride(ctx: Context, input: SetProductOverride): Promise<Product> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  const product = await productOfOutlet(ctx, outlet, input.productId);
  const price = input.price == null ? input.price : checkAmount(input.price, ['price']);
  const row = await lockProductAtOutlet(ctx, outlet, product);
  const before = { price: row.price ?? null, active: row.active ?? null };
  const after = { ...before, ...sentFields({ price, active: input.active }) };
  if (after.price === before.price && after.active === before.active) return product;
  await lockRow(ctx, Product, product.id, 'keep');
  const least = await leastPriceOf(ctx, product.id);
  Object.assign(row, after);
  requireNotNegative(least, await leastPriceOf(ctx, product.id), ['price']);
  const about = { outletId: outlet.id, entityType: 'Product', entityId: product.id } as const;
  await auditChange(ctx, { action: 'PRICE_CHANGED', ...about }, before, { price: after.price ?? null });
  await outletMenuChanged(ctx, outlet.id, [{ type: 'MENU_CHANGED', entityId: product.id, data: { productId: product.id } }]);
  return product;
}
