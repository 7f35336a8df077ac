import { auditChange } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Order } from '../model/order.entity.ts';
import { checkTip } from '../pricing/check-tip.ts';
import type { OrderCommand } from './confirm-order.ts';
import { openOrder, reprice } from './reprice-order.ts';

export interface SetTip extends OrderCommand {
  readonly amount: Money;
}

/** Sets the tip of an order that is not closed. The new total may not be below what is paid. */
export async function setTip(ctx: Context, input: SetTip): Promise<Order> {
  const tip = checkTip(input.amount, ['amount']);
  const opened = await openOrder(ctx, input, null);
  const { order, snapshot } = opened;
  const before = { tip: order.tip, total: opened.total };
  order.tip = tip;
  await reprice(ctx, opened, snapshot.deductions, ['amount']);
  const about = { outletId: order.outlet.id, entityType: 'Order', entityId: order.id } as const;
  await auditChange(ctx, { action: 'TIP_CHANGED', ...about }, before, { tip, total: order.total });
  return order;
}
