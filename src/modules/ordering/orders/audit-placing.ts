import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { Order } from '../model/order.entity.ts';
import type { Basket } from '../pricing/basket.ts';

/** Audits every price and discount that staff decided when they placed the order. */
export async function auditPlacing(ctx: Context, order: Order, basket: Basket, approverId: string | null): Promise<void> {
  const lines = order.lines.getItems();
  const about = { outletId: order.outlet.id, entityType: 'Order', entityId: order.id, approverId };
  const { total } = order;
  for (const [position, { unitPrice, override }] of basket.lines.entries()) {
    if (!override) continue;
    const { menuPrice, reason } = override;
    const lineId = lines[position]?.id ?? null;
    const after = { total, lineId, unitPrice, menuPrice };
    await audit(ctx, { ...about, action: 'PRICE_OVERRIDDEN', reason, before: { lineId, unitPrice: menuPrice }, after });
  }
  for (const { id: discountId, name: reason, rate, line } of basket.deductions) {
    const amount = basket.pricing.discounts.find(({ id }) => id === discountId)?.amount ?? 0;
    const after = { total, discountId, lineId: line === null ? null : (lines[line]?.id ?? null), rate, amount };
    await audit(ctx, { ...about, action: 'ORDER_DISCOUNTED', reason, before: null, after });
  }
}
