import { allocate, type Money, sumOf } from '../../kernel/money.ts';
import { type Benefit, countedLines, type DiscountableLine, type LineIndex } from './promotion-terms.ts';

type BuyXGetY = Extract<Benefit, { type: 'BUY_X_GET_Y' }>;
type Bundle = Extract<Benefit, { type: 'BUNDLE_PRICE' }>;

/** What an item promotion takes off each line, and the units it was given for: they count for no other one. */
export interface ItemDiscount {
  readonly perLine: Money[];
  readonly used: number[];
}

/** A part of a bundle with the lines that count for it, dearest first. */
interface BundlePart {
  readonly quantity: number;
  readonly counted: readonly number[];
}

/** Units of one line that are still free to be counted, dearest lines first. */
interface Units {
  readonly line: number;
  readonly price: Money;
  readonly count: number;
}

/**
 * BUY_X_GET_Y over the units that count, by price (payments reference §10.6). CHEAPEST: of n units
 * floor(n / (X + Y)) × Y are free, the cheapest. EVERY_NTH: units from the dearest down, of each X + Y the last Y free.
 */
export function buyXGetY(benefit: BuyXGetY, counted: readonly number[], lines: readonly DiscountableLine[], free: readonly number[]): ItemDiscount {
  const units = freeUnitsOf(dearestFirst(counted, lines), lines, free);
  const { buyQuantity, getQuantity, freeUnits } = benefit;
  const set = buyQuantity + getQuantity;
  const total = sumOf(units.map(({ count }) => count));
  const taken = Math.floor(total / set) * set;
  const gifts = (taken / set) * getQuantity;
  const result = nothing(lines);
  let position = 0;
  for (const { line, price, count } of units) {
    const [from, to] = [position, position + count];
    position = to;
    // The cheapest sets stand at the end, the dearest at the beginning.
    const used = freeUnits === 'CHEAPEST' ? overlap(from, to, total - taken, total) : overlap(from, to, 0, taken);
    const given = freeUnits === 'CHEAPEST' ? overlap(from, to, total - gifts, total) : giftsBefore(Math.min(to, taken)) - giftsBefore(Math.min(from, taken));
    result.used[line] = (result.used[line] ?? 0) + used;
    result.perLine[line] = (result.perLine[line] ?? 0) + given * price;
  }
  return result;

  /** Free units among the first n when the last Y of each set are. */
  function giftsBefore(n: number): number {
    return Math.floor(n / set) * getQuantity + Math.max(0, (n % set) - buyQuantity);
  }
}

/**
 * BUNDLE_PRICE: as many bundles as the basket holds, each part filled with the dearest units that count for it, the
 * parts with the fewest candidates first. The discount is shared out by the prices of the units (reference §10.7).
 */
export function bundlePrice(benefit: Bundle, index: LineIndex, lines: readonly DiscountableLine[], free: readonly number[]): ItemDiscount {
  const parts = benefit.items.map((item) => ({ quantity: item.quantity, counted: dearestFirst(countedLines(item, index), lines) }));
  const left = [...free];
  const result = nothing(lines);
  const prices = lines.map(() => 0);
  let discount = 0;
  for (;;) {
    const bundle = oneBundle(parts, lines, left);
    const worth = bundle ? sumOf(bundle.map((count, line) => count * (lines[line]?.unitPrice ?? 0))) : 0;
    if (!bundle || worth <= benefit.price) break;
    // The same bundle again, as often as there are units for it: long baskets are not walked unit by unit.
    const times = Math.min(...bundle.flatMap((count, line) => (count > 0 ? [Math.floor((left[line] ?? 0) / count)] : [])));
    bundle.forEach((count, line) => {
      left[line] = (left[line] ?? 0) - count * times;
      result.used[line] = (result.used[line] ?? 0) + count * times;
      prices[line] = (prices[line] ?? 0) + count * times * (lines[line]?.unitPrice ?? 0);
    });
    discount += times * (worth - benefit.price);
  }
  return { used: result.used, perLine: allocate(discount, prices) };
}

/** Units of each line that make the dearest bundle; null: something is missing. */
function oneBundle(items: readonly BundlePart[], lines: readonly DiscountableLine[], free: readonly number[]): number[] | null {
  const left = [...free];
  const bundle = lines.map(() => 0);
  const parts = items
    .map(({ quantity, counted }) => ({ quantity, units: freeUnitsOf(counted, lines, left) }))
    .sort((a, b) => sumOf(a.units.map(({ count }) => count)) - sumOf(b.units.map(({ count }) => count)));
  for (const { quantity, units } of parts) {
    let missing = quantity;
    for (const { line } of units) {
      const taken = Math.min(missing, left[line] ?? 0);
      left[line] = (left[line] ?? 0) - taken;
      bundle[line] = (bundle[line] ?? 0) + taken;
      missing -= taken;
    }
    if (missing > 0) return null;
  }
  return bundle;
}

function dearestFirst(counted: readonly number[], lines: readonly DiscountableLine[]): number[] {
  return [...counted].sort((a, b) => (lines[b]?.unitPrice ?? 0) - (lines[a]?.unitPrice ?? 0) || a - b);
}

function freeUnitsOf(counted: readonly number[], lines: readonly DiscountableLine[], free: readonly number[]): Units[] {
  return counted.flatMap((line) => ((free[line] ?? 0) > 0 ? [{ line, price: lines[line]?.unitPrice ?? 0, count: free[line] ?? 0 }] : []));
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}

function nothing(lines: readonly DiscountableLine[]): ItemDiscount {
  return { perLine: lines.map(() => 0), used: lines.map(() => 0) };
}
