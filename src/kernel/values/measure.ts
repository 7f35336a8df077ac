import { type Money, ratioOf } from './money.ts';

/** The unit that a product is sold by. PIECE: whole units; the others: a measure of that unit, e.g. 0.345 of KG. */
export const MeasureUnit = { PIECE: 'PIECE', KG: 'KG', G: 'G', L: 'L', ML: 'ML', M: 'M' } as const;
export type MeasureUnit = keyof typeof MeasureUnit;

/** A measure in thousandths of its unit: 345 of KG is 0.345 kg. Measures are never floating-point numbers. */
export type Thousandths = number;

/** The largest measure of one line: 999 units. */
export const MAX_MEASURE: Thousandths = 999_000;

const WRITTEN = /^(-?)(\d{1,9})(?:\.(\d{1,3}))?$/;

/** The thousandths of a decimal with at most three places, e.g. "0.345"; null: the text is no such decimal. */
export function parseMeasure(text: string): Thousandths | null {
  const [, sign, whole = '0', places = ''] = WRITTEN.exec(text) ?? [];
  if (sign === undefined) return null;
  const thousandths = Number(whole) * 1000 + Number(places.padEnd(3, '0'));
  return sign === '-' && thousandths > 0 ? -thousandths : thousandths;
}

/** The thousandths of a decimal that was checked already, e.g. by its scalar. */
export function thousandthsOf(text: string): Thousandths {
  const thousandths = parseMeasure(text);
  if (thousandths === null) throw new RangeError(`${text} is no decimal with at most three places.`);
  return thousandths;
}

/**
 * A measure as a decimal without zeros at its end: "0.345", "12.5", "1". Exact: the text of a number with at most 15
 * digits is the decimal itself.
 */
export function formatMeasure(measure: Thousandths): string {
  return String(measure / 1000);
}

/** The price of a measure at a price per unit: rounded half up, the only rounding of a measured line (docs/pricing.md). */
export function priceOfMeasure(price: Money, measure: Thousandths): Money {
  return ratioOf(price, BigInt(measure), 1000n);
}
