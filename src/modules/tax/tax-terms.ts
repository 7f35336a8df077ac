import type { BasisPoints } from '../../kernel/values/money.ts';

/** The tax group that is never taxed, in any regime. */
export const EXEMPT = 'EXEMPT';

/** How one tax is calculated: rate × (baseNumerator / baseDenominator of the amount), e.g. PPN 12 % of 11/12. */
export interface TaxRule {
  /** Name on receipts. */
  readonly name: string;
  readonly rate: BasisPoints;
  readonly baseNumerator: number;
  readonly baseDenominator: number;
}

/** The taxes of an outlet on one date, by the tax group of what is sold. */
export interface TaxTerms {
  /** Applies to products without a group, to groups that have no rule here, and to fees. */
  readonly defaultGroup: string;
  readonly rules: Readonly<Record<string, TaxRule>>;
}

/** A rate of a regime with the days on which it holds, both inclusive; null: no bound on that side. */
export interface DatedRate extends TaxRule {
  readonly taxGroup: string;
  readonly active: boolean;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
}

/** The terms of a regime on a date (`YYYY-MM-DD`, local to the outlet). */
export function termsOn(defaultGroup: string, rates: readonly DatedRate[], date: string): TaxTerms {
  const inForce = rates.filter((rate) => rate.active && (rate.validFrom ?? '') <= date && (rate.validUntil === null || rate.validUntil >= date));
  return {
    defaultGroup,
    rules: Object.fromEntries(
      inForce.map(({ taxGroup, name, rate, baseNumerator, baseDenominator }) => [taxGroup, { name, rate, baseNumerator, baseDenominator }]),
    ),
  };
}

/** The terms of an outlet without a regime: one rate for everything; no rule when it is 0. */
export function singleRate(name: string, rate: BasisPoints): TaxTerms {
  return { defaultGroup: 'STANDARD', rules: rate === 0 ? {} : { STANDARD: { name, rate, baseNumerator: 1, baseDenominator: 1 } } };
}

/** The rule that applies to a group; null: not taxed. */
export function ruleOf(terms: TaxTerms, group: string | null): TaxRule | null {
  const rule = group === EXEMPT ? undefined : (ruleNamed(terms, group) ?? ruleNamed(terms, terms.defaultGroup));
  return rule ?? null;
}

/** A group may have the name of a property that every object has. */
function ruleNamed({ rules }: TaxTerms, group: string | null): TaxRule | undefined {
  return group !== null && group !== EXEMPT && Object.hasOwn(rules, group) ? rules[group] : undefined;
}
