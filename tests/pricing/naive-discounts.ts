import type { Deduction } from '../../src/modules/ordering/model/pricing.ts';
import type { Eligible, PromotionTerms } from '../../src/modules/promotions/index.ts';
import type { BasketLine } from './baskets.ts';
import { fraction, nearest, percentage, shareOut, times, total } from './rational.ts';

/** A discount's amounts, per line in the order that the client sent. */
export interface Taken {
  readonly id: string;
  readonly perLine: bigint[];
}

export interface Discounted {
  /** In the order that the client sent. */
  readonly lines: readonly { readonly gross: bigint; readonly net: bigint }[];
  /** Indexes of the lines in canonical order. */
  readonly order: readonly number[];
  /** In the order of application. */
  readonly discounts: readonly Taken[];
  /** Sorted by promotion. */
  readonly notApplied: readonly { readonly id: string; readonly reason: string; readonly missing: bigint | null }[];
}

interface Unit {
  readonly line: number;
  readonly price: bigint;
  /** Id of the item promotion that uses this unit. */
  usedBy: string | null;
}

/** The basket while discounts are applied. */
interface Basket {
  readonly lines: readonly BasketLine[];
  readonly order: readonly number[];
  /** From the highest price to the lowest; equal prices in canonical order of their lines. */
  readonly units: readonly Unit[];
  taken: Taken[];
}

/** The price of one unit. For a weighed line: the price by measure, rounded to the nearest unit of money, plus modifiers once. */
function unitPrice({ unitPrice, measure, weighing }: BasketLine): bigint {
  if (measure === null || !weighing) return BigInt(unitPrice);
  return nearest(times(fraction(weighing.measurePrice), fraction(measure, 1000))) + BigInt(weighing.modifiers);
}

