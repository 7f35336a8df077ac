import { type Connection, findPage, type PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { actingUser } from '../../identity/index.ts';
import { reachableOutletOrRequestError } from '../../tenancy/index.ts';
import { findProduct } from '../model/catalogue.repository.ts';
import { StockMovement, type StockReason } from '../model/stock-movement.entity.ts';

/** A change of stock. The caller must also count it in `movements` of the locked row. */
export interface StockChange {
  readonly outletId: string;
  readonly productId: string;
  readonly delta: number;
  readonly balance: number;
  readonly reason: StockReason;
  readonly note: string | null;
}

/** Enters a manual change into the ledger while the stock's row is locked. The database creates its id, as for all movements. */
export async function recordMovement(ctx: Context, { outletId, productId, delta, balance, reason, note }: StockChange): Promise<void> {
  await ctx.em.execute(
    `insert into stock_movement (id, tenant_id, outlet_id, product_id, delta, balance, reason, note, user_id, device_id, occurred_at)
     values (uuidv7(), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [tenantOf(ctx), outletId, productId, delta, balance, reason, note, actingUser(ctx)?.id ?? null, ctx.session.deviceId, ctx.services.clock.now()],
  );
}

/** The ledger of a product at an outlet in the caller's reach, newest first. */
export async function findStockMovements(
  ctx: Context,
  { outletId, productId }: { readonly outletId: string; readonly productId: string },
  page: PageArguments,
): Promise<Connection<StockMovement>> {
  const outlet = await reachableOutletOrRequestError(ctx, outletId);
  const product = await findProduct(ctx, productId);
  if (!product || (product.outlet != null && product.outlet.id !== outlet.id)) throw new RequestError('NOT_FOUND', 'Product not found.');
  // Sorted by id: ids rise under the stock's lock, but the clocks of nodes may differ.
  return findPage(ctx.em, StockMovement, [{ column: 'id', kind: 'id', direction: 'desc' }], [{ outlet, product }], page);
}
