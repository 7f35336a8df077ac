import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Pricing, price } from '../../src/modules/ordering/model/pricing.ts';
import { anyBasket, anyFees, anyRate, type Basket, crowdedBasket, services, TAXES } from './baskets.ts';
import { NO_CHARGES } from './kit.ts';
import { discountsOf, naivePrice, type Outcome, sortedTaxes } from './naive.ts';
import { BASKETS, RUNS } from './runs.ts';

/** The engine's result in the form of the naive pricing. */
function ofEngine(priced: Pricing): Outcome {
  return {
    subtotal: priced.subtotal,
    discount: priced.discount,
    discounts: priced.discounts.map(({ id, amount, lines }) => ({ id, amount, lines: lines.map((share) => [share.line, share.amount] as const) })),
    notApplied: priced.notApplied
      .map(({ promotionId, reason, missing }) => ({ id: promotionId ?? '', reason, missing }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    lines: priced.lines.map(({ total, discount, serviceCharge, tax, finalTotal, rule }) => [
      total,
      discount,
      serviceCharge,
      tax,
      finalTotal,
      rule?.name ?? null,
    ]),
    serviceChargeBase: priced.serviceChargeBase,
    serviceCharge: priced.serviceCharge,
    taxes: sortedTaxes(priced.taxes),
    tax: priced.tax,
    delivery: [priced.delivery, priced.deliveryTax],
    packaging: [priced.packaging, priced.packagingTax],
    total: priced.total,
  };
}

function expectAgreement(basket: Basket, rules: Parameters<typeof naivePrice>[1], discounted: ReturnType<typeof discountsOf>): void {
  const engine = ofEngine(price({ ...basket, rules }));
  const oracle = naivePrice(basket, rules, discounted);
  // The strict comparison is many times slower, so it only runs to show a difference.
  if (JSON.stringify(engine) !== JSON.stringify(oracle)) expect(engine).toEqual(oracle);
}

/** Each test makes BASKETS baskets and prices each of them with five service charges: BASKETS baskets in each of 40 regimes. */
describe.each([
  ['without', false],
  ['with', true],
])('prices %s tax', (_, pricesIncludeTax) => {
  test.each([
    ['no tax', TAXES.none],
    ['one rate', TAXES.oneRate],
    ['several tax groups', TAXES.severalGroups],
    ['a rate of zero', TAXES.zeroRate],
  ])('%s', (_kind, anyTaxes) => {
    fc.assert(
      fc.property(anyBasket, anyTaxes, anyFees, anyRate, (basket, taxes, fees, serviceRate) => {
        const discounted = discountsOf(basket);
        for (const service of services(serviceRate)) expectAgreement(basket, { pricesIncludeTax, taxes, service, ...fees }, discounted);
      }),
      { numRuns: BASKETS },
    );
  });
});

test('promotions that compete for the same units', () => {
  fc.assert(
    fc.property(crowdedBasket, (basket) => expectAgreement(basket, NO_CHARGES, discountsOf(basket))),
    { numRuns: RUNS },
  );
});
