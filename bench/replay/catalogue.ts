import type { FileLine, FileOrder } from './parse-orders.ts';

/** A product of the replayed menu: the same item at another price is another product. */
export interface CatalogueProduct {
  readonly sku: string;
  readonly name: string;
  readonly category: CategoryName;
  readonly unitCents: number;
  readonly options: readonly string[];
  /** The largest number of options on one line of this product. */
  readonly maxOptions: number;
  /** True when a line counts an option more than once. */
  readonly repeats: boolean;
}

export const categories = ['Bowls', 'Burritos', 'Tacos', 'Salads', 'Chips', 'Drinks'] as const;
export type CategoryName = (typeof categories)[number];

/** Chips and drinks are handed out at the counter; the rest is made on the line, the outlet's default station. */
export const stations = [
  { code: 'LINE', name: 'Line', isDefault: true },
  { code: 'COUNTER', name: 'Counter', isDefault: false },
] as const;
export const stationOf = (category: CategoryName): string | null => (category === 'Chips' || category === 'Drinks' ? 'COUNTER' : null);

export const productKey = (line: Pick<FileLine, 'item' | 'unitCents'>): string => `${line.item}@${line.unitCents}`;

/** Every product of the file by {@link productKey}, numbered by first appearance, so that a second run finds the products of the first. */
export function catalogueOf(orders: readonly FileOrder[]): ReadonlyMap<string, CatalogueProduct> {
  const lines = Map.groupBy(
    orders.flatMap((order) => order.lines),
    productKey,
  );
  return new Map([...lines].map(([key, sold], index) => [key, productOf(sold, index + 1)]));
}

function productOf(sold: readonly FileLine[], number: number): CatalogueProduct {
  const { item, unitCents } = sold[0] as FileLine;
  return {
    sku: `REPLAY-${String(number).padStart(3, '0')}`,
    name: item,
    category: categoryOf(item),
    unitCents,
    options: [...new Set(sold.flatMap((line) => line.options))].sort(),
    maxOptions: Math.max(...sold.map((line) => line.options.length)),
    repeats: sold.some((line) => new Set(line.options).size < line.options.length),
  };
}

function categoryOf(item: string): CategoryName {
  if (/salad/i.test(item)) return 'Salads';
  if (/bowl/i.test(item)) return 'Bowls';
  if (/burrito/i.test(item)) return 'Burritos';
  if (/tacos/i.test(item)) return 'Tacos';
  return /chips/i.test(item) ? 'Chips' : 'Drinks';
}
