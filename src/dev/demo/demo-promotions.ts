import type { Context } from '../../kernel/request/context.ts';
import { Category, Product } from '../../modules/menu/index.ts';
import { type CreatePromotion, createPromotion } from '../../modules/promotions/index.ts';

/** A promotion of a demo brand; it names products by their SKUs and categories by their names. */
interface DemoPromotion extends Omit<CreatePromotion, 'productIds' | 'categoryIds' | 'bundleItems'> {
  readonly skus?: readonly string[];
  readonly categories?: readonly string[];
  readonly bundle?: readonly { readonly quantity: number; readonly skus: readonly string[] }[];
}

const WORKDAYS = [1, 2, 3, 4, 5];

/** Promotions by the brand's slug. */
const promotions: Readonly<Record<string, readonly DemoPromotion[]>> = {
  'kopi-senja': [
    {
      name: 'Diskon Senja 10 %',
      description: 'Sampai Rp 25.000 untuk belanja mulai Rp 100.000, dengan kode SENJA10',
      type: 'PERCENTAGE',
      rate: 1000,
      minimumPurchase: 100_000,
      maximumDiscount: 25_000,
      code: 'SENJA10',
    },
    {
      name: 'Kopi Susu & Croissant',
      type: 'BUNDLE_PRICE',
      amount: 48_000,
      bundle: [
        { quantity: 1, skus: ['KSA'] },
        { quantity: 1, skus: ['CRS'] },
      ],
    },
    { name: 'Klepon beli 2 gratis 1', type: 'BUY_X_GET_Y', buyQuantity: 2, getQuantity: 1, skus: ['KLP'] },
    {
      name: 'Teh Sore',
      description: 'Teh lebih murah 20 % pada hari kerja, jam 14 sampai 17',
      type: 'PERCENTAGE',
      rate: 2000,
      skus: ['TMT', 'TTR'],
      hours: WORKDAYS.map((day) => ({ day, opens: '14:00', closes: '17:00' })),
    },
  ],
  'bunna-house': [
    {
      name: 'Welcome',
      description: '50 birr off the first order of 300 birr or more, with the code WELCOME',
      type: 'FIXED_AMOUNT',
      amount: 5000,
      minimumPurchase: 30_000,
      usageLimitPerCustomer: 1,
      code: 'WELCOME',
    },
    {
      name: 'Fasting lunch',
      type: 'PERCENTAGE',
      rate: 1500,
      categories: ['Fasting dishes'],
      hours: [3, 5].map((day) => ({ day, opens: '11:30', closes: '14:30' })),
    },
  ],
};

/** Creates the promotions of a demo brand, whose menu must exist. */
export async function seedPromotions(ctx: Context, slug: string): Promise<void> {
  const products = new Map((await ctx.em.find(Product, {})).map(({ sku, id }) => [sku, id]));
  const named = new Map((await ctx.em.find(Category, {})).map(({ name, id }) => [name, id]));
  const idsOf = (ids: ReadonlyMap<string, string>, keys: readonly string[] | undefined): string[] | null => keys?.map((key) => ids.get(key) ?? '') ?? null;
  for (const { skus, categories, bundle, ...promotion } of promotions[slug] ?? []) {
    const bundleItems = bundle?.map((part) => ({ quantity: part.quantity, productIds: idsOf(products, part.skus) })) ?? null;
    await createPromotion(ctx, { ...promotion, productIds: idsOf(products, skus), categoryIds: idsOf(named, categories), bundleItems });
  }
}
