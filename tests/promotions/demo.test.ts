import { beforeAll, expect, test } from 'vitest';
import { type Client, makeClient, useTestApp } from '../kit/index.ts';
import { quote } from './promotion-api.ts';

const app = useTestApp({ empty: true, environment: { DEMO: 'on' } });
beforeAll(async () => {
  // A Wednesday at 15:00 in Jakarta, 11:00 in Addis Ababa.
  app.clock.advance(new Date('2030-01-02T08:00:00Z').getTime() - app.clock.now().getTime());
});

/** A quote at a demo brand's first outlet, for products by SKU. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function priced(brand: string, quantities: Record<string, number>, more: Record<string, unknown> = {}): Promise<any> {
  const guest: Client = makeClient(app.url, { 'x-tenant-id': brand });
  const { outlets } = await guest.ok('{ outlets { id code } }');
  const outletId = outlets.find(({ code }: { code: string }) => code === 'MTG' || code === 'BOLE').id;
  const { menu } = await guest.ok(
    'query ($id: ID!) { menu(outletId: $id) { sections { items { productId sku modifierGroups { minSelections options { optionId name } } } } } }',
    { id: outletId },
  );
  interface Item {
    readonly productId: string;
    readonly sku: string;
    readonly modifierGroups: readonly { readonly minSelections: number; readonly options: readonly { readonly optionId: string }[] }[];
  }
  const items: Item[] = menu.sections.flatMap((section: { items: Item[] }) => section.items);
  const lines = Object.entries(quantities).map(([sku, quantity]) => {
    const item = items.find((other) => other.sku === sku);
    const chosen = item?.modifierGroups.flatMap(({ minSelections, options }) => options.slice(0, minSelections)) ?? [];
    return { productId: item?.productId, quantity, modifiers: chosen.map(({ optionId }) => ({ optionId })) };
  });
  return quote(guest, { outletId, serviceMode: 'DELIVERY', lines, ...more });
}

const applied = ({ appliedPromotions }: { appliedPromotions: { name: string; amount: number }[] }): unknown =>
  Object.fromEntries(appliedPromotions.map(({ name, amount }) => [name, amount]));

test('the coffee chain: a bundle, klepon, tea in the afternoon, and a code', async () => {
  expect(applied(await priced('kopi-senja', { KSA: 2, CRS: 1 }))).toEqual({ 'Kopi Susu & Croissant': 6000 });
  expect(applied(await priced('kopi-senja', { KLP: 7 }))).toEqual({ 'Klepon beli 2 gratis 1': 36_000 });
  expect(applied(await priced('kopi-senja', { TMT: 1, TTR: 1, ESP: 1 }))).toEqual({ 'Teh Sore': 8400 });
  const code = { promotionCodes: ['senja10'] };
  expect(applied(await priced('kopi-senja', { NGS: 3 }, code))).toEqual({ 'Diskon Senja 10 %': 14_400 });
  expect(applied(await priced('kopi-senja', { NGS: 9 }, code))).toEqual({ 'Diskon Senja 10 %': 25_000 });
  expect((await priced('kopi-senja', { NGS: 1 }, code)).notAppliedPromotions[0]).toMatchObject({ reason: 'MINIMUM_NOT_REACHED', missing: 52_000 });
});

test('the order of the tour has no promotion', async () => {
  expect(await priced('kopi-senja', { LAT: 2, NGS: 1 })).toMatchObject({ appliedPromotions: [], totals: { discount: 0 } });
});

test('the Ethiopian restaurant: a welcome, once', async () => {
  const welcome = { promotionCodes: ['WELCOME'], customerPhone: '0911 23 45 67' };
  expect(applied(await priced('bunna-house', { CHEC: 2 }, welcome))).toEqual({ Welcome: 5000 });
  expect((await priced('bunna-house', { CHEC: 2 }, { promotionCodes: ['WELCOME'] })).notAppliedPromotions[0]).toMatchObject({ reason: 'CUSTOMER_LIMIT' });
  app.clock.advance(3_600_000);
  expect(applied(await priced('bunna-house', { SHIR: 1, SHAI: 1 }))).toEqual({ 'Fasting lunch': 4425 });
});
