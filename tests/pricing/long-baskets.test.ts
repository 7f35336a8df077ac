/** Guests may request quotes, so the longest baskets with the most promotions must not block the process. */
import { expect, test } from 'vitest';
import { price } from '../../src/modules/ordering/model/pricing.ts';
import type { PromotionTerms } from '../../src/modules/promotions/index.ts';
import { line, NO_CHARGES, promotion, sum } from './kit.ts';

const LINES = 250;
const QUANTITY = 999;

/** Different products and prices on all lines. */
const lines = Array.from({ length: LINES }, (_, index) =>
  line(1000 + ((index * 7919) % 90_001), QUANTITY, { productId: `p${index}`, categoryId: `c${index % 7}` }),
);

type Parts = Extract<PromotionTerms['benefit'], { type: 'BUNDLE_PRICE' }>['items'];

function bundles(count: number, items: Parts): PromotionTerms[] {
  return Array.from({ length: count }, (_, index) => promotion({ type: 'BUNDLE_PRICE', price: 1, items }, { id: `b${index}`, combinationGroup: `g${index}` }));
}

function cpuMilliseconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test.each([
  ['parts that compete for every line', Array.from({ length: 10 }, (_, at) => ({ quantity: at + 1, productIds: null, categoryIds: null }))],
  [
    'parts that share some lines',
    Array.from({ length: 10 }, (_, at) => ({ quantity: at * 7 + 1, productIds: null, categoryIds: [`c${at % 7}`, `c${(at + 1) % 7}`] })),
  ],
])('200 bundles in a basket of 250 lines of 999: %s', (_, items) => {
  const promotions = bundles(200, items);
  // Far below the time of walking all lines for every bundle, far above the actual time on a busy machine.
  expect(cpuMilliseconds(() => price({ lines, rules: NO_CHARGES, promotions }))).toBeLessThan(1000);
});

test('bundles of a long basket take as many units as it holds', () => {
  const items = [1, 2].map((quantity) => ({ quantity, productIds: null, categoryIds: null }));
  const [bundle] = bundles(1, items);
  const { subtotal, discount, lines: priced } = price({ lines, rules: NO_CHARGES, promotions: bundle ? [bundle] : [] });
  // Three units each; 250 × 999 units are a multiple of three, so each bundle costs 1 and nothing is left.
  expect(subtotal - discount).toBe((LINES * QUANTITY) / 3);
  expect(sum(priced.map((one) => one.discount))).toBe(discount);
});
