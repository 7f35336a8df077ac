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
  opened.order.tip = tip;
  await reprice(ctx, opened, opened.snapshot.deductions, ['amount']);
  return opened.order;
}
