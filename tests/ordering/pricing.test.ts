/** Single cases of the pricing engine. tests/pricing has the worked totals, the properties and the second implementation. */
import { describe, expect, test } from 'vitest';
import { type Pricing, type PricingRules, price } from '../../src/modules/ordering/model/pricing.ts';
import type { ServiceTerms, TaxRule } from '../../src/modules/tax/index.ts';
import { charges, deduction, line, NO_CHARGES, promotion, units } from '../pricing/kit.ts';

const LUNCH = [line(35_000, 2), line(18_000), line(27_500)];

function amounts({ subtotal, discount, serviceCharge, tax, total }: Pricing): number[] {
  return [subtotal, discount, serviceCharge, tax, total];
}

/** A promotion of 50 % off everything. */
const HALF = promotion({ type: 'PERCENTAGE', rate: 5000 });

describe('little or nothing', () => {
  test('without rates', () => {
    const priced = price({ lines: LUNCH, rules: NO_CHARGES });
    expect(priced).toMatchObject({ discount: 0, delivery: 0, packaging: 0, tip: 0, taxes: [], discounts: [], notApplied: [], promotions: [] });
    expect(amounts(priced)).toEqual([115_500, 0, 0, 0, 115_500]);
  });

  test('of nothing, of nothing to pay, and of a delivery alone', () => {
    expect(price({ lines: [], rules: charges(false, 500, 1000), promotions: [HALF] })).toMatchObject({ lines: [], taxes: [], total: 0 });
    expect(amounts(price({ lines: units(0, 0), rules: charges(true, 500, 1000) }))).toEqual([0, 0, 0, 0, 0]);
    expect(price({ lines: [], rules: { ...charges(false, 500, 1000), delivery: { amount: 5000, taxable: true } } })).toMatchObject({ tax: 500, total: 5500 });
  });

  test('inclusive service without tax: the rest of the gross is service', () => {
    expect(price({ lines: units(10_501), rules: charges(true, 500, 0) })).toMatchObject({ serviceCharge: 500, tax: 0, taxes: [], total: 10_501 });
  });

  test('of a few minor units too no part is negative', () => {
    // Net 4.5 and service 0.45 would both be rounded up, and exceed the gross.
    expect(amounts(price({ lines: units(5), rules: charges(true, 1000, 100) }))).toEqual([5, 0, 0, 0, 5]);
    const { lines } = price({ lines: units(1, 1, 1), rules: charges(true, 10_000, 10_000) });
    expect(lines.every(({ serviceCharge, tax }) => serviceCharge + tax <= 1)).toBe(true);
  });
});

describe('service charge before discounts', () => {
  const beforeDiscounts = (taxable: boolean): ServiceTerms => ({ rate: 500, taxable, basis: 'BEFORE_DISCOUNTS' });

  test.each([
    ['on top, taxed', false, true, 100_000, [100_000, 50_000, 5000, 5500, 60_500]],
    ['on top, not taxed', false, false, 100_000, [100_000, 50_000, 5000, 5000, 60_000]],
    // 57 750 without 10 % are 52 500, of which 5 000 are service.
    ['within, taxed', true, true, 115_500, [115_500, 57_750, 5000, 5250, 57_750]],
    // 57 500 − 5 000 of service hold 47 727 and 10 % of them.
    ['within, not taxed', true, false, 115_000, [115_000, 57_500, 5000, 4773, 57_500]],
  ])('%s', (_, inclusive, taxable, amount, expected) => {
    const priced = price({ lines: units(amount), rules: charges(inclusive, beforeDiscounts(taxable), 1000), promotions: [HALF] });
    expect(amounts(priced)).toEqual(expected);
    expect(priced.serviceChargeBase).toBe(100_000);
  });

  test('within prices it is never above what is left', () => {
    const almostAll = promotion({ type: 'FIXED_AMOUNT', amount: 115_400 });
    expect(amounts(price({ lines: units(115_500), rules: charges(true, beforeDiscounts(true), 1000), promotions: [almostAll] }))).toEqual([
      115_500, 115_400, 91, 9, 100,
    ]);
    expect(amounts(price({ lines: units(115_000), rules: charges(true, beforeDiscounts(false), 1000), promotions: [almostAll] }))).toEqual([
      115_000, 115_000, 0, 0, 0,
    ]);
  });
});

describe('fees', () => {
  const delivery = { amount: 12_000, taxable: true };
  const packaging = { amount: 2000, taxable: false };

  test('on top of prices: in the base of the default tax, never in that of the service charge', () => {
    const priced = price({ lines: LUNCH, rules: { ...charges(false, 500, 1000), delivery, packaging } });
    expect(priced).toMatchObject({ serviceCharge: 5775, taxes: [{ base: 133_275, amount: 13_328 }], total: 148_603 });
    expect(priced).toMatchObject({ delivery: 12_000, deliveryTax: 1200, packaging: 2000, packagingTax: 0 });
  });

  test('within prices: the tax is inside', () => {
    const priced = price({ lines: units(11_000), rules: { ...charges(true, 0, 1000), delivery, packaging } });
    expect(priced).toMatchObject({ deliveryTax: 1091, packagingTax: 0, taxes: [{ base: 20_909, amount: 2091 }], total: 25_000 });
  });
});

