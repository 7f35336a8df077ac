import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Approval } from '../../identity/index.ts';
import type { Order } from '../model/order.entity.ts';
import { type DiscountInput, deductionOf, discountField, MAX_DISCOUNTS, requireEffect } from '../pricing/staff-prices.ts';
import type { OrderCommand } from './confirm-order.ts';
import { lineOf, openForPricing, reprice } from './reprice-order.ts';

export interface DiscountOrder extends OrderCommand, DiscountInput {
  /** Null: the whole order. */
  readonly lineId?: string | null;
}

/** Gives a discount on a placed order, or on one line of it. */
export async function discountOrder(ctx: Context, input: DiscountOrder, approval: Approval | undefined): Promise<Order> {
  const wanted = deductionOf(input, null);
  const opened = await openForPricing(ctx, input, approval);
  const { order, snapshot, approverId } = opened;
  const line = input.lineId == null ? null : lineOf(opened, input.lineId);
  if (snapshot.deductions.filter(({ source }) => source === 'MANUAL').length >= MAX_DISCOUNTS) {
    throw new UserFailure('LIMIT_EXCEEDED', `An order has at most ${MAX_DISCOUNTS} discounts by staff.`, {
      field: ['orderId'],
      details: { max: MAX_DISCOUNTS },
    });
  }
  const deduction = { ...wanted, line: line?.position ?? null };
  const field = discountField(input);
  const { discounts } = await reprice(ctx, opened, [...snapshot.deductions, deduction], field);
  requireEffect({ discounts }, deduction, field);
  await audit(ctx, {
    action: 'ORDER_DISCOUNTED',
    outletId: order.outlet.id,
    entityType: 'Order',
    entityId: order.id,
    approverId,
    reason: deduction.name,
    before: { total: opened.total },
    after: {
      total: order.total,
      discountId: deduction.id,
      lineId: line?.id ?? null,
      rate: deduction.rate,
      amount: discounts.find(({ id }) => id === deduction.id)?.amount ?? 0,
    },
  });
  return order;
}
