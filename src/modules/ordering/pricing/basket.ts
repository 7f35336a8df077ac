import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkList, checkOptionalText } from '../../../kernel/values/check.ts';
import type { FieldPath } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { askForProducts, type SellableLine, type StockLine, sellableLines } from '../../menu/index.ts';
import { checkCodes, customerKey, runningPromotions } from '../../promotions/index.ts';
import { outletTaxes, type TaxTerms } from '../../tax/index.ts';
import type { Channel, Outlet, Place, ServiceMode } from '../../tenancy/index.ts';
import { type Deduction, type Pricing, type PricingRules, price } from '../model/pricing.ts';
import { checkTip } from './check-tip.ts';
import {
  checkOverride,
  deductionsOf,
  discountField,
  type PriceOverride,
  requireEffect,
  requireInFull,
  requireTotalInRange,
  type StaffDiscount,
} from './staff-prices.ts';

/** A line as a client sends it. */
export interface OrderLineInput {
  readonly productId: string;
  readonly quantity: number;
  /** A decimal, for a product that is sold by measure. */
  readonly measure?: string | null;
  readonly modifiers?: readonly { readonly optionId: string; readonly quantity?: number | null; readonly text?: string | null }[] | null;
  readonly notes?: string | null;
  readonly priceOverride?: PriceOverride | null;
}

export interface BasketLine extends SellableLine {
  readonly quantity: number;
  readonly notes: string | null;
  /** The menu's unit price, and the reason why staff set another one; null: they did not. */
  readonly override: { readonly menuPrice: Money; readonly reason: string } | null;
}

/** Lines that can be sold now, and their prices. */
export interface Basket {
  readonly lines: readonly BasketLine[];
  readonly rules: PricingRules;
  readonly pricing: Pricing;
  /** Discounts by staff. */
  readonly deductions: readonly Deduction[];
  /** Promotions whose uses are limited. */
  readonly limited: ReadonlySet<string>;
}

/** The stock that the lines of a basket take, where stock is tracked. */
export function stockLinesOf({ lines }: Basket): StockLine[] {
  return lines.flatMap(({ productId, quantity, measure, measureUnit: unit, tracksStock }, index) =>
    tracksStock ? [{ productId, quantity: quantity * (measure ?? 1), unit, index }] : [],
  );
}

/** What is priced, for which guest, and how it is sold. */
export interface BasketInput {
  readonly lines: readonly OrderLineInput[];
  readonly serviceMode: ServiceMode;
  readonly channel: Channel;
  readonly promotionCodes?: readonly string[] | null;
  readonly customerPhone?: string | null;
  readonly discounts?: readonly StaffDiscount[] | null;
  readonly tip?: Money | null;
  /** True: only a quote; absent: the order is to be placed. */
  readonly isQuote?: true;
}

const MAX_LINES = 250;
const MAX_MODIFIERS = 250;
const MAX_QUANTITY = 999;

/** Asks for the products of a basket while its place is being read. */
export function askForBasket(ctx: Context, outletId: string, { lines }: Pick<BasketInput, 'lines'>): void {
  if (lines.length > MAX_LINES) return;
  askForProducts(
    ctx,
    outletId,
    lines.map(({ productId }) => productId),
  );
}

/**
 * Checks lines against the menu's rows and prices them with today's taxes, charges and promotions of the outlet: the one way
 * for quotes and orders. The number of statements does not depend on the basket.
 * @throws INVALID_INPUT, LIMIT_EXCEEDED, NOT_FOUND, PRODUCT_UNAVAILABLE, UNROUTED_ITEM, MODIFIER_RULE, each naming its line
 */
