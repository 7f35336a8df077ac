import { checkInteger, checkList, checkOptionalText } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { type SellableLine, sellable } from '../menu/index.ts';
import { checkCodes, customerKey, runningPromotions } from '../promotions/index.ts';
import { outletTaxes, type TaxTerms } from '../tax/index.ts';
import type { Channel, Outlet, Place, ServiceMode } from '../tenancy/index.ts';
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
  /** Promotions whose uses are limited. */
  readonly counted: ReadonlySet<string>;
}

/** What is priced, for whom and how it is sold. */
export interface ToFill {
  readonly lines: readonly OrderLineInput[];
  readonly serviceMode: ServiceMode;
  readonly channel: Channel;
  readonly promotionCodes?: readonly string[] | null;
  readonly customerPhone?: string | null;
}

const MAX_LINES = 250;
const MAX_MODIFIERS = 250;
const MAX_QUANTITY = 999;
/** Far above any bill, far below what an integer holds exactly. */
const MAX_TOTAL = 1_000_000_000_000_000;

/**
 * Holds lines against the menu's rows and prices them, with the taxes, charges and promotions of here and now: the one
 * way for quotes and orders. The number of statements does not depend on the basket.
 * @throws INVALID_INPUT, LIMIT_EXCEEDED, NOT_FOUND, PRODUCT_UNAVAILABLE, MODIFIER_RULE, each naming its line
 */
export async function fillBasket(ctx: Context, { outlet, country, pricingVersion }: Place, input: ToFill): Promise<Basket> {
  const wanted = checkLines(input.lines);
  const codes = checkCodes(input.promotionCodes);
  const at = ctx.services.clock.now();
  const sold = await sellable(ctx, outlet, wanted, at);
  const lines = sold.map((line, index) => ({ ...line, quantity: wanted[index]?.quantity ?? 1, notes: wanted[index]?.notes ?? null }));
  const { serviceMode, channel } = input;
  const situation = { outlet, channel, serviceMode, at, pricingVersion, customerKey: customerKey(ctx, input.customerPhone, country) };
  const { promotions, notApplied, counted } = await runningPromotions(ctx, situation, codes);
  const rules = pricingRules(outlet, serviceMode, await outletTaxes(ctx, outlet, pricingVersion, at));
  const pricing = price({ lines, rules, promotions });
  if (!(pricing.total <= MAX_TOTAL)) throw new Failure('LIMIT_EXCEEDED', 'The total is too large.', { field: ['lines'], details: { max: MAX_TOTAL } });
  return { lines, rules, pricing: { ...pricing, notApplied: [...notApplied, ...pricing.notApplied] }, counted };
}

function checkLines(input: readonly OrderLineInput[]): (OrderLineInput & { readonly notes: string | null })[] {
  return checkList(input, ['lines'], { min: 1, max: MAX_LINES }).map((line, index) => ({
    ...line,
    quantity: checkInteger(line.quantity, ['lines', index, 'quantity'], 1, MAX_QUANTITY),
    modifiers: checkList(line.modifiers ?? [], ['lines', index, 'modifiers'], { max: MAX_MODIFIERS }),
    notes: checkOptionalText(line.notes, ['lines', index, 'notes'], { max: 200 }) ?? null,
  }));
}

/** The outlet's rules for a service mode: packaging is for what is taken away, the delivery fee for what is brought. */
function pricingRules(outlet: Outlet, serviceMode: ServiceMode, taxes: TaxTerms): PricingRules {
  return {
    pricesIncludeTax: outlet.pricesIncludeTax,
    service: { rate: outlet.serviceChargeRate, taxable: outlet.serviceChargeTaxable, basis: outlet.serviceChargeBasis },
    taxes,
    delivery: { amount: serviceMode === 'DELIVERY' ? outlet.deliveryFee : 0, taxable: outlet.deliveryFeeTaxable },
    packaging: { amount: serviceMode === 'DINE_IN' ? 0 : outlet.packagingFee, taxable: outlet.packagingFeeTaxable },
  };
}
