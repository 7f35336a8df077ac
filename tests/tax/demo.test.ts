import { expect, test } from 'vitest';
import { type Client, makeClient, useTestApp } from '../kit/index.ts';
import { quote, REGIME, TAXES } from './tax-api.ts';

const app = useTestApp({ empty: true, environment: { DEMO: 'on' } });

interface Demo {
  readonly client: Client;
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  readonly outlets: any[];
}

async function demo(slug: string): Promise<Demo> {
  const client = makeClient(app.url, { 'x-tenant-id': slug });
  return { client, outlets: (await client.ok(`{ outlets { id code taxRegime { ${REGIME} } ${TAXES} } }`)).outlets };
}

/** A quote of one unit of a product, with the first option of each required group. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function priceOf({ client, outlets }: Demo, code: string, sku: string): Promise<any> {
  const outletId = outlets.find((outlet) => outlet.code === code).id;
  const { menu } = await client.ok(
    'query ($id: ID!) { menu(outletId: $id) { sections { items { productId sku modifierGroups { minSelections options { optionId } } } } } }',
    { id: outletId },
  );
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  const item = menu.sections.flatMap(({ items }: any) => items).find((entry: any) => entry.sku === sku);
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  const modifiers = item.modifierGroups.flatMap(({ minSelections, options }: any) => (minSelections > 0 ? [{ optionId: options[0].optionId }] : []));
  return quote(client, { outletId, serviceMode: 'DINE_IN', lines: [{ productId: item.productId, quantity: 1, modifiers }] });
}

test('the Indonesian brand: a regime of each city, restaurant tax on what is served, PPN on what is taken home', async () => {
  const kopi = await demo('kopi-senja');
  expect(kopi.outlets.map(({ code, taxRegime }) => [code, taxRegime.name, taxRegime.preset])).toEqual([
    ['DGO', 'PBJT Bandung', 'INDONESIA'],
    ['MTG', 'PBJT Jakarta', 'INDONESIA'],
  ]);
  for (const { taxes } of kopi.outlets)
    expect(taxes).toContainEqual(expect.objectContaining({ taxGroup: 'RESTAURANT', name: 'PB1', rate: 1000, isDefault: true }));
  const latte = await priceOf(kopi, 'MTG', 'LAT');
  expect(latte.totals).toMatchObject({ subtotal: 35000, serviceCharge: 1750, tax: 3675, total: 40425, taxes: [{ name: 'PB1', rate: 1000, base: 36750 }] });
  const beans = await priceOf(kopi, 'DGO', 'GAYO');
  // 99,750 with service charge; 11/12 of it is 91,437.5.
  expect(beans.totals.taxes).toEqual([{ name: 'PPN', rate: 1200, base: 91438, amount: 10973 }]);
});

test('the Ethiopian brand: VAT inside its prices, withholding on record', async () => {
  const bunna = await demo('bunna-house');
  const [{ taxRegime }] = bunna.outlets;
  expect(taxRegime).toMatchObject({ preset: 'ETHIOPIA', defaultGroup: 'VAT', withholding: { rate: 300, above: 1_000_000 } });
  expect((await priceOf(bunna, 'BOLE', 'DORO')).totals).toMatchObject({ subtotal: 48000, serviceCharge: 0, tax: 6261, total: 48000 });
});
