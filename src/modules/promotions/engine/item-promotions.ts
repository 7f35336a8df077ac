import { allocate, type Money, sumOf } from '../../../kernel/values/money.ts';
import { type Benefit, type BundleItem, countedLines, type DiscountableLine, type LineIndex } from '../model/promotion-terms.ts';

type BuyXGetY = Extract<Benefit, { type: 'BUY_X_GET_Y' }>;
type Bundle = Extract<Benefit, { type: 'BUNDLE_PRICE' }>;

/** What an item promotion takes off, and the units of each line that it was given for: other item promotions cannot use them. */
export interface ItemDiscount {
  readonly amount: Money;
  readonly used: number[];
  /** The amount by line. Most promotions are only compared, so their amount need not be shared out. */
  perLine(): Money[];
}

/** A part of a bundle. */
interface BundlePart {
  readonly quantity: number;
  /** The lines that count for it, most expensive first. */
  readonly counted: readonly number[];
  /** By line: whether it counts for this part. */
  readonly counts: readonly boolean[];
  /** Units of these lines that no bundle has used. */
  units: number;
  /** Index in `counted` of the first line that has units left. */
  next: number;
}

/** Units by line. */
type Units = ReadonlyMap<number, number>;

/**
 * BUY_X_GET_Y over the units that count, by price (payments reference §10.6). The lines are sorted, most expensive first.
 * CHEAPEST: of n units, the cheapest floor(n / (X + Y)) × Y are free. EVERY_NTH: from the most expensive unit down, the last Y
 * of each X + Y are free.
 */
export function buyXGetY(benefit: BuyXGetY, counted: readonly number[], lines: readonly DiscountableLine[], free: readonly number[]): ItemDiscount {
  const { buyQuantity, getQuantity, freeUnits } = benefit;
  const set = buyQuantity + getQuantity;
  const total = sumOf(counted.map((line) => free[line] ?? 0));
  const taken = Math.floor(total / set) * set;
  const gifts = (taken / set) * getQuantity;
  const used = lines.map(() => 0);
  const perLine = lines.map(() => 0);
  let position = 0;
  for (const line of counted) {
    const [from, to] = [position, position + (free[line] ?? 0)];
    position = to;
    // CHEAPEST uses sets from the cheap end, EVERY_NTH from the expensive end.
    used[line] = freeUnits === 'CHEAPEST' ? overlap(from, to, total - taken, total) : overlap(from, to, 0, taken);
    const freeCount =
      freeUnits === 'CHEAPEST' ? overlap(from, to, total - gifts, total) : giftsBefore(Math.min(to, taken)) - giftsBefore(Math.min(from, taken));
    perLine[line] = freeCount * (lines[line]?.unitPrice ?? 0);
  }
  return { amount: sumOf(perLine), used, perLine: () => perLine };

  /** Number of free units among the first n, when the last Y of each set are free. */
  function giftsBefore(n: number): number {
    return Math.floor(n / set) * getQuantity + Math.max(0, (n % set) - buyQuantity);
  }
}

/**
 * BUNDLE_PRICE: as many bundles as the basket holds. The parts with the fewest candidates are filled first, each with the most
 * expensive units that count for it. The discount is shared out by the prices of the units (reference §10.7). Any guest may ask
 * for a quote, so the work grows with the lines and the parts, not with the units.
 */
export function bundlePrice(benefit: Bundle, index: LineIndex, lines: readonly DiscountableLine[], free: readonly number[]): ItemDiscount {
  const parts = benefit.items.map((item) => bundlePart(item, index, free));
  const left = [...free];
  const used = lines.map(() => 0);
  const priceOf = (line: number): Money => lines[line]?.unitPrice ?? 0;
  let amount = 0;
  for (;;) {
    const bundle = oneBundle(parts, left);
    const worth = bundle ? sumOf([...bundle].map(([line, count]) => count * priceOf(line))) : 0;
    if (!bundle || worth <= benefit.price) break;
    // Takes the same bundle as often as there are units for it, so that long baskets are not walked unit by unit.
    const times = Math.min(...[...bundle].map(([line, count]) => Math.floor((left[line] ?? 0) / count)));
    for (const [line, count] of bundle) {
      left[line] = (left[line] ?? 0) - count * times;
      used[line] = (used[line] ?? 0) + count * times;
      for (const part of parts) if (part.counts[line]) part.units -= count * times;
    }
    amount += times * (worth - benefit.price);
  }
  const perLine = (): Money[] =>
    allocate(
      amount,
      used.map((count, line) => count * priceOf(line)),
    );
  return { amount, used, perLine };
}

function bundlePart(item: BundleItem, index: LineIndex, free: readonly number[]): BundlePart {
  const counted = countedLines(item, index, index.dearestFirst);
  const counts = free.map(() => false);
  for (const line of counted) counts[line] = true;
  return { quantity: item.quantity, counted, counts, units: sumOf(counted.map((line) => free[line] ?? 0)), next: 0 };
}

/** Units of each line in the most expensive bundle; null: the basket does not hold a bundle. */
function oneBundle(parts: readonly BundlePart[], left: readonly number[]): Units | null {
  if (parts.some(({ quantity, units }) => units < quantity)) return null;
  const bundle = new Map<number, number>();
  for (const part of parts.toSorted((a, b) => a.units - b.units)) {
    while (left[part.counted[part.next] ?? -1] === 0) part.next += 1;
    let missing = part.quantity;
    for (let at = part.next; missing > 0; at += 1) {
      const line = part.counted[at];
      if (line === undefined) return null;
      const inBundle = bundle.get(line) ?? 0;
      const taken = Math.min(missing, (left[line] ?? 0) - inBundle);
      if (taken > 0) bundle.set(line, inBundle + taken);
      missing -= taken;
    }
  }
  return bundle;
}

function overlap(from: number, to: number, start: number, end: number): number {
  return Math.max(0, Math.min(to, end) - Math.max(from, start));
}
