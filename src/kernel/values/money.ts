/** An integer amount in minor units of the currency named beside it. Amounts stay within ±2^53. */
export type Money = number;

/** The largest amount that a command takes, in minor units: sums of many of them are still exact. */
export const MAX_AMOUNT: Money = 1_000_000_000_000;

/** A rate in basis points: 1000 is 10 %. */
export type BasisPoints = number;

const HUNDRED_PERCENT = 10_000n;

/**
 * n / d rounded half up, mirrored for negatives (payments reference §8.4).
 * Exact: the quotient is taken in big integers.
 */
export function halfUp(n: bigint, d: bigint): bigint {
  if (n < 0n) return -halfUp(-n, d);
  return (2n * n + d) / (2n * d);
}

/** `rate` of an amount, rounded half up. */
export function percentOf(amount: Money, rate: BasisPoints): Money {
  return Number(halfUp(BigInt(amount) * BigInt(rate), HUNDRED_PERCENT));
}

/** n / d of an amount, rounded half up. */
export function ratioOf(amount: Money, n: bigint, d: bigint): Money {
  return Number(halfUp(BigInt(amount) * n, d));
}

/** Σ of amounts; 0 of none. */
export function sumOf(amounts: readonly Money[]): Money {
  return amounts.reduce((a, b) => a + b, 0);
}

/**
 * Splits a total over weights by largest remainder, ties to the lower index; the parts sum to the total (reference §8.4).
 * With total ≤ Σ weights no part exceeds its weight. If all weights are zero, the first part gets everything. A negative
 * total is split like the positive one, with the signs turned.
 */
export function allocate(total: Money, weights: readonly Money[]): Money[] {
  if (weights.length === 0) return [];
  if (total < 0) return allocate(-total, weights).map((part) => 0 - part);
  if (total === 0) return weights.map(() => 0);
  const sum = weights.reduce((a, w) => a + BigInt(w), 0n);
  if (sum === 0n) return weights.map((_, index) => (index === 0 ? total : 0));
  const amount = BigInt(total);
  const parts = weights.map((weight, index) => {
    const product = amount * BigInt(weight);
    return { index, share: product / sum, remainder: product % sum };
  });
  let missing = Number(amount - parts.reduce((a, part) => a + part.share, 0n));
  for (const part of [...parts].sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))) {
    if (missing === 0) break;
    part.share += 1n;
    missing -= 1;
  }
  return parts.map((part) => Number(part.share));
}

/** The sum of the first n of m equal shares of an amount, as {@link allocate} makes them: the odd units are in the earlier shares. */
export function firstShares(amount: Money, n: number, m: number): Money {
  const odd = amount % m;
  return n * ((amount - odd) / m) + Math.min(n, odd);
}

/** The multiple of the step that a cash amount is rounded to. */
export const CashRoundingMode = { NEAREST: 'NEAREST', DOWN: 'DOWN', UP: 'UP' } as const;
export type CashRoundingMode = keyof typeof CashRoundingMode;

/** A multiple of a cash step, so that coins exist to pay it: the nearest (half up), the one below or the one above. */
export function roundToStep(amount: Money, step: Money, mode: CashRoundingMode = 'NEAREST'): Money {
  if (mode === 'NEAREST') return Number(halfUp(BigInt(amount), BigInt(step)) * BigInt(step));
  return (mode === 'DOWN' ? Math.floor(amount / step) : Math.ceil(amount / step)) * step;
}

/**
 * ISO 4217 minor-unit exponents, kept here because runtimes disagree (ISO says 2 for IDR, Intl says 0);
 * IDR is kept in whole rupiah, as every Indonesian payment system does.
 */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...'BIF CLP DJF GNF IDR ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0] as const),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3] as const),
  ...(
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP ' +
    'GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD ' +
    'NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU ' +
    'UZS VED VES WST XCD YER ZAR ZMW ZWG'
  )
    .split(' ')
    .map((code) => [code, 2] as const),
]);

/** Digits after the decimal point of a currency's amounts; undefined for a code that is not in use. */
export function fractionDigits(currency: string): number | undefined {
  return EXPONENTS.get(currency);
}

/** The unit in which a payment provider counts a currency. */
export interface ProviderUnit {
  /** Digits after the decimal point in the provider's amounts: 2 for one that counts rupiah in hundredths. */
  readonly exponent: number;
  /** The provider takes only multiples of this, in its unit: 10 where the last digit must be 0. Default 1. */
  readonly multipleOf?: number;
}

/**
 * An amount in a provider's unit, e.g. 10000 IDR (kept in whole rupiah) in hundredths: 1000000.
 * @throws RangeError when the conversion is not exact: the amount paid at the provider must be the amount due here.
 */
export function toProviderAmount(amount: Money, currency: string, unit: ProviderUnit): number {
  const converted = shifted(amount, unit.exponent - digitsOf(currency), currency);
  if (converted % (unit.multipleOf ?? 1) !== 0) throw new RangeError(`The provider takes multiples of ${unit.multipleOf} only, not ${converted} ${currency}.`);
  return converted;
}

/**
 * A provider's amount in our minor units. A paid amount is taken as it is, multiple or not.
 * @throws RangeError when it cannot be stored exactly
 */
export function fromProviderAmount(amount: number, currency: string, { exponent }: ProviderUnit): Money {
  return shifted(amount, digitsOf(currency) - exponent, currency);
}

function digitsOf(currency: string): number {
  const digits = fractionDigits(currency);
  if (digits === undefined) throw new RangeError(`${currency} is no currency that is in use.`);
  return digits;
}

/**
 * amount × 10^digits.
 * @throws RangeError when the result is not a safe integer
 */
function shifted(amount: number, digits: number, currency: string): number {
  const factor = 10 ** Math.abs(digits);
  if (!Number.isSafeInteger(amount) || !Number.isSafeInteger(factor)) throw new RangeError(`${amount} ${currency} is no exact amount.`);
  if (digits < 0 && amount % factor !== 0) throw new RangeError(`${amount} ${currency} has a fraction in a unit with ${-digits} digits fewer.`);
  const converted = digits < 0 ? amount / factor : amount * factor;
  if (!Number.isSafeInteger(converted)) throw new RangeError(`${amount} ${currency} is too much to be counted exactly.`);
  // Never negative zero, which some comparisons tell apart from 0.
  return converted === 0 ? 0 : converted;
}
