import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pricing, type PricingRules, price } from '../../src/modules/ordering/pricing.ts';
import { anyBasket, anyFees, anyRate, RUNS, services, TAXES } from './baskets.ts';
import { discountsOf, naivePrice, type Outcome } from './naive.ts';

type Flat = Record<string, unknown>;

function byRule<T extends { readonly name: string; readonly rate: number; readonly base: number | bigint }>(taxes: readonly T[]): T[] {
  return [...taxes].sort((a, b) => a.rate - b.rate || (a.name < b.name ? -1 : a.name > b.name ? 1 : Number(a.base) - Number(b.base)));
}

/** What the engine says, in the oracle's words. */
function ofEngine(priced: Pricing): Flat {
  return {
    subtotal: priced.subtotal,
    discount: priced.discount,
    discounts: priced.discounts.map(({ id, amount, lines }) => ({ id, amount, lines: lines.map((share) => [share.line, share.amount]).sort(([a = 0], [b = 0]) => a - b) })),
    notApplied: priced.notApplied
      .map(({ promotionId, reason, missing }) => ({ id: promotionId ?? '', reason, missing }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    lines: priced.lines.map(({ total, discount, serviceCharge, tax, finalTotal }) => [total, discount, serviceCharge, tax, finalTotal]),
    serviceChargeBase: priced.serviceChargeBase,
    serviceCharge: priced.serviceCharge,
    taxes: byRule(priced.taxes).map(({ name, rate, base, amount }) => [name, rate, base, amount]),
    tax: priced.tax,
    feeTaxes: [priced.deliveryTax, priced.packagingTax],
    total: priced.total,
  };
}

function ofOracle({ subtotal, discount, discounts, notApplied, charges }: Outcome, lines: ReturnType<typeof discountsOf>['lines']): Flat {
  return {
    subtotal: Number(subtotal),
    discount: Number(discount),
    discounts: discounts.map(({ id, perLine }) => ({
      id,
      amount: perLine.reduce((sum, part) => sum + Number(part), 0),
      lines: perLine.map((part, line) => [line, Number(part)]).filter(([, part]) => part !== 0),
    })),
    notApplied: notApplied.map(({ id, reason, missing }) => ({ id, reason, missing: missing === null ? null : Number(missing) })),
    lines: charges.lines.map(({ serviceCharge, tax, finalTotal }, index) => {
      const { gross, net } = lines[index] ?? { gross: 0n, net: 0n };
      return [gross, gross - net, serviceCharge, tax, finalTotal].map(Number);
    }),
    serviceChargeBase: Number(charges.serviceChargeBase),
    serviceCharge: Number(charges.serviceCharge),
    taxes: byRule(charges.taxes).map(({ name, rate, base, amount }) => [name, rate, Number(base), Number(amount)]),
    tax: Number(charges.tax),
    feeTaxes: charges.feeTaxes.map(Number),
    total: Number(charges.total),
  };
}

/** Ten thousand baskets, and each of them under every service charge: that many of every regime. */
describe.each([false, true])('prices include tax: %s', (pricesIncludeTax) => {
  test.each(Object.entries(TAXES))('taxes: %s', (_kind, taxes) => {
    fc.assert(
      fc.property(anyBasket, taxes, anyFees, anyRate, (basket, terms, fees, serviceRate) => {
        const discounted = discountsOf({ ...basket, rules: { pricesIncludeTax, taxes: terms, service: { rate: 0, taxable: true, basis: 'AFTER_DISCOUNTS' }, ...fees } });
        for (const service of services(serviceRate)) {
          const rules: PricingRules = { pricesIncludeTax, taxes: terms, service, ...fees };
          const input = { ...basket, rules };
          const engine = ofEngine(price(input));
          const oracle = ofOracle(naivePrice(input, discounted), discounted.lines);
          if (JSON.stringify(engine) !== JSON.stringify(oracle)) expect(engine).toEqual(oracle);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
