import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fractionDigits, fromProviderAmount, type ProviderUnit, toProviderAmount } from '../../src/kernel/values/money.ts';

/** Codes and exponents of ISO 4217 (payments reference §8.3), and the units that payment systems use. */
const FACTS = [
  { code: 'IDR', iso: 2, kept: 0 },
  { code: 'ETB', iso: 2, kept: 2 },
  { code: 'INR', iso: 2, kept: 2 },
  { code: 'USD', iso: 2, kept: 2 },
  { code: 'JPY', iso: 0, kept: 0 },
  { code: 'KWD', iso: 3, kept: 3 },
] as const;

const HUNDREDTHS: ProviderUnit = { exponent: 2 };
const WHOLE: ProviderUnit = { exponent: 0 };
/** Thousandths whose last digit must be 0. */
const TENS: ProviderUnit = { exponent: 3, multipleOf: 10 };

test.each(FACTS)('$code is kept with $kept digits', ({ code, kept }) => {
  expect(fractionDigits(code)).toBe(kept);
});

test('only the rupiah is kept otherwise than ISO 4217 has it', () => {
  expect(FACTS.filter(({ iso, kept }) => iso !== kept).map(({ code }) => code)).toEqual(['IDR']);
});

describe('in a provider’s unit', () => {
  test.each<[string, number, ProviderUnit, number]>([
    ['IDR', 10_000, WHOLE, 10_000],
    ['IDR', 10_000, HUNDREDTHS, 1_000_000],
    ['ETB', 59_044, HUNDREDTHS, 59_044],
    ['ETB', 59_000, WHOLE, 590],
    ['INR', 12_345, HUNDREDTHS, 12_345],
    ['USD', 1250, HUNDREDTHS, 1250],
    ['JPY', 500, WHOLE, 500],
    ['JPY', 500, HUNDREDTHS, 50_000],
    ['KWD', 1250, TENS, 1250],
    ['KWD', 1250, HUNDREDTHS, 125],
    ['KWD', 5, { exponent: 3 }, 5],
    ['USD', -1250, HUNDREDTHS, -1250],
    ['IDR', 0, HUNDREDTHS, 0],
    ['KWD', 0, TENS, 0],
  ])('%s %i', (code, amount, unit, expected) => {
    expect(toProviderAmount(amount, code, unit)).toBe(expected);
    expect(fromProviderAmount(expected, code, unit)).toBe(amount);
  });

  test.each<[string, number, ProviderUnit]>([
    // A fraction of the provider's unit.
    ['ETB', 59_044, WHOLE],
    ['KWD', 1255, HUNDREDTHS],
    ['KWD', 1255, TENS],
    ['KWD', -1255, TENS],
    // Too large for an exact integer.
    ['IDR', Number.MAX_SAFE_INTEGER, HUNDREDTHS],
    ['IDR', 2 ** 53, WHOLE],
    ['JPY', 1, { exponent: 16 }],
    // No amount.
    ['IDR', 0.5, HUNDREDTHS],
    ['IDR', Number.NaN, WHOLE],
    ['IDR', Number.POSITIVE_INFINITY, WHOLE],
    ['USD', 1, { exponent: Number.NaN }],
    // No currency.
    ['XXX', 100, WHOLE],
    ['idr', 100, WHOLE],
  ])('%s %d is refused', (code, amount, unit) => {
    expect(() => toProviderAmount(amount, code, unit)).toThrow(RangeError);
  });

  test('nothing becomes the negative zero', () => {
    expect(Object.is(toProviderAmount(-0, 'IDR', HUNDREDTHS), 0)).toBe(true);
    expect(Object.is(fromProviderAmount(-0, 'KWD', HUNDREDTHS), 0)).toBe(true);
  });

  test('what a provider says is taken as it is, and refused only when it cannot be kept', () => {
    expect(fromProviderAmount(1255, 'KWD', TENS)).toBe(1255);
    expect(() => fromProviderAmount(1_000_050, 'IDR', HUNDREDTHS)).toThrow(RangeError);
    expect(() => fromProviderAmount(2 ** 53, 'USD', HUNDREDTHS)).toThrow(RangeError);
    expect(() => fromProviderAmount(Number.MAX_SAFE_INTEGER, 'ETB', WHOLE)).toThrow(RangeError);
    expect(() => fromProviderAmount(1, 'XXX', WHOLE)).toThrow(RangeError);
  });

  test('there and back is the same amount, or it is refused', () => {
    const amount = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1_000_000, max: 1_000_000 }));
    const unit = fc.record({ exponent: fc.nat({ max: 5 }), multipleOf: fc.constantFrom(1, 1, 5, 10, 100) });
    let exact = 0;
    fc.assert(
      fc.property(amount, fc.constantFrom(...FACTS), unit, (of, { code, kept }, provider) => {
        let there: number;
        try {
          there = toProviderAmount(of, code, provider);
        } catch (error) {
          return error instanceof RangeError;
        }
        exact += 1;
        // The same comparison in big integers.
        const [ours, theirs] = [BigInt(of) * 10n ** BigInt(provider.exponent), BigInt(there) * 10n ** BigInt(kept)];
        return ours === theirs && there % provider.multipleOf === 0 && fromProviderAmount(there, code, provider) === of;
      }),
      { numRuns: 10_000 },
    );
    expect(exact).toBeGreaterThan(2000);
  });
});
