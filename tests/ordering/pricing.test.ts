import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LineToPrice, type Pricing, type PricingRules, price } from '../../src/modules/ordering/pricing.ts';

function rules(pricesIncludeTax: boolean, serviceChargeRate: number, taxRate: number): PricingRules {
  return { pricesIncludeTax, serviceChargeRate, taxRate, taxName: 'Tax' };
}

const exclusive = (service: number, tax: number): PricingRules => rules(false, service, tax);
const inclusive = (service: number, tax: number): PricingRules => rules(true, service, tax);

/** Lines of one unit each. */
function units(...prices: number[]): LineToPrice[] {
  return prices.map((unitPrice) => ({ quantity: 1, unitPrice }));
}

function amounts({ subtotal, serviceCharge, tax, total }: Pricing): object {
  return { subtotal, serviceCharge, tax, total };
}

function sum(parts: readonly number[]): number {
  return parts.reduce((a, b) => a + b, 0);
}

describe('worked totals', () => {
  const lines = [{ quantity: 2, unitPrice: 35_000 }, ...units(18_000, 27_500)];

  test('exclusive, service 5 %, tax 10 %, with the shares of each line', () => {
    const priced = price(lines, exclusive(500, 1000));
    expect(amounts(priced)).toEqual({ subtotal: 115_500, serviceCharge: 5775, tax: 12_128, total: 133_403 });
    expect(priced.taxes).toEqual([{ name: 'Tax', rate: 1000, base: 121_275, amount: 12_128 }]);
    expect(priced.lines).toEqual([
      { total: 70_000, discount: 0, serviceCharge: 3500, tax: 7350 },
      { total: 18_000, discount: 0, serviceCharge: 900, tax: 1890 },
      { total: 27_500, discount: 0, serviceCharge: 1375, tax: 2888 },
    ]);
  });

  test('inclusive tax 10 %', () => {
    expect(amounts(price(units(117_000), inclusive(0, 1000)))).toEqual({ subtotal: 117_000, serviceCharge: 0, tax: 10_636, total: 117_000 });
    expect(price(lines, inclusive(0, 1000))).toMatchObject({ tax: 10_500, total: 115_500, taxes: [{ base: 105_000, amount: 10_500 }] });
  });

  test('inclusive tax 10 % and service 5 %', () => {
    expect(amounts(price(lines, inclusive(500, 1000)))).toEqual({ subtotal: 115_500, serviceCharge: 5000, tax: 10_500, total: 115_500 });
    // A direct 10 % of 89 090 would be 8 909; the rest keeps the sum.
    expect(amounts(price(units(98_000), inclusive(500, 1000)))).toEqual({ subtotal: 98_000, serviceCharge: 4242, tax: 8910, total: 98_000 });
  });

  test('ETB: exclusive, service 10 %, VAT 15 %', () => {
    const priced = price([{ quantity: 2, unitPrice: 18_550 }, ...units(9575)], exclusive(1000, 1500));
    expect(amounts(priced)).toEqual({ subtotal: 46_675, serviceCharge: 4668, tax: 7701, total: 59_044 });
    expect(priced.taxes[0]?.base).toBe(51_343);
  });

  test('ETB: VAT 15 % inclusive', () => {
    expect(price(units(25_000), inclusive(0, 1500))).toMatchObject({ tax: 3261, total: 25_000, taxes: [{ base: 21_739 }] });
  });

  test('tax is rounded on the order, not per line, and shared out', () => {
    const priced = price(units(3335, 3335, 3335), exclusive(0, 1000));
    expect(priced.tax).toBe(1001);
    expect(priced.lines.map(({ tax }) => tax)).toEqual([334, 334, 333]);
  });

  test('without rates, of nothing, and of nothing to pay', () => {
    expect(price(lines, exclusive(0, 0))).toMatchObject({ serviceCharge: 0, tax: 0, taxes: [], total: 115_500 });
    expect(price([], exclusive(500, 1000))).toMatchObject({ subtotal: 0, total: 0, lines: [] });
    expect(price(units(0, 0), inclusive(500, 1000))).toMatchObject({ subtotal: 0, serviceCharge: 0, tax: 0, total: 0 });
  });

  test('inclusive service without tax: the rest of the gross is service', () => {
    expect(price(units(10_501), inclusive(500, 0))).toMatchObject({ serviceCharge: 500, tax: 0, taxes: [], total: 10_501 });
  });

  test('of a few minor units too no part is negative', () => {
    // Net 4.5 and service 0.45 would both be rounded up, past the gross.
    expect(amounts(price(units(5), inclusive(1000, 100)))).toEqual({ subtotal: 5, serviceCharge: 0, tax: 0, total: 5 });
    expect(price(units(1, 1, 1), inclusive(10_000, 10_000)).lines.every(({ serviceCharge, tax }) => serviceCharge + tax <= 1)).toBe(true);
  });

  test('what promotions, delivery, packaging and tips will change is nought', () => {
    expect(price(lines, exclusive(500, 1000))).toMatchObject({ discount: 0, delivery: 0, packaging: 0, tip: 0, appliedPromotions: [] });
  });
});

