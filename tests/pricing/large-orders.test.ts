/** The longest and dearest orders: totals near 10^15, which products of neighbouring floating-point numbers would miss. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pricing, type PricingInput, price } from '../../src/modules/ordering/model/pricing.ts';
import { anyFees, anyRate, services, TAXES } from './baskets.ts';
import { deduction, line, promotion } from './kit.ts';
import { discountsOf, naivePrice } from './naive.ts';

const LINES = 250;
const QUANTITY = 999;

const longLines = fc
  .array(fc.integer({ min: 3_900_000_000, max: 4_000_000_000 }), { minLength: LINES, maxLength: LINES })
  .map((prices) =>
    prices.map((unitPrice, index) => line(unitPrice, QUANTITY, { productId: `p${index % 9}`, taxGroup: ['FOOD', 'GOODS', 'EXEMPT'][index % 3] ?? null })),
  );

const longOrder: fc.Arbitrary<Required<Omit<PricingInput, 'tip'>>> = fc
  .tuple(longLines, fc.boolean(), TAXES.severalGroups, fc.nat({ max: 4 }), anyRate, anyFees)
  .map(([lines, pricesIncludeTax, taxes, service, rate, fees]) => ({
    lines,
    rules: { pricesIncludeTax, taxes, service: services(rate)[service] ?? { rate, taxable: true, basis: 'AFTER_DISCOUNTS' }, ...fees },
    promotions: [
      promotion({ type: 'BUY_X_GET_Y', buyQuantity: 7, getQuantity: 2, freeUnits: 'EVERY_NTH' }, { id: 'a', productIds: ['p1', 'p2'] }),
      promotion({ type: 'PERCENTAGE', rate: 333 }, { id: 'b' }),
      promotion({ type: 'FIXED_AMOUNT', amount: 1_000_000_007 }, { id: 'c', productIds: ['p3'] }),
    ],
    deductions: [deduction('MANUAL', { rate: 1 }), deduction('VOUCHER', { amount: 99_999 }, 17), deduction('POINTS', { amount: 12_345 })],
  }));

function exact(amounts: readonly number[]): bigint {
  return amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
}

function partsOf({ lines, delivery, packaging, deliveryTax, packagingTax, pricesIncludeTax }: Pricing): bigint {
  return exact([...lines.map(({ finalTotal }) => finalTotal), delivery, packaging, ...(pricesIncludeTax ? [] : [deliveryTax, packagingTax])]);
}

test('the parts still sum to the whole, to the unit', () => {
  fc.assert(
    fc.property(longOrder, (order) => {
      const priced = price(order);
      expect(priced.subtotal).toBeGreaterThan(9e14);
      expect(exact(order.lines.map(({ unitPrice, quantity }) => unitPrice * quantity))).toBe(BigInt(priced.subtotal));
      expect(partsOf(priced)).toBe(BigInt(priced.total));
      expect(exact(priced.taxes.map(({ amount }) => amount))).toBe(BigInt(priced.tax));
      expect(priced.lines.every(({ finalTotal, total, discount }) => finalTotal >= 0 && discount <= total && Number.isSafeInteger(finalTotal))).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('the engine agrees with exact fractions', () => {
  fc.assert(
    fc.property(longOrder, (order) => {
      const priced = price(order);
      const naive = naivePrice(order, order.rules, discountsOf(order));
      expect([priced.subtotal, priced.discount, priced.serviceCharge, priced.tax, priced.total]).toEqual([
        naive.subtotal,
        naive.discount,
        naive.serviceCharge,
        naive.tax,
        naive.total,
      ]);
      expect(priced.lines.map(({ total, discount, serviceCharge, tax, finalTotal }) => [total, discount, serviceCharge, tax, finalTotal])).toEqual(
        naive.lines.map((amounts) => amounts.slice(0, 5)),
      );
    }),
    { numRuns: 3, endOnFailure: true },
  );
});

test('of a long order, its lines in another order are priced alike', () => {
  fc.assert(
    fc.property(longOrder, (order) => {
      const last = LINES - 1;
      const { lines, total, tax, serviceCharge, discount } = price(order);
      const turned = price({
        ...order,
        lines: [...order.lines].reverse(),
        deductions: order.deductions.map((deduction) => ({ ...deduction, line: deduction.line === null ? null : last - deduction.line })),
      });
      expect([turned.total, turned.tax, turned.serviceCharge, turned.discount]).toEqual([total, tax, serviceCharge, discount]);
      expect(turned.lines.map(({ finalTotal }) => finalTotal).sort()).toEqual(lines.map(({ finalTotal }) => finalTotal).sort());
    }),
    { numRuns: 100 },
  );
});
