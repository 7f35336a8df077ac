import { allocate, type BasisPoints, type Money, percentOf, sumOf } from '../../../kernel/values/money.ts';
import { type Applied, applyDiscounts, applyPromotions, type DiscountableLine, type NotApplied, type PromotionTerms } from '../../promotions/index.ts';
import { type Charges, charge, type Fee, type ServiceTerms, type TaxAmount, type TaxRule, type TaxTerms } from '../../tax/index.ts';

/** What the engine needs of a line. unitPrice includes the modifiers. For a measured line it is the rounded price of the whole measure. */
export interface LineToPrice extends DiscountableLine {
  readonly taxGroup: string | null;
}

/** The rules of an outlet at the moment of pricing; an order keeps them for ever. */
export interface PricingRules {
  readonly pricesIncludeTax: boolean;
  readonly service: ServiceTerms;
  readonly taxes: TaxTerms;
  readonly delivery: Fee;
  readonly packaging: Fee;
}

/** Sources of discounts, in the order in which they are taken off. */
export const DiscountSource = { PROMOTION: 'PROMOTION', MANUAL: 'MANUAL', VOUCHER: 'VOUCHER', POINTS: 'POINTS' } as const;
export type DiscountSource = keyof typeof DiscountSource;

/** A discount that is not a promotion's: given by staff, or bought with a voucher or points. Either rate or amount is set. */
export interface Deduction {
  /** Unique in the order. */
  readonly id: string;
  readonly source: Exclude<DiscountSource, 'PROMOTION'>;
  /** The name on receipts, e.g. the reason. */
  readonly name: string;
  readonly code: string | null;
  readonly rate: BasisPoints | null;
  readonly amount: Money | null;
  /** Index of the only line that it lowers; null: the whole order. */
  readonly line: number | null;
}

/** A discount as it was taken off. */
export interface AppliedDiscount {
  readonly source: DiscountSource;
  /** Id of the promotion or deduction. */
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
  readonly amount: Money;
  /** The amounts it takes off the lines that it lowers. */
  readonly lines: readonly { readonly line: number; readonly amount: Money }[];
}

export interface PricedLine {
  /** unitPrice × quantity, before discount. */
  readonly total: Money;
  readonly discount: Money;
  /** Shares of the order's amounts. All lines' shares sum to the order's amounts, less the part of fees. */
  readonly serviceCharge: Money;
  readonly tax: Money;
  /** Null: the line is not taxed. */
  readonly rule: TaxRule | null;
  /** What the line costs in all. All lines, the fees and the tip sum to the order's total. */
  readonly finalTotal: Money;
}

/** Every amount of an order or quote, in minor units. */
export interface Pricing {
  readonly lines: readonly PricedLine[];
  readonly pricesIncludeTax: boolean;
  /** Sum of the line totals before discounts. It includes tax when prices do. */
  readonly subtotal: Money;
  readonly discount: Money;
  readonly serviceChargeBase: Money;
  readonly serviceCharge: Money;
  readonly taxes: readonly TaxAmount[];
  readonly tax: Money;
  readonly delivery: Money;
  /** Tax on the delivery fee; inside the fee when prices include tax. */
  readonly deliveryTax: Money;
  readonly packaging: Money;
  readonly packagingTax: Money;
  readonly tip: Money;
  readonly total: Money;
  readonly discounts: readonly AppliedDiscount[];
  readonly notApplied: readonly NotApplied[];
  /** The promotions that were applied, for pricing the order again. */
  readonly promotions: readonly PromotionTerms[];
}

export interface PricingInput {
  readonly lines: readonly LineToPrice[];
  readonly rules: PricingRules;
  /** The promotions that may be used here and now. The engine chooses among them. */
  readonly promotions?: readonly PromotionTerms[];
  readonly deductions?: readonly Deduction[];
  /** Added on top of everything; not taxed. */
  readonly tip?: Money;
}

/**
 * Prices a basket: the one engine for quotes, orders, changes of orders, and refunds. It is pure and uses only integers.
 * docs/pricing.md has the order of operations and the only points of rounding (after the payments reference §8.4): line totals
 * → item promotions → percentages → fixed amounts → staff's discounts → vouchers → points → service charge → tax → fees → tip.
 * The order of the lines changes only which of two equal lines carries an odd unit.
 */
export function price(input: PricingInput): Pricing {
  return priceWith(input, (lines) => applyPromotions(lines, input.promotions ?? []));
}

/** Prices an order again with exactly its own promotions, e.g. after staff gave a discount. */
export function recalculatePrice(input: PricingInput): Pricing {
  return priceWith(input, (lines) => ({ applied: applyDiscounts(lines, input.promotions ?? []), notApplied: [] }));
}

