/** Random baskets, small and with many equal prices, with every kind of rule. */
import fc from 'fast-check';
import { priceOfMeasure } from '../../src/kernel/values/measure.ts';
import type { Deduction, LineToPrice, PricingRules } from '../../src/modules/ordering/model/pricing.ts';
import type { Eligible, PromotionTerms } from '../../src/modules/promotions/index.ts';
import type { TaxRule, TaxTerms } from '../../src/modules/tax/index.ts';

/** Origin of a measured line: the price of one unit of measure, and the price of its modifiers. */
export interface Weighing {
  readonly measurePrice: number;
  readonly modifiers: number;
}

/** A line for the engine, with the data from which the naive pricing computes its price. */
export type BasketLine = LineToPrice & { readonly weighing?: Weighing };

export interface Basket {
  readonly lines: readonly BasketLine[];
  readonly promotions: readonly PromotionTerms[];
  readonly deductions: readonly Deduction[];
}

const PRODUCTS = ['p1', 'p2', 'p3', 'p4', 'p5'] as const;
const CATEGORIES = ['c1', 'c2', 'c3'] as const;

const rate = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(1, 100, 333, 500, 1000, 1100, 1200, 1500, 2000) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 10_000 }) },
);
const price = fc.oneof(
  fc.nat({ max: 12 }),
  fc.constantFrom(3335, 18_000, 18_550, 20_000, 27_500, 35_000),
  fc.constantFrom(18_000, 20_000),
  fc.nat({ max: 5_000_000 }),
);
const amount = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 40 }), fc.nat({ max: 60_000 }));

const product = fc.record({
  productId: fc.constantFrom(...PRODUCTS),
  categoryId: fc.constantFrom(...CATEGORIES),
  taxGroup: fc.constantFrom(null, 'FOOD', 'FOOD', 'GOODS', 'LUXURY', 'EXEMPT', 'UNKNOWN'),
});
const pieces: fc.Arbitrary<BasketLine> = fc
  .tuple(product, fc.integer({ min: 1, max: 4 }), price)
  .map(([of, quantity, unitPrice]) => ({ ...of, quantity, unitPrice, measure: null }));
const thousandths = fc.oneof(fc.constantFrom(1, 5, 345, 500, 1000, 1500, 999_000), fc.integer({ min: 1, max: 999_000 }));
/** Modifiers may lower the price, but never below zero. */
const weighed: fc.Arbitrary<BasketLine> = fc
  .tuple(product, price, thousandths, fc.integer({ min: -3000, max: 6000 }))
  .map(([of, measurePrice, measure, added]) => {
    const modifiers = Math.max(added, -priceOfMeasure(measurePrice, measure));
    return { ...of, quantity: 1, unitPrice: priceOfMeasure(measurePrice, measure) + modifiers, measure, weighing: { measurePrice, modifiers } };
  });
const line = fc.oneof({ weight: 4, arbitrary: pieces }, { weight: 1, arbitrary: weighed });

const products = fc.subarray([...PRODUCTS], { minLength: 1 });
const categories = fc.subarray([...CATEGORIES], { minLength: 1 });
const eligible: fc.Arbitrary<Eligible> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ productIds: null, categoryIds: null }) },
  { weight: 4, arbitrary: fc.record({ productIds: products, categoryIds: fc.constant(null) }) },
  { weight: 4, arbitrary: fc.record({ productIds: fc.constant(null), categoryIds: categories }) },
  { weight: 4, arbitrary: fc.record({ productIds: products, categoryIds: categories }) },
  { weight: 1, arbitrary: fc.constantFrom({ productIds: [], categoryIds: null }, { productIds: [], categoryIds: [...CATEGORIES] }) },
);

const bundleItem = fc.tuple(eligible, fc.integer({ min: 1, max: 2 })).map(([which, quantity]) => ({ ...which, quantity }));

const benefit: fc.Arbitrary<PromotionTerms['benefit']> = fc.oneof(
  fc.record({ type: fc.constant('PERCENTAGE' as const), rate: fc.oneof(rate, fc.constant(10_000)) }),
  fc.record({ type: fc.constant('FIXED_AMOUNT' as const), amount }),
  fc.record({
    type: fc.constant('BUY_X_GET_Y' as const),
    buyQuantity: fc.integer({ min: 1, max: 3 }),
    getQuantity: fc.integer({ min: 1, max: 2 }),
    freeUnits: fc.constantFrom('CHEAPEST' as const, 'EVERY_NTH' as const),
  }),
  fc.record({ type: fc.constant('BUNDLE_PRICE' as const), price: amount, items: fc.array(bundleItem, { minLength: 1, maxLength: 3 }) }),
);

/** Usually in one combination group and rarely exclusive, so that several apply to one basket. */
const promotions: fc.Arbitrary<PromotionTerms[]> = fc
  .array(
    fc.tuple(
      eligible,
      fc.record({
        benefit,
        code: fc.constantFrom(null, 'CODE'),
        minimumPurchase: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: amount }),
        maximumDiscount: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: amount }),
        priority: fc.nat({ max: 2 }),
        exclusive: fc.constantFrom(false, false, false, false, true),
        combinationGroup: fc.constantFrom(null, null, null, null, 'other'),
      }),
    ),
    { maxLength: 4 },
  )
  .map((all) => all.map(([which, terms], index) => ({ ...which, ...terms, id: `promotion-${index}`, name: `Promotion ${index}` })));

