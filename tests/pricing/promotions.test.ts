/** Which promotions are chosen, and what each takes off. */
import { describe, expect, test } from 'vitest';
import { type LineToPrice, price } from '../../src/modules/ordering/model/pricing.ts';
import type { PromotionTerms } from '../../src/modules/promotions/index.ts';
import { line, NO_CHARGES, promotion, units } from './kit.ts';

type Expected = readonly (readonly [id: string, amount: number | string, missing?: number])[];

/** Applied promotions with their amounts, then the others with reason and missing amount. */
function outcome(lines: readonly LineToPrice[], promotions: readonly PromotionTerms[]): Expected {
  const { discounts, notApplied } = price({ lines, rules: NO_CHARGES, promotions });
  return [
    ...discounts.map(({ id, amount }) => [id, amount] as const),
    ...notApplied.map(({ promotionId, reason, missing }) => [promotionId ?? '', reason, ...(missing === null ? [] : [missing])] as const),
  ] as Expected;
}

function perLine(lines: readonly LineToPrice[], ...promotions: readonly PromotionTerms[]): number[] {
  return price({ lines, rules: NO_CHARGES, promotions }).lines.map(({ discount }) => discount);
}

function percent(id: string, rate: number, more: Partial<PromotionTerms> = {}): PromotionTerms {
  return promotion({ type: 'PERCENTAGE', rate }, { id, ...more });
}

function fixed(id: string, amount: number, more: Partial<PromotionTerms> = {}): PromotionTerms {
  return promotion({ type: 'FIXED_AMOUNT', amount }, { id, ...more });
}

function buy(
  id: string,
  buyQuantity: number,
  getQuantity: number,
  more: Partial<PromotionTerms> = {},
  freeUnits: 'CHEAPEST' | 'EVERY_NTH' = 'CHEAPEST',
): PromotionTerms {
  return promotion({ type: 'BUY_X_GET_Y', buyQuantity, getQuantity, freeUnits }, { id, ...more });
}

/** A bundle of `quantity` units of each of these product lists. */
function bundle(id: string, amount: number, items: readonly (readonly [products: readonly string[], quantity: number])[]): PromotionTerms {
  return promotion(
    { type: 'BUNDLE_PRICE', price: amount, items: items.map(([productIds, quantity]) => ({ productIds, categoryIds: null, quantity })) },
    { id },
  );
}

function of(productId: string, unitPrice: number, quantity = 1): LineToPrice {
  return line(unitPrice, quantity, { productId, categoryId: `of ${productId}` });
}

describe('which promotions are chosen', () => {
  test('the higher priority, then what takes more off, then the id', () => {
    const alone = { exclusive: true };
    expect(outcome(units(10_000), [percent('a', 5000, alone), percent('b', 1000, { ...alone, priority: 1 })])).toEqual([
      ['b', 1000],
      ['a', 'NOT_COMBINABLE'],
    ]);
    expect(outcome(units(10_000), [percent('a', 1000, alone), fixed('b', 1001, alone)])).toEqual([
      ['b', 1001],
      ['a', 'NOT_COMBINABLE'],
    ]);
    expect(outcome(units(10_000), [percent('b', 1000, alone), fixed('a', 1000, alone)])).toEqual([
      ['a', 1000],
      ['b', 'NOT_COMBINABLE'],
    ]);
  });

  test('an exclusive one stands alone; the others combine within their group', () => {
    const first = percent('first', 1000, { priority: 2 });
    const late = fixed('late', 500);
    expect(outcome(units(10_000), [first, late])).toEqual([
      ['first', 1000],
      ['late', 500],
    ]);
    expect(outcome(units(10_000), [first, { ...late, exclusive: true }])).toEqual([
      ['first', 1000],
      ['late', 'NOT_COMBINABLE'],
    ]);
    expect(outcome(units(10_000), [{ ...first, exclusive: true }, late])).toEqual([
      ['first', 1000],
      ['late', 'NOT_COMBINABLE'],
    ]);
    expect(outcome(units(10_000), [{ ...first, combinationGroup: 'g' }, late])).toEqual([
      ['first', 1000],
      ['late', 'NOT_COMBINABLE'],
    ]);
    const group = { combinationGroup: 'g' };
    expect(outcome(units(10_000), [{ ...first, ...group }, late, { ...late, id: 'too', ...group }])).toEqual([
      ['first', 1000],
      ['too', 500],
      ['late', 'NOT_COMBINABLE'],
    ]);
  });

  test('one that does not apply does not exclude others', () => {
    const dear = percent('dear', 5000, { exclusive: true, priority: 9, minimumPurchase: 13_000 });
    const other = percent('other', 5000, { exclusive: true, priority: 9, productIds: ['tea'] });
    expect(outcome([of('rice', 10_000)], [dear, other, percent('here', 1000)])).toEqual([
      ['here', 1000],
      ['dear', 'MINIMUM_NOT_REACHED', 3000],
      ['other', 'NO_MATCHING_ITEM'],
    ]);
  });

  test('the minimum is one of the subtotal, reached when it is equal, without what other promotions take off', () => {
    expect(outcome(units(10_000), [percent('half', 5000, { priority: 1 }), fixed('a', 100, { minimumPurchase: 10_000 })])).toEqual([
      ['half', 5000],
      ['a', 100],
    ]);
  });

  test('one for which others leave nothing is not applied', () => {
    expect(outcome(units(10_000), [percent('all', 10_000), fixed('more', 100)])).toEqual([
      ['all', 10_000],
      ['more', 'NO_MATCHING_ITEM'],
    ]);
  });
});