function priceWith(
  { lines: input, rules, deductions = [], tip = 0 }: PricingInput,
  promote: (lines: readonly LineToPrice[]) => { readonly applied: readonly Applied[]; readonly notApplied: readonly NotApplied[] },
): Pricing {
  const order = canonicalOrder(input, deductions);
  const lines = order.map((index) => input[index] as LineToPrice);
  const totals = lines.map(({ unitPrice, quantity }) => unitPrice * quantity);
  const nets = [...totals];
  const { applied, notApplied } = promote(lines);
  const discounts: AppliedDiscount[] = [];
  const take = (discount: Omit<AppliedDiscount, 'amount' | 'lines'>, perLine: readonly Money[]): void => {
    perLine.forEach((part, at) => {
      nets[at] = (nets[at] ?? 0) - part;
    });
    const parts = perLine.flatMap((amount, at) => (amount > 0 ? [{ line: order[at] ?? 0, amount }] : []));
    discounts.push({ ...discount, amount: sumOf(perLine), lines: parts.sort((a, b) => a.line - b.line) });
  };
  for (const { terms, perLine } of applied) take({ source: 'PROMOTION', id: terms.id, name: terms.name, code: terms.code }, perLine);
  for (const { source, id, name, code, ...deduction } of inOrder(deductions)) {
    take({ source, id, name, code }, deducted(deduction, nets, order));
  }
  const charges = charge({
    pricesIncludeTax: rules.pricesIncludeTax,
    service: rules.service,
    taxes: rules.taxes,
    lines: lines.map(({ taxGroup }, at) => ({ gross: totals[at] ?? 0, net: nets[at] ?? 0, taxGroup })),
    fees: [rules.delivery, rules.packaging],
  });
  const priced = lines.map((_, at) => pricedLine(rules, totals[at] ?? 0, nets[at] ?? 0, charges.lines[at]));
  return {
    lines: inverse(order).map((at) => priced[at] as PricedLine),
    ...totalsOf(rules, totals, nets, charges, tip),
    discounts,
    notApplied,
    promotions: applied.map(({ terms }) => terms),
  };
}

/** Largest first, so that largest-remainder ties do not depend on the order in which a client sends the lines. */
function canonicalOrder(lines: readonly LineToPrice[], deductions: readonly Deduction[]): number[] {
  const keys = lines.map(({ productId, categoryId, taxGroup, measure }, index) => {
    const own = deductions.filter(({ line }) => line === index).map(({ source, rate, amount }) => [source, rate, amount]);
    return JSON.stringify([productId, categoryId, taxGroup, own, measure !== null]);
  });
  const compare = (a: number, b: number): number => {
    const [one, other] = [lines[a] as LineToPrice, lines[b] as LineToPrice];
    const byPrice = other.unitPrice * other.quantity - one.unitPrice * one.quantity || other.unitPrice - one.unitPrice;
    if (byPrice !== 0) return byPrice;
    const [first = '', second = ''] = [keys[a], keys[b]];
    return first === second ? a - b : first < second ? -1 : 1;
  };
  return lines.map((_, index) => index).sort(compare);
}

const SOURCES: readonly DiscountSource[] = ['MANUAL', 'VOUCHER', 'POINTS'];

/** Staff's discounts before vouchers before points; within one source, discounts of a line before discounts of the order. */
function inOrder(deductions: readonly Deduction[]): Deduction[] {
  const rank = ({ source, line }: Deduction): number => SOURCES.indexOf(source) * 2 + (line === null ? 1 : 0);
  return [...deductions].sort((a, b) => rank(a) - rank(b));
}

function deducted({ rate, amount, line }: Pick<Deduction, 'rate' | 'amount' | 'line'>, nets: readonly Money[], order: readonly number[]): Money[] {
  const weights = nets.map((net, at) => (line === null || order[at] === line ? net : 0));
  const whole = sumOf(weights);
  return allocate(Math.min(rate === null ? (amount ?? 0) : percentOf(whole, rate), whole), weights);
}

function pricedLine({ pricesIncludeTax }: PricingRules, total: Money, net: Money, charges: Charges['lines'][number] | undefined): PricedLine {
  const { serviceCharge = 0, tax = 0, rule = null } = charges ?? {};
  return { total, discount: total - net, serviceCharge, tax, rule, finalTotal: pricesIncludeTax ? net : net + serviceCharge + tax };
}

function totalsOf(
  { pricesIncludeTax, delivery, packaging }: PricingRules,
  totals: readonly Money[],
  nets: readonly Money[],
  { lines: _lines, feeTaxes, ...charges }: Charges,
  tip: Money,
): Omit<Pricing, 'lines' | 'discounts' | 'notApplied' | 'promotions'> {
  const subtotal = sumOf(totals);
  return {
    ...charges,
    pricesIncludeTax,
    subtotal,
    discount: subtotal - sumOf(nets),
    delivery: delivery.amount,
    deliveryTax: feeTaxes[0] ?? 0,
    packaging: packaging.amount,
    packagingTax: feeTaxes[1] ?? 0,
    tip,
    total: charges.total + tip,
  };
}

function inverse(order: readonly number[]): number[] {
  const at: number[] = [];
  order.forEach((index, position) => {
    at[index] = position;
  });
  return at;
}
