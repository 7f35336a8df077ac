import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import type { Approval } from '../../identity/index.ts';
import type { Order } from '../model/order.entity.ts';
import type { OrderCommand } from './confirm-order.ts';
import { openForPricing, reprice } from './reprice-order.ts';

export interface RemoveDiscount extends OrderCommand {
  readonly discountId: string;
}

/** Takes back a discount that staff gave. Discounts of promotions, vouchers and points stay. */
export async function removeDiscount(ctx: Context, input: RemoveDiscount, approval: Approval | undefined): Promise<Order> {
  const opened = await openForPricing(ctx, input, approval);
  const { order, snapshot, lines, approverId } = opened;
  const removed = snapshot.deductions.find(({ id, source }) => source === 'MANUAL' && id === input.discountId.toLowerCase());
  if (!removed) throw notFound('Discount', ['discountId']);
  const { id: discountId, line, rate, name } = removed;
  const amount = snapshot.discounts.find(({ id }) => id === discountId)?.amount ?? 0;
  const rest = snapshot.deductions.filter((deduction) => deduction !== removed);
  await reprice(ctx, opened, rest, ['discountId']);
  await audit(ctx, {
    action: 'DISCOUNT_REMOVED',
    outletId: order.outlet.id,
    entityType: 'Order',
    entityId: order.id,
    approverId,
    before: { total: opened.total, discountId, lineId: line === null ? null : (lines[line]?.id ?? null), rate, amount, reason: name },
    after: { total: order.total },
  });
  return order;
}