function gross(line: BasketLine): bigint {
  return unitPrice(line) * BigInt(line.quantity);
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A key that distinguishes a line's own deductions from those of another line. */
function ownDeductions(line: number, deductions: readonly Deduction[]): string {
  return JSON.stringify(deductions.filter((deduction) => deduction.line === line).map(({ source, rate, amount }) => [source, rate, amount]));
}

export function canonicalOrder(lines: readonly BasketLine[], deductions: readonly Deduction[]): number[] {
  return lines
    .map((line, index) => ({ line, index, own: ownDeductions(index, deductions) }))
    .sort(
      (a, b) =>
        compare(gross(b.line), gross(a.line)) ||
        compare(unitPrice(b.line), unitPrice(a.line)) ||
        compare(a.line.productId, b.line.productId) ||
        compare(a.line.categoryId, b.line.categoryId) ||
        compare(a.line.taxGroup === null ? 1 : 0, b.line.taxGroup === null ? 1 : 0) ||
        compare(a.line.taxGroup ?? '', b.line.taxGroup ?? '') ||
        compare(a.own, b.own) ||
        compare(a.line.measure === null ? 0 : 1, b.line.measure === null ? 0 : 1),
    )
    .map(({ index }) => index);
}

function basketOf(lines: readonly BasketLine[], order: readonly number[]): Basket {
  const units: Unit[] = [];
  for (const index of order) {
    const line = lines[index];
    // Item promotions do not use weighed units.
    if (line?.measure !== null) continue;
    for (let unit = 0; unit < line.quantity; unit++) units.push({ line: index, price: BigInt(line.unitPrice), usedBy: null });
  }
  return { lines, order, units: units.sort((a, b) => compare(b.price, a.price)), taken: [] };
}

function isCounted({ productIds, categoryIds }: Eligible, line: BasketLine | undefined): boolean {
  if (!line) return false;
  if (productIds === null && categoryIds === null) return true;
  return (productIds ?? []).includes(line.productId) || (categoryIds ?? []).includes(line.categoryId);
}

function left(basket: Basket, index: number): bigint {
  const line = basket.lines[index];
  return line ? gross(line) - total(basket.taken.map(({ perLine }) => perLine[index] ?? 0n)) : 0n;
}

/** Distributes an amount over the lines by weight, in canonical order. */
function spread(basket: Basket, amount: bigint, weight: (index: number) => bigint): bigint[] {
  const parts = shareOut(amount, basket.order.map(weight));
  return basket.lines.map((_, index) => parts[basket.order.indexOf(index)] ?? 0n);
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** Sums the prices of units per line. */
function pricesPerLine(basket: Basket, units: readonly Unit[]): bigint[] {
  return basket.lines.map((_, index) => total(units.filter(({ line }) => line === index).map(({ price }) => price)));
}

type ItemBenefit<T extends string> = Extract<PromotionTerms['benefit'], { type: T }>;

function freeUnits(basket: Basket, promotion: PromotionTerms, { buyQuantity, getQuantity, freeUnits }: ItemBenefit<'BUY_X_GET_Y'>): bigint[] {
  const units = basket.units.filter((unit) => unit.usedBy === null && isCounted(promotion, basket.lines[unit.line]));
  const size = buyQuantity + getQuantity;
  const sets = Math.floor(units.length / size);
  const used = freeUnits === 'CHEAPEST' ? units.slice(units.length - sets * size) : units.slice(0, sets * size);
  const free = freeUnits === 'CHEAPEST' ? units.slice(units.length - sets * getQuantity) : used.filter((_, place) => place % size >= buyQuantity);
  for (const unit of used) unit.usedBy = promotion.id;
  return pricesPerLine(basket, free);
}

/** The dearest bundle of unused units; null when a part of the bundle has too few units. */
function oneBundle(basket: Basket, items: ItemBenefit<'BUNDLE_PRICE'>['items']): Unit[] | null {
  const candidates = (item: Eligible): Unit[] => basket.units.filter((unit) => unit.usedBy === null && isCounted(item, basket.lines[unit.line]));
  const parts = items.map((item) => ({ item, choice: candidates(item).length })).sort((a, b) => a.choice - b.choice);
  const bundle: Unit[] = [];
  for (const { item } of parts) {
    const filling = candidates(item)
      .filter((unit) => !bundle.includes(unit))
      .slice(0, item.quantity);
    if (filling.length < item.quantity) return null;
    bundle.push(...filling);
  }
  return bundle;
}

function bundles(basket: Basket, { id }: PromotionTerms, { items, price }: ItemBenefit<'BUNDLE_PRICE'>): bigint[] {
  const used: Unit[] = [];
  let discount = 0n;
  for (let bundle = oneBundle(basket, items); bundle; bundle = oneBundle(basket, items)) {
    const gain = total(bundle.map((unit) => unit.price)) - BigInt(price);
    if (gain <= 0n) break;
    discount += gain;
    for (const unit of bundle) unit.usedBy = id;
    used.push(...bundle);
  }
  const prices = pricesPerLine(basket, used);
  return spread(basket, discount, (index) => prices[index] ?? 0n);
}

function takeOff(basket: Basket, promotion: PromotionTerms): void {
  const { benefit, id } = promotion;
  const cap = promotion.maximumDiscount === null ? null : BigInt(promotion.maximumDiscount);
  const capped = (amount: bigint): bigint => (cap === null ? amount : smaller(amount, cap));
  if (benefit.type === 'BUY_X_GET_Y' || benefit.type === 'BUNDLE_PRICE') {
    const would = benefit.type === 'BUY_X_GET_Y' ? freeUnits(basket, promotion, benefit) : bundles(basket, promotion, benefit);
    const amount = capped(total(would));
    // A promotion that takes nothing off is not applied and uses no units.
    if (amount === 0n) for (const unit of basket.units) if (unit.usedBy === id) unit.usedBy = null;
    basket.taken.push({ id, perLine: spread(basket, amount, (index) => would[index] ?? 0n) });
    return;
  }
  const leftOfIt = (index: number): bigint => (isCounted(promotion, basket.lines[index]) ? left(basket, index) : 0n);
  const all = total(basket.order.map(leftOfIt));
  const wanted = benefit.type === 'PERCENTAGE' ? percentage(all, benefit.rate) : smaller(BigInt(benefit.amount), all);
  basket.taken.push({ id, perLine: spread(basket, capped(wanted), leftOfIt) });
}

const STEPS = [['BUY_X_GET_Y', 'BUNDLE_PRICE'], ['PERCENTAGE'], ['FIXED_AMOUNT']];

function takeAllOff(basket: Basket, chosen: readonly PromotionTerms[]): void {
  for (const types of STEPS) for (const promotion of chosen) if (types.includes(promotion.benefit.type)) takeOff(basket, promotion);
}

function isNothing({ perLine }: Taken): boolean {
  return total(perLine) === 0n;
}

function deduct(basket: Basket, { id, line, rate, amount }: Deduction): void {
  const leftOfIt = (index: number): bigint => (line === null || line === index ? left(basket, index) : 0n);
  const all = total(basket.order.map(leftOfIt));
  const wanted = rate === null ? BigInt(amount ?? 0) : percentage(all, rate);
  basket.taken.push({ id, perLine: spread(basket, smaller(wanted, all), leftOfIt) });
}

export function naiveDiscounts(lines: readonly BasketLine[], promotions: readonly PromotionTerms[], deductions: readonly Deduction[]): Discounted {
  const order = canonicalOrder(lines, deductions);
  const subtotal = total(lines.map(gross));
  const notApplied: { id: string; reason: string; missing: bigint | null }[] = [];
  const fit: { promotion: PromotionTerms; alone: bigint }[] = [];
  for (const promotion of promotions) {
    const trial = basketOf(lines, order);
    takeOff(trial, promotion);
    const alone = total(trial.taken.flatMap(({ perLine }) => perLine));
    const missing = BigInt(promotion.minimumPurchase) - subtotal;
    if (missing > 0n) notApplied.push({ id: promotion.id, reason: 'MINIMUM_NOT_REACHED', missing });
    else if (alone === 0n) notApplied.push({ id: promotion.id, reason: 'NO_MATCHING_ITEM', missing: null });
    else fit.push({ promotion, alone });
  }
  fit.sort((a, b) => b.promotion.priority - a.promotion.priority || compare(b.alone, a.alone) || compare(a.promotion.id, b.promotion.id));
  const chosen: PromotionTerms[] = [];
  for (const { promotion } of fit) {
    const first = chosen[0];
    if (first && (first.exclusive || promotion.exclusive || first.combinationGroup !== promotion.combinationGroup)) {
      notApplied.push({ id: promotion.id, reason: 'NOT_COMBINABLE', missing: null });
    } else chosen.push(promotion);
  }
  const basket = basketOf(lines, order);
  takeAllOff(basket, chosen);
  const inVain = basket.taken.filter(isNothing);
  basket.taken = basket.taken.filter((taken) => !isNothing(taken));
  notApplied.push(...inVain.map(({ id }) => ({ id, reason: 'NO_MATCHING_ITEM', missing: null })));
  for (const source of ['MANUAL', 'VOUCHER', 'POINTS'] as const) {
    const ofSource = deductions.filter((deduction) => deduction.source === source);
    for (const deduction of ofSource.filter(({ line }) => line !== null)) deduct(basket, deduction);
    for (const deduction of ofSource.filter(({ line }) => line === null)) deduct(basket, deduction);
  }
  return {
    lines: lines.map((line, index) => ({ gross: gross(line), net: left(basket, index) })),
    order,
    discounts: basket.taken,
    notApplied: notApplied.sort((a, b) => compare(a.id, b.id)),
  };
}
