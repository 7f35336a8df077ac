import type { Shown } from '../../../kernel/graphql/decorators.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { type Money, roundToStep } from '../../../kernel/values/money.ts';
import type { NotApplied } from '../../promotions/index.ts';
import type { Outlet } from '../../tenancy/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import type { AppliedDiscount, PricedLine, Pricing } from '../model/pricing.ts';
import type { CashRoundingType, OrderTotalsType } from '../model/pricing.type.ts';
import { readSnapshot, ruleAt } from '../model/pricing-snapshot.ts';

/** Every step of a pricing as data, in the shape that quotes and orders show. */

export function quoteTotals(pricing: Pricing, serviceChargeRate: number): Shown<OrderTotalsType> {
  return { ...pricing, serviceChargeRate };
}

/** The totals of an order: its columns, and what its snapshot adds. */
export function orderTotals(order: Order): Shown<OrderTotalsType> {
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

/** A discount that a promotion gives. */
export interface ShownPromotion extends ShownDiscount {
  readonly promotionId: string;
}

export function discountsOf(order: Order): readonly ShownDiscount[] {
  return readSnapshot(order).discounts.map((discount) =>
    shown(discount, discount.source === 'PROMOTION' ? derivedId('discount', order.id, discount.id) : discount.id),
  );
}

export function appliedPromotionsOf(order: Order): readonly ShownPromotion[] {
  return promotionsAmong(readSnapshot(order).discounts).map((discount) => promotion(discount, derivedId('applied promotion', order.id, discount.id)));
}

export function quotedPromotions(discounts: readonly AppliedDiscount[]): readonly ShownPromotion[] {
  return promotionsAmong(discounts).map((discount) => promotion(discount, null));
}

export function quotedDiscounts(discounts: readonly AppliedDiscount[]): readonly ShownDiscount[] {
  return discounts.map((discount) => shown(discount, null));
}

function promotion(discount: AppliedDiscount, id: string | null): ShownPromotion {
  return { ...discount, id, promotionId: discount.id };
}

function shown(discount: AppliedDiscount, id: string | null): ShownDiscount {
  return { ...discount, id, promotionId: discount.source === 'PROMOTION' ? discount.id : null };
}

export function notAppliedTo(order: Order): readonly NotApplied[] {
  return readSnapshot(order).notApplied;
}

/** What an amount would be if all of it were paid in cash at the outlet. */
export function cashRounding({ cashRoundingStep: step, cashRoundingMode }: Outlet, amount: Money): Shown<CashRoundingType> {
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
  // Archived lines are shown as one, with the taxes of all.
  const rule = line.position < 0 ? null : ruleAt(readSnapshot(order), line.position);
  const net = line.total - line.discount;
  return lineSteps({ ...line, rule, finalTotal: order.pricesIncludeTax ? net : net + line.serviceCharge + line.tax });
}
