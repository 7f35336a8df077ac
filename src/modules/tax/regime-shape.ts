import { checkInteger, checkList, checkText, invalid } from '../../kernel/values/check.ts';
import type { FieldPath } from '../../kernel/values/errors.ts';
import type { BasisPoints, Money } from '../../kernel/values/money.ts';
import { type DatedRate, EXEMPT } from './tax-terms.ts';
import type { Withholding } from './withholding.ts';

/** A rate as a client sends it. */
export interface RateInput {
  readonly taxGroup: string;
  readonly name: string;
  readonly rate: BasisPoints;
  readonly baseNumerator?: number | null;
  readonly baseDenominator?: number | null;
  readonly validFrom?: string | null;
  readonly validUntil?: string | null;
  readonly active?: boolean | null;
}

const MAX_RATES = 100;
const MAX_FRACTION = 1000;
const MAX_THRESHOLD: Money = 1_000_000_000_000;
/** The first valid date: the database can store it, and an earlier date is a typing error. */
const FIRST_DAY = '1900-01-01';

/** Checks a tax group's code, which products and rates name. */
export function checkTaxGroup(code: string, field: FieldPath): string {
  return checkText(code, field, { min: 2, max: 20, pattern: /^[A-Z0-9_]+$/, shape: '2 to 20 upper-case letters, digits and _' });
}

/** Checks the rates of a regime, each alone and against those before it: for one group, two rates must not hold on the same day. */
export function checkRates(input: readonly RateInput[], before: readonly DatedRate[] = []): DatedRate[] {
  checkList(input, ['rates'], { max: MAX_RATES - before.length });
  const rates: DatedRate[] = [...before];
  for (const [index, rateInput] of input.entries()) {
    const path = ['rates', index];
    const rate = checkRate(rateInput, path);
    const other = rates.find((earlier) => overlap(earlier, rate));
    if (other) throw invalid([...path, 'validFrom'], `must be another day: ${rate.taxGroup} has another rate then, ${other.name} ${other.rate}.`);
    rates.push(rate);
  }
  return rates;
}

function checkRate(rateInput: RateInput, path: FieldPath): DatedRate {
  const taxGroup = checkTaxGroup(rateInput.taxGroup, [...path, 'taxGroup']);
  if (taxGroup === EXEMPT) throw invalid([...path, 'taxGroup'], 'cannot be EXEMPT: no tax is asked of that group.');
  const baseNumerator = checkInteger(rateInput.baseNumerator ?? 1, [...path, 'baseNumerator'], 1, MAX_FRACTION);
  const baseDenominator = checkInteger(rateInput.baseDenominator ?? 1, [...path, 'baseDenominator'], 1, MAX_FRACTION);
  if (baseNumerator > baseDenominator) throw invalid([...path, 'baseNumerator'], 'must not be more than baseDenominator.');
  const validFrom = checkDay(rateInput.validFrom ?? null, [...path, 'validFrom']);
  const validUntil = checkDay(rateInput.validUntil ?? null, [...path, 'validUntil']);
  if (validFrom !== null && validUntil !== null && validUntil < validFrom) throw invalid([...path, 'validUntil'], 'must not be before validFrom.');
  return {
    taxGroup,
    name: checkText(rateInput.name, [...path, 'name'], { max: 40 }),
    rate: checkInteger(rateInput.rate, [...path, 'rate'], 0, 10_000),
    baseNumerator,
    baseDenominator,
    validFrom,
    validUntil,
    active: rateInput.active ?? true,
  };
}

function checkDay(day: string | null, field: FieldPath): string | null {
  if (day !== null && day < FIRST_DAY) throw invalid(field, `must not be before ${FIRST_DAY}.`);
  return day;
}

/** Both ends are inclusive. Dates sort as texts; 'z' sorts after all of them. */
function overlap(a: DatedRate, b: DatedRate): boolean {
  if (a.taxGroup !== b.taxGroup || !a.active || !b.active) return false;
  return (a.validFrom ?? '') <= (b.validUntil ?? 'z') && (b.validFrom ?? '') <= (a.validUntil ?? 'z');
}

/** The default group must have a rate, even if none holds today, or be EXEMPT. */
export function checkDefaultGroup(code: string, rates: readonly { readonly taxGroup: string }[]): string {
  const group = checkTaxGroup(code, ['defaultGroup']);
  const known = knownGroups(rates);
  if (!known.includes(group)) throw invalid(['defaultGroup'], `has no rate; the groups are ${known.join(', ')}.`);
  return group;
}

/** Every group that a product may name, including EXEMPT. */
export function knownGroups(rates: readonly { readonly taxGroup: string }[]): string[] {
  return [...new Set([EXEMPT, ...rates.map(({ taxGroup }) => taxGroup)])].sort();
}

export function checkWithholding({ rate, above }: Withholding): Withholding {
  return { rate: checkInteger(rate, ['withholding', 'rate'], 1, 10_000), above: checkInteger(above, ['withholding', 'above'], 0, MAX_THRESHOLD) };
}

export function checkRegimeName(name: string): string {
  return checkText(name, ['name']);
}

/** Sorts by group and first day, for display. */
export function sortRates<R extends { readonly taxGroup: string; readonly validFrom?: string | null }>(rates: readonly R[]): R[] {
  const key = ({ taxGroup, validFrom }: R): string => `${taxGroup} ${validFrom ?? ''}`;
  return rates.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
