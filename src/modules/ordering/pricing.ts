import { allocate, type BasisPoints, type Money, netOfGross, percentOf } from '../../kernel/money.ts';

/** A modifier as it is kept on a line. */
export interface LineModifier {
  readonly optionId: string;
  readonly groupName: string;
  readonly name: string;
  readonly quantity: number;
  readonly priceAdjustment: Money;
  readonly text: string | null;
}

/** What the engine needs of a line. unitPrice: with its modifiers. */
export interface LineToPrice {
  readonly quantity: number;
  readonly unitPrice: Money;
}

/** The rules of an outlet at the moment of pricing. */
export interface PricingRules {
  readonly pricesIncludeTax: boolean;
  readonly taxName: string;
  readonly taxRate: BasisPoints;
  readonly serviceChargeRate: BasisPoints;
}

export interface TaxAmount {
  readonly name: string;
  readonly rate: BasisPoints;
  /** What the rate was applied to. */
  readonly base: Money;
  readonly amount: Money;
}

export interface PricedLine {
  /** unitPrice × quantity, before discount. */
  readonly total: Money;
  readonly discount: Money;
  /** Shares of the order's amounts: the lines' sum is the order's. */
  readonly serviceCharge: Money;
  readonly tax: Money;
}

export interface AppliedPromotion {
  readonly name: string;
  readonly code: string | null;
  readonly amount: Money;
}

/** Every amount of an order or quote, in minor units. */
export interface Pricing {
  readonly lines: readonly PricedLine[];
  readonly pricesIncludeTax: boolean;
  /** Sum of the line totals before discounts; with tax inside when prices include it. */
  readonly subtotal: Money;
  readonly discount: Money;
  readonly serviceCharge: Money;
  readonly taxes: readonly TaxAmount[];
  readonly tax: Money;
  readonly delivery: Money;
  readonly packaging: Money;
  readonly tip: Money;
  readonly total: Money;
  readonly appliedPromotions: readonly AppliedPromotion[];
}

/** What an order keeps of its pricing, for ever: the rules and the amounts that no column holds. */
export interface PricingSnapshot {
  readonly rules: PricingRules;
  readonly taxes: readonly TaxAmount[];
  readonly appliedPromotions: readonly AppliedPromotion[];
}

/**
 * Prices a basket. Pure, integers only; the same for a quote and an order. Order of operations and the only points of
 * rounding (each discount, service charge, tax on the order) as in the payments reference §8.4:
 * exclusive: service = pct(net, s); tax = pct(net + service, t). Inclusive: the gross stays what the menu says,
 * net and service are taken out of it, and tax is the rest, so that the parts sum to what the guest pays.
 * Discounts per line are the place of promotions; there are none yet.
 */
export function price(lines: readonly LineToPrice[], rules: PricingRules): Pricing {
  const totals = lines.map((line) => line.unitPrice * line.quantity);
  const discounts = lines.map(() => 0);
  const nets = totals.map((total, index) => total - (discounts[index] ?? 0));
  const subtotal = sum(totals);
  const discount = sum(discounts);
  const { serviceCharge, base, tax, total } = rules.pricesIncludeTax ? inclusive(subtotal - discount, rules) : exclusive(subtotal - discount, rules);
  const services = allocate(serviceCharge, nets);
  // By what the tax lies in or on, so that an inclusive line never holds more service and tax than its price.
  const side = rules.pricesIncludeTax ? -1 : 1;
  const taxes = allocate(
    tax,
    nets.map((net, index) => net + side * (services[index] ?? 0)),
  );
  return {
    lines: totals.map((lineTotal, index) => ({
      total: lineTotal,
      discount: discounts[index] ?? 0,
      serviceCharge: services[index] ?? 0,
      tax: taxes[index] ?? 0,
    })),
    pricesIncludeTax: rules.pricesIncludeTax,
    subtotal,
    discount,
    serviceCharge,
    taxes: rules.taxRate === 0 ? [] : [{ name: rules.taxName, rate: rules.taxRate, base, amount: tax }],
    tax,
    delivery: 0,
    packaging: 0,
    tip: 0,
    total,
    appliedPromotions: [],
  };
}

interface Charges {
  readonly serviceCharge: Money;
  readonly base: Money;
  readonly tax: Money;
  readonly total: Money;
}

function exclusive(net: Money, rules: PricingRules): Charges {
  const serviceCharge = percentOf(net, rules.serviceChargeRate);
  const base = net + serviceCharge;
  const tax = percentOf(base, rules.taxRate);
  return { serviceCharge, base, tax, total: base + tax };
}

function inclusive(gross: Money, rules: PricingRules): Charges {
  const net = netOfGross(gross, [rules.serviceChargeRate, rules.taxRate]);
  // Without tax the whole rest is service charge, so that the parts sum to the gross; of a few minor units net and
  // service may both be rounded up, but never past the gross.
  const rest = gross - net;
  const serviceCharge = rules.taxRate === 0 ? rest : Math.min(percentOf(net, rules.serviceChargeRate), rest);
  const base = net + serviceCharge;
  return { serviceCharge, base, tax: gross - base, total: gross };
}

function sum(amounts: readonly Money[]): Money {
  return amounts.reduce((a, b) => a + b, 0);
}
