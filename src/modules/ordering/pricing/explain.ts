import { derivedId } from '../../../kernel/values/ids.ts';
import { type Money, roundToStep } from '../../../kernel/values/money.ts';
import type { NotApplied } from '../../promotions/index.ts';
import type { Outlet } from '../../tenancy/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import type { AppliedDiscount, PricedLine, Pricing } from '../model/pricing.ts';
import { readSnapshot, ruleAt } from '../model/pricing-snapshot.ts';

/** Every step of a pricing as data, in the shape that quotes and orders show. */

export function quoteTotals(pricing: Pricing, serviceChargeRate: number): unknown {
  return { ...pricing, serviceChargeRate };
}

/** The totals of an order: its columns, and what its snapshot adds. */
export function orderTotals(order: Order): unknown {
  const { pricesIncludeTax, subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total } = order;
  const { rules, serviceChargeBase, taxes, deliveryTax, packagingTax } = readSnapshot(order);
  const steps = { serviceChargeRate: rules.service.rate, serviceChargeBase, taxes, deliveryTax, packagingTax };
  return { pricesIncludeTax, subtotal, discount, serviceCharge, tax, delivery, packaging, tip, total, ...steps };
}

export function promotionsAmong(discounts: readonly AppliedDiscount[]): readonly AppliedDiscount[] {
  return discounts.filter(({ source }) => source === 'PROMOTION');
}

/** A discount as clients see it. Its id is unique to the order, because another order has another amount of the same promotion. */
export interface ShownDiscount extends Omit<AppliedDiscount, 'id'> {
  /** Null in a quote, because a quote is not stored. */
  readonly id: string | null;
  readonly promotionId: string | null;
}

export function discountsOf(order: Order): readonly ShownDiscount[] {
  return readSnapshot(order).discounts.map((discount) =>
    shown(discount, discount.source === 'PROMOTION' ? derivedId('discount', order.id, discount.id) : discount.id),
  );
}

export function appliedPromotionsOf(order: Order): readonly ShownDiscount[] {
  return promotionsAmong(readSnapshot(order).discounts).map((discount) => shown(discount, derivedId('applied promotion', order.id, discount.id)));
}

export function quotedDiscounts(discounts: readonly AppliedDiscount[]): readonly ShownDiscount[] {
  return discounts.map((discount) => shown(discount, null));
}

function shown(discount: AppliedDiscount, id: string | null): ShownDiscount {
  return { ...discount, id, promotionId: discount.source === 'PROMOTION' ? discount.id : null };
}

export function notAppliedTo(order: Order): readonly NotApplied[] {
  return readSnapshot(order).notApplied;
}

/** What an amount would be if all of it were paid in cash at the outlet. */
export function cashRounding({ cashRoundingStep: step, cashRoundingMode }: Outlet, amount: Money): unknown {
  const total = roundToStep(amount, step, cashRoundingMode);
  return { step, rounding: total - amount, total };
}

/** The amounts and tax of a line that are not its own columns. */
export interface LineSteps {
  readonly net: Money;
  readonly taxName: string | null;
  readonly taxRate: number | null;
  readonly finalTotal: Money;
}

export function lineSteps({ total, discount, finalTotal, rule }: Pick<PricedLine, 'total' | 'discount' | 'finalTotal' | 'rule'>): LineSteps {
  return { net: total - discount, taxName: rule?.name ?? null, taxRate: rule?.rate ?? null, finalTotal };
}

/** The same for the line of an order. */
export function orderLineSteps(order: Order, line: OrderLine): LineSteps {
  const rule = ruleAt(readSnapshot(order), line.position);
  const net = line.total - line.discount;
  return lineSteps({ ...line, rule, finalTotal: order.pricesIncludeTax ? net : net + line.serviceCharge + line.tax });
}
