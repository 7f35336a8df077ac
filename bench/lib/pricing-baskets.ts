import type { LineToPrice, PricingRules } from '../../src/modules/ordering/model/pricing.ts';
import type { Benefit, Eligible, PromotionTerms } from '../../src/modules/promotions/index.ts';

/** Pseudo-random numbers, the same in every run. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const PRODUCTS = 200;
const CATEGORIES = 20;
const TAX_GROUPS = ['FOOD', 'FOOD', 'GOODS', null, 'EXEMPT'] as const;

/** Ids like those of rows created in sequence (UUIDv7): a common prefix, then random digits. */
function idsOf(count: number, next: (below: number) => number): string[] {
  const hex = (digits: number): string => Array.from({ length: digits }, () => next(16).toString(16)).join('');
  return Array.from({ length: count }, () => `019a8c3f-7${hex(3)}-7${hex(3)}-8${hex(3)}-${hex(12)}`);
}

/** The second half of the products belongs to other menus. */
const PRODUCT_IDS = idsOf(2 * PRODUCTS, numbers(1));
const CATEGORY_IDS = idsOf(CATEGORIES, numbers(2));

const productId = (index: number): string => PRODUCT_IDS[index] ?? '';
const categoryId = (index: number): string => CATEGORY_IDS[index % CATEGORIES] ?? '';

/** Lines with products of a brand's menu, some products twice, one to six units each, in rupiah. */
export function basketOf(lines: number, next: (below: number) => number): LineToPrice[] {
  return Array.from({ length: lines }, () => {
    const product = next(PRODUCTS);
    return {
      productId: productId(product),
      categoryId: categoryId(product),
      quantity: 1 + next(6),
      measure: null,
      unitPrice: 5000 + 500 * next(120),
      taxGroup: TAX_GROUPS[product % TAX_GROUPS.length] ?? null,
    };
  });
}

/**
 * A quarter of promotions of each type: for everything, for a list of products, for a category, and for products that
 * no basket contains. Some need a larger basket, some have a cap, some are exclusive; those of the first priorities
 * mostly combine.
 */
export function promotionsOf(count: number, next: (below: number) => number): PromotionTerms[] {
  return Array.from({ length: count }, (_, index) => ({
    ...eligible(index, next),
    id: `promotion-${index}`,
    name: `Promotion ${index}`,
    code: next(4) === 0 ? `CODE${index}` : null,
    benefit: benefit(index >> 2, next),
    minimumPurchase: next(4) === 0 ? 50_000_000 : next(3) * 100_000,
    maximumDiscount: next(3) === 0 ? 10_000 + 1000 * next(40) : null,
    priority: next(5),
    exclusive: next(20) === 0,
    combinationGroup: next(5) === 0 ? 'other' : null,
  }));
}

function eligible(index: number, next: (below: number) => number): Eligible {
  const products = (from: number): string[] => Array.from({ length: 2 + next(30) }, () => productId(from + next(PRODUCTS)));
  switch (index % 4) {
    case 0:
      return { productIds: null, categoryIds: null };
    case 1:
      return { productIds: products(0), categoryIds: null };
    case 2:
      return { productIds: null, categoryIds: [categoryId(next(CATEGORIES)), categoryId(next(CATEGORIES))] };
    default:
      return { productIds: products(PRODUCTS), categoryIds: null };
  }
}

function benefit(index: number, next: (below: number) => number): Benefit {
  switch (index % 4) {
    case 0:
      return { type: 'PERCENTAGE', rate: 100 * (1 + next(20)) };
    case 1:
      return { type: 'FIXED_AMOUNT', amount: 1000 * (1 + next(20)) };
    case 2:
      return { type: 'BUY_X_GET_Y', buyQuantity: 2 + next(3), getQuantity: 1, freeUnits: next(2) === 0 ? 'CHEAPEST' : 'EVERY_NTH' };
    default: {
      const items = Array.from({ length: 2 + next(2) }, () => ({ productIds: null, categoryIds: [categoryId(next(CATEGORIES))], quantity: 1 + next(2) }));
      return { type: 'BUNDLE_PRICE', price: 20_000 + 1000 * next(80), items };
    }
  }
}

const whole = { baseNumerator: 1, baseDenominator: 1 };

/** Three tax groups, a taxed service charge and a taxed delivery fee. */
export function rulesOf(pricesIncludeTax: boolean): PricingRules {
  return {
    pricesIncludeTax,
    service: { rate: 500, taxable: true, basis: 'AFTER_DISCOUNTS' },
    taxes: {
      defaultGroup: 'FOOD',
      rules: { FOOD: { name: 'PBJT', rate: 1000, ...whole }, GOODS: { name: 'PPN', rate: 1200, baseNumerator: 11, baseDenominator: 12 } },
    },
    delivery: { amount: 12_000, taxable: true },
    packaging: { amount: 3000, taxable: false },
  };
}