describe('of any basket', () => {
  const line = fc.record({ quantity: fc.integer({ min: 1, max: 999 }), unitPrice: fc.nat({ max: 5_000_000 }) });
  const crumb = fc.record({ quantity: fc.integer({ min: 1, max: 2 }), unitPrice: fc.nat({ max: 9 }) });
  const basket = fc.oneof(fc.array(line, { minLength: 1, maxLength: 30 }), fc.array(crumb, { minLength: 1, maxLength: 3 }));
  const rate = fc.oneof(fc.constantFrom(0, 1, 100, 500, 1000, 1500), fc.integer({ min: 0, max: 10_000 }));
  const anyRules = fc.record({ pricesIncludeTax: fc.boolean(), serviceChargeRate: rate, taxRate: rate, taxName: fc.constant('Tax') });
  const everyBasket = (holds: (priced: Pricing, given: PricingRules, lines: readonly LineToPrice[]) => void): void =>
    fc.assert(
      fc.property(basket, anyRules, (lines, given) => holds(price(lines, given), given, lines)),
      { numRuns: 2000 },
    );

  test('the parts sum to the whole', () => {
    everyBasket((priced, given) => {
      const net = priced.subtotal - priced.discount;
      expect(priced.total).toBe(given.pricesIncludeTax ? net : net + priced.serviceCharge + priced.tax);
      expect(sum(priced.taxes.map(({ amount }) => amount))).toBe(priced.tax);
    });
  });

  test("the lines' shares sum to the order's", () => {
    everyBasket((priced, _given, lines) => {
      expect(priced.lines.map(({ total }) => total)).toEqual(lines.map(({ quantity, unitPrice }) => quantity * unitPrice));
      for (const [part, whole] of [
        ['total', 'subtotal'],
        ['discount', 'discount'],
        ['serviceCharge', 'serviceCharge'],
        ['tax', 'tax'],
      ] as const) {
        expect(sum(priced.lines.map((shared) => shared[part]))).toBe(priced[whole]);
      }
    });
  });

  test('a guest pays what an inclusive menu says', () => {
    everyBasket((priced, given) => {
      if (given.pricesIncludeTax) expect(priced.total).toBe(priced.subtotal);
    });
  });

  test('nothing is negative: neither the parts of the order nor what is left of a line', () => {
    everyBasket((priced, given) => {
      for (const amount of [priced.subtotal, priced.serviceCharge, priced.tax, priced.total]) expect(amount).toBeGreaterThanOrEqual(0);
      for (const { total, serviceCharge, tax } of priced.lines) {
        expect(serviceCharge).toBeGreaterThanOrEqual(0);
        expect(tax).toBeGreaterThanOrEqual(0);
        if (given.pricesIncludeTax) expect(total - serviceCharge - tax).toBeGreaterThanOrEqual(0);
      }
    });
  });

  test('a tax names the base it was taken of', () => {
    everyBasket((priced, given) => {
      const base = priced.taxes[0]?.base ?? 0;
      if (given.taxRate === 0) expect(priced.taxes).toEqual([]);
      else expect(base).toBe(given.pricesIncludeTax ? priced.total - priced.tax : priced.subtotal + priced.serviceCharge);
    });
  });
});
