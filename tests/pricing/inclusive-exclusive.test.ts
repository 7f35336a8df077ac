/** How much prices that include tax may differ from prices that do not, and why never more. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentOf } from '../../src/kernel/values/money.ts';
import { type Pricing, price } from '../../src/modules/ordering/model/pricing.ts';
import { anyOrder } from './baskets.ts';
import { charges, units } from './kit.ts';
import { RUNS } from './runs.ts';

const amount = fc.oneof(fc.nat({ max: 300 }), fc.nat({ max: 5_000_000 }));
const anyRate = fc.nat({ max: 10_000 });

function everyPrice(holds: (amount: number, service: number, tax: number, taxable: boolean) => boolean): void {
  fc.assert(fc.property(amount, anyRate, anyRate, fc.boolean(), holds), { numRuns: RUNS });
}

function opened(gross: number, service: number, tax: number, taxable: boolean): Pricing {
  return price({ lines: units(gross), rules: charges(true, { rate: service, taxable, basis: 'AFTER_DISCOUNTS' }, tax) });
}

function onTop(net: number, service: number, tax: number, taxable: boolean): Pricing {
  return price({ lines: units(net), rules: charges(false, { rate: service, taxable, basis: 'AFTER_DISCOUNTS' }, tax) });
}

/** The net part of a price. */
function netOf({ total, serviceCharge, tax }: Pricing): number {
  return total - serviceCharge - tax;
}

describe('a total made on top of prices, taken as a price that includes its charges', () => {
  test('holds the same tax where there is no service charge', () => {
    everyPrice((net, _, tax) => {
      const { total, ...charged } = onTop(net, 0, tax, true);
      return opened(total, 0, tax, true).tax === charged.tax;
    });
  });

  test('holds the same service charge where there is no tax', () => {
    everyPrice((net, service, _, taxable) => {
      const { total, ...charged } = onTop(net, service, 0, taxable);
      return opened(total, service, 0, taxable).serviceCharge === charged.serviceCharge;
    });
  });

  test('holds net, service charge and tax to within one unit', () => {
    everyPrice((net, service, tax, taxable) => {
      const charged = onTop(net, service, tax, taxable);
      const found = opened(charged.total, service, tax, taxable);
      return [netOf(found) - net, found.serviceCharge - charged.serviceCharge, found.tax - charged.tax].every((difference) => Math.abs(difference) <= 1);
    });
  });
});

describe('tax within prices, which is the rest, against the rate of its base', () => {
  /** Greatest difference, in units, between a tax and its rate applied to its base. */
  function difference({ taxes }: Pricing): number {
    return Math.max(0, ...taxes.map((tax) => Math.abs(tax.amount - percentOf(tax.base, tax.rate))));
  }

  test('at most one unit, at a service charge up to 10 % and a tax up to 15 %', () => {
    everyPrice((gross, service, tax, taxable) => difference(opened(gross, service % 1001, tax % 1501, taxable)) <= 1);
    // Reference §10.3: 8 910, where 10 % of 89 090 are 8 909.
    expect(difference(opened(98_000, 500, 1000, true))).toBe(1);
  });

  test('at most one unit at any rate without a service charge', () => {
    everyPrice((gross, _, tax) => difference(opened(gross, 0, tax, true)) <= 1);
  });

  /**
   * Sum of rounding errors, each half a unit times the rates above it: of the net and the service charge, of each fee,
   * of a base that is a fraction, and of the rate itself.
   */
  test('at any rates, with discounts, fees and fractions of the base: never more than what was rounded', () => {
    fc.assert(
      fc.property(anyOrder, ({ rules, ...basket }) => {
        const { taxes } = price({ ...basket, rules: { ...rules, pricesIncludeTax: true } });
        const fees = [rules.delivery, rules.packaging].filter((fee) => fee.taxable && fee.amount > 0).length;
        const s = rules.service.rate / 10_000;
        return taxes.every((tax) => {
          // An upper bound: the full rate, without the fraction.
          const t = tax.rate / 10_000;
          const lines = rules.service.taxable ? (1 + t) * (1 + s / 2) : 1 + (s + t) / 2;
          return Math.abs(tax.amount - percentOf(tax.base, tax.rate)) <= lines + (fees * (1 + t)) / 2 + t / 2 + 1 / 2 + 1e-9;
        });
      }),
      { numRuns: RUNS },
    );
  });
});
