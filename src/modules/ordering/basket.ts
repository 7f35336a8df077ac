import { checkInteger, checkList, checkOptionalText } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { type SellableLine, sellable } from '../menu/index.ts';
import type { Outlet } from '../tenancy/index.ts';
import { type Pricing, type PricingRules, price } from './pricing.ts';

/** A line as a client sends it. */
export interface OrderLineInput {
  readonly productId: string;
  readonly quantity: number;
  readonly modifiers?: readonly { readonly optionId: string; readonly quantity?: number | null; readonly text?: string | null }[] | null;
  readonly notes?: string | null;
}

export interface BasketLine extends SellableLine {
  readonly quantity: number;
  readonly notes: string | null;
}

/** Lines that can be sold now, and what they cost. */
export interface Basket {
  readonly lines: readonly BasketLine[];
  readonly rules: PricingRules;
  readonly pricing: Pricing;
}

const MAX_LINES = 250;
const MAX_MODIFIERS = 250;
const MAX_QUANTITY = 999;
/** Far above any bill, far below what an integer holds exactly. */
const MAX_TOTAL = 1_000_000_000_000_000;

/**
 * Holds lines against the menu's rows and prices them: the one way for quotes and orders.
 * @throws INVALID_INPUT, LIMIT_EXCEEDED, NOT_FOUND, PRODUCT_UNAVAILABLE, MODIFIER_RULE, each naming its line
 */
export async function fillBasket(ctx: Context, outlet: Outlet, input: readonly OrderLineInput[]): Promise<Basket> {
  checkList(input, ['lines'], { min: 1, max: MAX_LINES });
  const wanted = input.map((line, index) => ({
    ...line,
    quantity: checkInteger(line.quantity, ['lines', index, 'quantity'], 1, MAX_QUANTITY),
    modifiers: checkList(line.modifiers ?? [], ['lines', index, 'modifiers'], { max: MAX_MODIFIERS }),
    notes: checkOptionalText(line.notes, ['lines', index, 'notes'], { max: 200 }) ?? null,
  }));
  const sold = await sellable(ctx, outlet, wanted, ctx.services.clock.now());
  const lines = sold.map((line, index) => ({ ...line, quantity: wanted[index]?.quantity ?? 1, notes: wanted[index]?.notes ?? null }));
  const { pricesIncludeTax, taxName, taxRate, serviceChargeRate } = outlet;
  const rules = { pricesIncludeTax, taxName, taxRate, serviceChargeRate };
  const pricing = price(lines, rules);
  if (!(pricing.total <= MAX_TOTAL)) throw new Failure('LIMIT_EXCEEDED', 'The total is too large.', { field: ['lines'], details: { max: MAX_TOTAL } });
  return { lines, rules, pricing };
}

/** Codes that no promotion has: none is running. */
export function unknownCodes(codes: readonly string[] | null | undefined): string[] {
  return [...new Set(checkList(codes ?? [], ['promotionCodes'], { max: 20 }).map((code) => code.trim().toUpperCase()))];
}
