import type { Context } from '../../../kernel/request/context.ts';
import { returnStock } from '../../menu/index.ts';
import type { Refund } from '../../payments/index.ts';
import { lockOrder } from '../model/order.repository.ts';
import { partsOf } from './earlier-refunds.ts';

/** The refund has succeeded: its units go back on sale, each at most once. */
export async function restockRefunded(ctx: Context, refund: Refund): Promise<void> {
  const restock = partsOf(refund)?.restock ?? [];
  if (restock.length === 0) return;
  const order = await lockOrder(ctx, refund.orderId);
  const returned: { productId: string; quantity: number }[] = [];
  for (const line of await order.lines.loadItems()) {
    const wanted = restock.find(({ lineId }) => lineId === line.id)?.units ?? 0;
    const units = Math.min(wanted, line.quantity - line.restocked);
    // Cancelling the order has put back the lines that were not begun.
    const isBack = order.status === 'CANCELLED' && !line.startedAt;
    if (units <= 0 || !line.stockTaken || line.voided || isBack) continue;
    line.restocked += units;
    returned.push({ productId: line.product.id, quantity: line.stockOf(units) });
  }
  await ctx.em.flush();
  await returnStock(ctx, { orderId: order.id, outletId: order.outlet.id }, returned);
}
