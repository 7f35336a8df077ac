/** Exact fractions and the two ways of rounding in pricing. Shares no code with the engine, on purpose. */

/** n / d, d > 0, not reduced. */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export function fraction(n: bigint | number, d: bigint | number = 1n): Fraction {
  return { n: BigInt(n), d: BigInt(d) };
}

export const ZERO = fraction(0);
export const ONE = fraction(1);
const HALF = fraction(1, 2);

export function plus(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d - b.n * a.d, d: a.d * b.d };
}

export function times(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** a / b, for b > 0. */
export function over(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d, d: a.d * b.n };
}

export function isMore(a: Fraction, b: Fraction): boolean {
  return a.n * b.d > b.n * a.d;
}

/** The greatest integer that is not above a. */
export function floor(a: Fraction): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** The nearest integer, halves away from zero. */
export function nearest(a: Fraction): bigint {
  return a.n < 0n ? -floor(plus({ n: -a.n, d: a.d }, HALF)) : floor(plus(a, HALF));
}

/** Basis points of an amount, rounded to the nearest unit. */
export function percentage(amount: bigint, basisPoints: number): bigint {
  return nearest(times(fraction(amount), fraction(basisPoints, 10_000)));
}

export function total(amounts: readonly bigint[]): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}

/** Distributes an amount by weights: each share is rounded down, then single units go to the largest remainders. */
export function shareOut(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = total(weights);
  if (whole === 0n) return weights.map((_, index) => (index === 0 ? amount : 0n));
  const due = weights.map((weight) => over(times(fraction(amount), fraction(weight)), fraction(whole)));
  const parts = due.map(floor);
  while (total(parts) < amount) {
    let neediest = 0;
    const missing = due.map((exact, index) => minus(exact, fraction(parts[index] ?? 0n)));
    for (const [index, rest] of missing.entries()) if (isMore(rest, missing[neediest] ?? ZERO)) neediest = index;
    parts[neediest] = (parts[neediest] ?? 0n) + 1n;
  }
  return parts;
}
