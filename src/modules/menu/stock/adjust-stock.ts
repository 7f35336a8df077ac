import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { checkInteger, checkOptionalText, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { isId, reachableOutlet } from '../../tenancy/index.ts';
import { outletMenuChanged } from '../menu/menu-version.ts';
import { orderableAmong } from '../menu/offer.repository.ts';
import { isSoldOut } from '../model/availability.ts';
import { lockProductAtOutlet, productOfOutlet } from '../model/catalogue.repository.ts';
import { MAX_STOCK } from '../model/catalogue-checks.ts';
import { Product } from '../model/product.entity.ts';
import { recordMovement } from './stock-movement.repository.ts';

export interface AdjustStock {
  readonly outletId: string;
  readonly productId: string;
  /** Pieces added (negative: removed), or thousandths of the unit for products sold by measure. */
  readonly delta?: number | null;
  /** The counted stock. */
  readonly counted?: number | null;
  readonly reason?: string | null;
}

/** Corrects the stock of a product at one outlet, by a difference or by a count. The ledger gets a row even when the count was right. */
export async function adjustStock(ctx: Context, input: AdjustStock): Promise<Product> {
  const outlet = await reachableOutlet(ctx, input.outletId);
  // Stock is counted in the unit that the product is sold by: this lock keeps the unit until commit.
  if (isId(input.productId)) await lockRow(ctx, Product, input.productId, 'keep');
  const product = await productOfOutlet(ctx, outlet, input.productId);
  const reason = checkOptionalText(input.reason, ['reason'], { max: 200 }) ?? null;
  if (!product.trackStock) throw invalid(['productId'], 'names a product that does not track stock.');
  const row = await lockProductAtOutlet(ctx, outlet, product);
  const before = row.stockQuantity ?? 0;
  const after = stockAfter(before, input);
  row.stockQuantity = after;
  row.movements += 1;
  const moved = input.counted == null ? 'ADJUSTMENT' : 'COUNT';
  await recordMovement(ctx, { outletId: outlet.id, productId: product.id, delta: after - before, balance: after, reason: moved, note: reason });
  const facts = { outletId: outlet.id, entityType: 'Product', entityId: product.id, reason };
  await audit(ctx, { action: 'STOCK_ADJUSTED', ...facts, before: { stockQuantity: before }, after: { stockQuantity: after } });
  const step = product.measureStep ?? null;
  if (isSoldOut(before, step) === isSoldOut(after, step)) return product;
  const orderable = await orderableAmong(ctx, outlet.id, [product.id]);
  const data = { productId: product.id, available: orderable.has(product.id) };
  await outletMenuChanged(ctx, outlet.id, [{ type: 'AVAILABILITY_CHANGED', entityId: product.id, data }]);
  return product;
}

function stockAfter(before: number, { delta, counted }: AdjustStock): number {
  if (counted != null && delta == null) return checkInteger(counted, ['counted'], 0, MAX_STOCK);
  if (delta == null || counted != null) throw invalid(['delta'], 'or counted is needed, exactly one of them.');
  const after = before + delta;
  if (after < 0)
    throw new UserFailure('INVALID_INPUT', `delta would make it less than nothing: ${before} are there.`, { field: ['delta'], details: { available: before } });
  if (after > MAX_STOCK) throw invalid(['delta'], `would make it more than ${MAX_STOCK}.`);
  return after;
}
