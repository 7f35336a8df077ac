import { auditChange } from '../../kernel/audit-change.ts';
import type { Context } from '../../kernel/context.ts';
import type { Money } from '../../kernel/money.ts';
import { checkTip } from './check-tip.ts';
import type { OrderCommand } from './confirm-order.ts';
import type { Order } from './order.entity.ts';
import { openOrder, reprice } from './reprice-order.ts';

export interface SetTip extends OrderCommand {
  readonly amount: Money;
}

/** Sets the tip of an order that is not closed; not so low that more would be paid than it costs. */
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
