import { newId } from '../../../kernel/database/tenant-owned.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { hasPermission } from '../../../kernel/request/session.ts';
import { checkInteger, checkList, checkText, invalid } from '../../../kernel/values/check.ts';
import { type FieldPath, RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import type { BasisPoints, Money } from '../../../kernel/values/money.ts';
import { chooseOneOf, type OneOfChoice } from '../../../kernel/values/one-of.ts';
import type { Deduction, Pricing } from '../model/pricing.ts';

/** Either a rate or an amount. */
interface DiscountValue {
  readonly rate?: BasisPoints | null;
  readonly amount?: Money | null;
}

/** A discount by staff, with its reason. The rate or amount is in `value`, or beside it as in earlier releases. */
export interface DiscountInput extends DiscountValue {
  readonly value?: DiscountValue | null;
  readonly reason: string;
}

/** The same for one line of a basket, or for the whole basket. */
export interface StaffDiscount extends DiscountInput {
  /** Index into the lines; null: the whole order. */
  readonly line?: number | null;
}

/** A unit price that staff set, including modifiers. */
export interface PriceOverride {
  readonly unitPrice: Money;
  readonly reason: string;
}

/** Maximum number of discounts by staff on one order. */
export const MAX_DISCOUNTS = 20;
const MAX_UNIT_PRICE = 1_000_000_000_000;
/** Far above any bill, far below what an integer holds exactly. */
const MAX_TOTAL = 1_000_000_000_000_000;

/** The prices of a basket that only staff may set. */
interface PricedByHand {
  readonly lines: readonly { readonly priceOverride?: PriceOverride | null }[];
  readonly discounts?: readonly StaffDiscount[] | null;
}

export function hasStaffPrices({ lines, discounts }: PricedByHand): boolean {
  return (discounts?.length ?? 0) > 0 || lines.some(({ priceOverride }) => priceOverride != null);
}

/** Only staff at a till set prices by hand. A guest or a kiosk may not even get a quote with them. */
export function requireStaffFor(ctx: Context, input: PricedByHand): void {
  if (hasStaffPrices(input) && !hasPermission(ctx.session, 'CHANGE_PRICE'))
    throw new RequestError('FORBIDDEN', 'Only staff at a till set prices and give discounts.');
}

export function checkReason(reason: string, field: FieldPath): string {
  return checkText(reason, field, { min: 3, max: 200 });
}

/** Checks a discount by staff at `path`. The returned id identifies the discount in its order. */
export function deductionOf(input: DiscountInput, line: number | null, path: FieldPath = []): Deduction {
  const { choice, fieldPath } = chooseDiscount(input, path);
  const { rate = null, amount = null } = choice;
  if ((rate === null) === (amount === null)) throw invalid([...fieldPath, 'rate'], 'or amount must be given, and not both.');
  return {
    id: newId(),
    source: 'MANUAL',
    name: checkReason(input.reason, [...path, 'reason']),
    code: null,
    rate: rate === null ? null : checkInteger(rate, [...fieldPath, 'rate'], 1, 10_000),
    amount: amount === null ? null : checkInteger(amount, [...fieldPath, 'amount'], 1, MAX_TOTAL),
    line,
  };
}

function chooseDiscount({ value, rate, amount }: DiscountInput, path: FieldPath): OneOfChoice<DiscountValue> {
  return chooseOneOf<DiscountValue>('value', value, { rate, amount }, path);
}

/** The path of the field that holds the rate or amount. */
export function discountField(input: DiscountInput, path: FieldPath = []): FieldPath {
  const { choice, fieldPath } = chooseDiscount(input, path);
  return [...fieldPath, choice.rate == null ? 'amount' : 'rate'];
}

/** The discounts of a basket with `lines` lines. */
export function deductionsOf(discounts: readonly StaffDiscount[] | null | undefined, lines: number): Deduction[] {
  return checkList(discounts ?? [], ['discounts'], { max: MAX_DISCOUNTS }).map((discount, index) => {
    const line = discount.line ?? null;
    if (line !== null) checkInteger(line, ['discounts', index, 'line'], 0, lines - 1);
    return deductionOf(discount, line, ['discounts', index]);
  });
}

export function checkUnitPrice(unitPrice: Money, field: FieldPath): Money {
  return checkInteger(unitPrice, field, 0, MAX_UNIT_PRICE);
}

export function checkOverride(override: PriceOverride | null | undefined, path: FieldPath): PriceOverride | null {
  if (override == null) return null;
  return { unitPrice: checkUnitPrice(override.unitPrice, [...path, 'unitPrice']), reason: checkReason(override.reason, [...path, 'reason']) };
}

export function requireTotalInRange(total: Money, field: FieldPath): void {
  if (!(total <= MAX_TOTAL)) throw new UserFailure('LIMIT_EXCEEDED', 'The total is too large.', { field, details: { max: MAX_TOTAL } });
}

/**
 * The engine reduces a discount to what is left. A discount that staff entered is refused instead, because the receipt would
 * not show the reduction. `fieldOf` returns the field that made it too much.
 */
export function requireInFull({ discounts }: Pick<Pricing, 'discounts'>, deductions: readonly Deduction[], fieldOf: (deduction: Deduction) => FieldPath): void {
  for (const deduction of deductions) {
    const taken = discounts.find(({ id }) => id === deduction.id)?.amount ?? 0;
    if (deduction.amount === null || taken === deduction.amount) continue;
    throw new UserFailure('INVALID_INPUT', `The discount of ${deduction.amount} is more than the ${taken} that is left for it.`, {
      field: fieldOf(deduction),
      details: { left: taken },
    });
  }
}

/** A new discount must take something off. */
export function requireEffect({ discounts }: Pick<Pricing, 'discounts'>, { id }: Deduction, field: FieldPath): void {
  if (!discounts.some((discount) => discount.id === id && discount.amount > 0)) throw invalid(field, 'takes nothing off: nothing, or too little, is left.');
}