function deductions(lines: number): fc.Arbitrary<Deduction[]> {
  return fc
    .array(
      fc.record({
        source: fc.constantFrom('MANUAL' as const, 'VOUCHER' as const, 'POINTS' as const),
        worth: fc.oneof(
          rate.map((of) => ({ rate: of, amount: null })),
          amount.map((of) => ({ rate: null, amount: of })),
        ),
        line: lines === 0 ? fc.constant(null) : fc.option(fc.nat({ max: lines - 1 })),
      }),
      { maxLength: 3 },
    )
    .map((all) => all.map(({ worth, ...rest }, index) => ({ ...rest, ...worth, id: `deduction-${index}`, name: `Deduction ${index}`, code: null })));
}

export const anyBasket: fc.Arbitrary<Basket> = fc
  .oneof({ weight: 30, arbitrary: fc.array(line, { minLength: 1, maxLength: 6 }) }, { weight: 1, arbitrary: fc.constant([]) })
  .chain((lines) => fc.record({ lines: fc.constant(lines), promotions, deductions: deductions(lines.length) }));

const crowdedBenefit: fc.Arbitrary<PromotionTerms['benefit']> = fc.oneof(
  fc.record({ type: fc.constant('BUNDLE_PRICE' as const), price: fc.nat({ max: 15 }), items: fc.array(bundleItem, { minLength: 1, maxLength: 3 }) }),
  benefit,
);

/** Many units at few prices, some of them zero, and promotions that all combine. */
export const crowdedBasket: fc.Arbitrary<Basket> = fc.record({
  lines: fc.array(
    fc
      .tuple(pieces, fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, 1, 2, 3, 5, 7, 10, 10, 11, 20))
      .map(([of, quantity, unitPrice]) => ({ ...of, quantity, unitPrice })),
    { minLength: 1, maxLength: 6 },
  ),
  promotions: fc.array(fc.tuple(eligible, crowdedBenefit, fc.nat({ max: 2 }), fc.option(fc.nat({ max: 30 }), { freq: 4 })), { maxLength: 5 }).map((all) =>
    all.map(([which, of, priority, maximumDiscount], index) => ({
      ...{ ...which, benefit: of, priority, maximumDiscount },
      ...{ id: `promotion-${index}`, name: `Promotion ${index}`, code: null, minimumPurchase: 0, exclusive: false, combinationGroup: null },
    })),
  ),
  deductions: fc.constant([]),
});

const fee = fc.record({ amount: fc.oneof(fc.constant(0), amount), taxable: fc.boolean() });

export interface Fees {
  readonly delivery: PricingRules['delivery'];
  readonly packaging: PricingRules['packaging'];
}

export const anyFees: fc.Arbitrary<Fees> = fc.record({ delivery: fee, packaging: fee });

const whole = { baseNumerator: 1, baseDenominator: 1 };
const rule = (name: string, fraction: Partial<TaxRule> = {}): fc.Arbitrary<TaxRule> => rate.map((of) => ({ name, rate: of, ...whole, ...fraction }));

/** The kinds of tax rules of an outlet. */
export const TAXES = {
  none: fc.constant<TaxTerms>({ defaultGroup: 'FOOD', rules: {} }),
  oneRate: rule('Tax').map((FOOD): TaxTerms => ({ defaultGroup: 'FOOD', rules: { FOOD } })),
  /** The default group has a restaurant tax, the VAT of 12 % of 11/12, none, or no rule; luxury falls under the VAT or under food's rule. */
  severalGroups: fc
    .record({
      defaultGroup: fc.constantFrom('FOOD', 'FOOD', 'GOODS', 'EXEMPT', 'MISSING'),
      FOOD: rule('PBJT'),
      GOODS: fc.oneof(
        fc.constant<TaxRule>({ name: 'PPN', rate: 1200, baseNumerator: 11, baseDenominator: 12 }),
        rule('PPN', { baseNumerator: 7, baseDenominator: 9 }),
      ),
      luxuryIsFood: fc.boolean(),
    })
    .map(
      ({ defaultGroup, FOOD, GOODS, luxuryIsFood }): TaxTerms => ({
        defaultGroup,
        rules: { FOOD, GOODS, LUXURY: luxuryIsFood ? FOOD : { ...GOODS, ...whole }, EXEMPT: FOOD },
      }),
    ),
  zeroRate: fc.constant<TaxTerms>({ defaultGroup: 'FOOD', rules: { FOOD: { name: 'VAT', rate: 0, ...whole } } }),
} satisfies Record<string, fc.Arbitrary<TaxTerms>>;

const NO_SERVICE: PricingRules['service'] = { rate: 0, taxable: true, basis: 'AFTER_DISCOUNTS' };

/** All kinds of service charge at one rate. */
export function services(of: number): PricingRules['service'][] {
  return [
    NO_SERVICE,
    ...([true, false] as const).flatMap((taxable) =>
      (['AFTER_DISCOUNTS', 'BEFORE_DISCOUNTS'] as const).map((basis) => ({ rate: of, taxable, basis }) as const),
    ),
  ];
}

export const anyRate = rate;

/** Any basket with any rules. */
export const anyOrder: fc.Arbitrary<Basket & { readonly rules: PricingRules }> = fc
  .tuple(anyBasket, fc.boolean(), fc.oneof(...Object.values(TAXES)), fc.nat({ max: 4 }), rate, anyFees)
  .map(([basket, pricesIncludeTax, taxes, service, of, fees]) => ({
    ...basket,
    rules: { pricesIncludeTax, taxes, service: services(of)[service] ?? NO_SERVICE, ...fees },
  }));