describe('tax groups', () => {
  const rule = (name: string, rate: number): TaxRule => ({ name, rate, baseNumerator: 1, baseDenominator: 1 });
  const under = (defaultGroup: string, rules: Record<string, TaxRule>): PricingRules => ({ ...NO_CHARGES, taxes: { defaultGroup, rules } });
  const of = (taxGroup: string | null): ReturnType<typeof line> => line(10_000, 1, { taxGroup });

  test('lines of the same rule are one tax, for any names of their groups', () => {
    const rules = under('A', { A: rule('Tax', 1000), B: rule('Tax', 1000), C: rule('Other', 1000) });
    expect(price({ lines: [of('A'), of('B'), of('C')], rules }).taxes).toEqual([
      { name: 'Other', rate: 1000, base: 10_000, amount: 1000 },
      { name: 'Tax', rate: 1000, base: 20_000, amount: 2000 },
    ]);
  });

  test.each([null, 'UNKNOWN', 'constructor', '__proto__', 'toString'])('%s falls under the default group', (group) => {
    expect(price({ lines: [of(group)], rules: under('A', { A: rule('Tax', 1000) }) })).toMatchObject({ tax: 1000, lines: [{ rule: { name: 'Tax' } }] });
  });

  test('EXEMPT is never taxed: as a group, as the default one, or where a rule is called so', () => {
    const exempt = { EXEMPT: rule('Tax', 1000), A: rule('Tax', 1000) };
    expect(price({ lines: [of('EXEMPT')], rules: under('A', exempt) })).toMatchObject({ tax: 0, taxes: [], lines: [{ rule: null }] });
    expect(price({ lines: [of(null), of('A')], rules: { ...under('EXEMPT', exempt), delivery: { amount: 500, taxable: true } } })).toMatchObject({
      ...{ tax: 1000, deliveryTax: 0, lines: [{ tax: 0, rule: null }, { tax: 1000 }] },
    });
  });

  test('a rate of zero is a tax with a base', () => {
    const priced = price({ lines: [of(null)], rules: under('A', { A: rule('VAT', 0) }) });
    expect(priced.taxes).toEqual([{ name: 'VAT', rate: 0, base: 10_000, amount: 0 }]);
    expect(priced.lines[0]?.rule?.name).toBe('VAT');
  });
});

describe('deductions', () => {
  test("staff's, vouchers, points; of each those of a line first; each of what is left", () => {
    const { discounts, lines } = price({
      lines: [line(10_000), line(30_000)],
      rules: NO_CHARGES,
      deductions: [
        { ...deduction('POINTS', { amount: 99_999 }), id: 'points' },
        { ...deduction('VOUCHER', { amount: 3000 }), id: 'voucher' },
        { ...deduction('MANUAL', { rate: 1000 }), id: 'on all' },
        { ...deduction('MANUAL', { rate: 5000 }, 0), id: 'on one' },
      ],
      promotions: [promotion({ type: 'FIXED_AMOUNT', amount: 4000 })],
    });
    expect(discounts.map(({ id, amount, lines }) => [id, amount, ...lines.map((part) => part.amount)])).toEqual([
      ['promotion', 4000, 1000, 3000],
      ['on one', 4500, 4500],
      ['on all', 3150, 450, 2700],
      ['voucher', 3000, 429, 2571],
      ['points', 25_350, 3621, 21_729],
    ]);
    expect(lines.map(({ discount, finalTotal }) => [discount, finalTotal])).toEqual([
      [10_000, 0],
      [30_000, 0],
    ]);
  });

  test('a deduction of nothing is listed too', () => {
    expect(price({ lines: units(10), rules: NO_CHARGES, deductions: [deduction('MANUAL', { rate: 1 })] }).discounts).toMatchObject([{ amount: 0, lines: [] }]);
  });
});

describe('of lines that could carry an odd unit', () => {
  const odd = [promotion({ type: 'FIXED_AMOUNT', amount: 1 })];

  test('the one with the dearer units does, wherever it stands', () => {
    const [many, one] = [line(5000, 2), line(10_000)];
    expect(price({ lines: [many, one], rules: NO_CHARGES, promotions: odd }).lines.map(({ discount }) => discount)).toEqual([0, 1]);
    expect(price({ lines: [one, many], rules: NO_CHARGES, promotions: odd }).lines.map(({ discount }) => discount)).toEqual([1, 0]);
  });

  test('the earlier by product, wherever it stands', () => {
    const [a, b] = [line(10_000, 1, { productId: 'a' }), line(10_000, 1, { productId: 'b' })];
    expect(price({ lines: [b, a], rules: NO_CHARGES, promotions: odd }).lines.map(({ discount }) => discount)).toEqual([0, 1]);
  });
});