describe('what is taken off', () => {
  test('items, then percentages, then fixed amounts, in spite of their priorities', () => {
    const all = [fixed('fixed', 1000, { priority: 3 }), percent('percent', 1000, { priority: 2 }), buy('buy', 1, 1, { priority: 1 })];
    expect(outcome([line(10_000, 2)], all)).toEqual([
      ['buy', 10_000],
      ['percent', 1000],
      ['fixed', 1000],
    ]);
  });

  test('eligible lines are named by product or by category', () => {
    const lines = [of('tea', 10_000), of('rice', 20_000), of('soup', 40_000)];
    expect(perLine(lines, percent('a', 1000, { productIds: ['tea'], categoryIds: ['of soup'] }))).toEqual([1000, 0, 4000]);
    expect(perLine(lines, percent('a', 1000, { productIds: [] }))).toEqual([0, 0, 0]);
    expect(perLine(lines, fixed('a', 15_000, { productIds: ['tea'] }))).toEqual([10_000, 0, 0]);
  });

  test('a maximum of an item promotion is shared out over what it would have taken', () => {
    expect(perLine([of('tea', 9000, 2), of('rice', 6000, 2)], buy('a', 1, 1, { maximumDiscount: 10_000 }))).toEqual([0, 10_000]);
    expect(perLine([of('tea', 9000, 2), of('rice', 6000, 2)], buy('a', 1, 1, { maximumDiscount: 10_000 }, 'EVERY_NTH'))).toEqual([6000, 4000]);
  });

  test('a unit counts for one item promotion', () => {
    const [one, two] = [buy('one', 1, 1, { priority: 1 }), buy('two', 1, 1)];
    expect(outcome([line(10_000, 2)], [one, two])).toEqual([
      ['one', 10_000],
      ['two', 'NO_MATCHING_ITEM'],
    ]);
    expect(outcome([line(10_000, 3)], [one, two])).toEqual([
      ['one', 10_000],
      ['two', 'NO_MATCHING_ITEM'],
    ]);
    expect(outcome([line(10_000, 3)], [buy('one', 1, 1, { priority: 1 }), bundle('two', 4000, [[['product'], 1]])])).toEqual([
      ['one', 10_000],
      ['two', 6000],
    ]);
  });
});

describe('BUY_X_GET_Y', () => {
  test('sets are made of units, not of lines', () => {
    expect(perLine([of('a', 50), of('b', 40), of('c', 30), of('d', 20)], buy('x', 3, 1))).toEqual([0, 0, 0, 20]);
    expect(perLine([of('a', 50), of('b', 40), of('c', 30)], buy('x', 3, 1))).toEqual([0, 0, 0]);
  });

  test('CHEAPEST frees the cheapest of all sets together, EVERY_NTH the last of each', () => {
    const lines = [of('a', 60), of('b', 50), of('c', 40), of('d', 30), of('e', 20), of('f', 10), of('g', 5)];
    expect(perLine(lines, buy('x', 1, 2))).toEqual([0, 0, 0, 30, 20, 10, 5]);
    expect(perLine(lines, buy('x', 1, 2, {}, 'EVERY_NTH'))).toEqual([0, 50, 40, 0, 20, 10, 0]);
  });
});

describe('BUNDLE_PRICE', () => {
  test('as many bundles as there are, of the dearest units', () => {
    const lines = [of('rice', 30, 2), of('noodles', 20, 3), of('tea', 10, 4)];
    const lunch = bundle('x', 25, [
      [['rice', 'noodles'], 1],
      [['tea'], 1],
    ]);
    // Twice rice and tea at 15 less, twice noodles and tea at 5 less.
    expect(outcome(lines, [lunch])).toEqual([['x', 40]]);
    expect(outcome([of('rice', 30, 2)], [lunch])).toEqual([['x', 'NO_MATCHING_ITEM']]);
  });

  test('none that would cost more than its units', () => {
    const lines = [of('rice', 30), of('noodles', 20), of('tea', 10, 2)];
    expect(
      outcome(lines, [
        bundle('x', 30, [
          [['rice', 'noodles'], 1],
          [['tea'], 1],
        ]),
      ]),
    ).toEqual([['x', 10]]);
    expect(
      outcome(lines, [
        bundle('x', 40, [
          [['rice', 'noodles'], 1],
          [['tea'], 1],
        ]),
      ]),
    ).toEqual([['x', 'NO_MATCHING_ITEM']]);
  });

  test('a part with few candidates is filled before one that could take them away', () => {
    expect(
      outcome(
        [of('rice', 30), of('tea', 10)],
        [
          bundle('x', 25, [
            [['rice', 'tea'], 1],
            [['rice'], 1],
          ]),
        ],
      ),
    ).toEqual([['x', 15]]);
  });

  test('several units of one part, and what is over', () => {
    expect(perLine([of('tea', 10, 7)], bundle('x', 25, [[['tea'], 3]]))).toEqual([10]);
  });
});