export async function fillBasket(ctx: Context, place: Place, input: BasketInput): Promise<Basket> {
  const { outlet, country, pricingVersion } = place;
  const wanted = checkLines(input.lines);
  const codes = checkCodes(input.promotionCodes);
  const customerPhone = checkOptionalText(input.customerPhone, ['customerPhone'], { max: 40 });
  const at = ctx.services.clock.now();
  const sold = await sellableLines(ctx, place, wanted, at);
  const lines = sold.map((line, index) => basketLine(line, wanted[index] as CheckedLine));
  const { serviceMode, channel } = input;
  const situation = {
    outlet,
    channel,
    serviceMode,
    at,
    pricingVersion,
    customerKey: customerKey(ctx, customerPhone, country),
    isQuote: input.isQuote ?? false,
  };
  const { promotions, notApplied, limited } = await runningPromotions(ctx, situation, codes);
  const rules = pricingRules(outlet, serviceMode, await outletTaxes(ctx, outlet, pricingVersion, at));
  const deductions = deductionsOf(input.discounts, lines.length);
  const pricing = price({ lines, rules, promotions, deductions, tip: checkTip(input.tip, ['tip']) });
  requireTotalInRange(pricing.total, ['lines']);
  requireGiven(pricing, deductions, input.discounts ?? []);
  // Promotions with a code that the client sent come first, then those that the basket could still get: the list is cut when it is shown.
  const all = [...pricing.notApplied, ...notApplied].sort((a, b) => Number(a.code === null) - Number(b.code === null));
  return { lines, rules, pricing: { ...pricing, notApplied: all }, deductions, limited };
}

interface CheckedLine extends OrderLineInput {
  readonly notes: string | null;
  readonly priceOverride: PriceOverride | null;
}

function checkLines(input: readonly OrderLineInput[]): CheckedLine[] {
  return checkList(input, ['lines'], { min: 1, max: MAX_LINES }).map((line, index) => ({
    ...line,
    quantity: checkInteger(line.quantity, ['lines', index, 'quantity'], 1, MAX_QUANTITY),
    modifiers: checkList(line.modifiers ?? [], ['lines', index, 'modifiers'], { max: MAX_MODIFIERS }),
    notes: checkOptionalText(line.notes, ['lines', index, 'notes'], { max: 200, lines: true }) ?? null,
    priceOverride: checkOverride(line.priceOverride, ['lines', index, 'priceOverride']),
  }));
}

/** A price that equals the menu's price is no override. */
function basketLine(sold: SellableLine, { quantity, notes, priceOverride }: CheckedLine): BasketLine {
  if (!priceOverride || priceOverride.unitPrice === sold.unitPrice) return { ...sold, quantity, notes, override: null };
  const { unitPrice, reason } = priceOverride;
  return { ...sold, unitPrice, quantity, notes, override: { menuPrice: sold.unitPrice, reason } };
}

/** Each discount by staff must be taken off in full. */
function requireGiven(pricing: Pricing, deductions: readonly Deduction[], discounts: readonly StaffDiscount[]): void {
  const fieldOf = (deduction: Deduction): FieldPath => {
    const index = deductions.indexOf(deduction);
    return discountField(discounts[index] as StaffDiscount, ['discounts', index]);
  };
  requireInFull(pricing, deductions, fieldOf);
  for (const deduction of deductions) requireEffect(pricing, deduction, fieldOf(deduction));
}

/**
 * The outlet's rules for a service mode. Each mode has its service charge. Packaging is charged for orders that are not eaten
 * in, the delivery fee for delivered orders.
 */
function pricingRules(outlet: Outlet, serviceMode: ServiceMode, taxes: TaxTerms): PricingRules {
  return {
    pricesIncludeTax: outlet.pricesIncludeTax,
    service: { rate: outlet.serviceChargeRateOf(serviceMode), taxable: outlet.serviceChargeTaxable, basis: outlet.serviceChargeBasis },
    taxes,
    delivery: { amount: serviceMode === 'DELIVERY' ? outlet.deliveryFee : 0, taxable: outlet.deliveryFeeTaxable },
    packaging: { amount: serviceMode === 'DINE_IN' ? 0 : outlet.packagingFee, taxable: outlet.packagingFeeTaxable },
  };
}
