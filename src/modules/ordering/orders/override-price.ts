import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import type { Money } from '../../../kernel/values/money.ts';
import type { Approval } from '../../identity/index.ts';
import type { Order } from '../model/order.entity.ts';
import { checkReason, checkUnitPrice } from '../pricing/staff-prices.ts';
import type { OrderCommand } from './confirm-order.ts';
import { lineOf, openForPricing, reprice } from './reprice-order.ts';

export interface OverridePrice extends OrderCommand {
  readonly lineId: string;
  /** Includes the modifiers. */
  readonly unitPrice: Money;
  readonly reason: string;
}

/** Sets the unit price of a line of a placed order. It may be above the menu's price, e.g. for an open item. */
export async function overridePrice(ctx: Context, input: OverridePrice, approval: Approval | undefined): Promise<Order> {
  const unitPrice = checkUnitPrice(input.unitPrice, ['unitPrice']);
  const reason = checkReason(input.reason, ['reason']);
  const opened = await openForPricing(ctx, input, approval);
  const { order, snapshot, approverId } = opened;
  const line = lineOf(opened, input.lineId);
  const before = line.unitPrice;
  if (unitPrice === before) throw invalid(['unitPrice'], 'is the price already.');
  const menuPrice = line.menuPrice ?? before;
  Object.assign(line, { unitPrice, menuPrice: unitPrice === menuPrice ? null : menuPrice });
  await reprice(ctx, opened, snapshot.deductions, ['unitPrice']);
  await audit(ctx, {
    action: 'PRICE_OVERRIDDEN',
    outletId: order.outlet.id,
    entityType: 'Order',
    entityId: order.id,
    approverId,
    reason,
    before: { total: opened.total, lineId: line.id, unitPrice: before },
    after: { total: order.total, lineId: line.id, unitPrice, menuPrice },
  });
  return order;
}
