import { beforeAll, describe, expect, test } from 'vitest';
import { act, makeRestaurant, type Restaurant, readOrder, recordStatements, useRestaurant } from '../kit/index.ts';
import { assign, basketOf, changeRegime, DELETE, makeRegime, order, outletWith, PRICE, quote, rate, TOTALS } from './tax-api.ts';

const { app, restaurant: jakarta } = useRestaurant({ currency: 'IDR' });
let addis: Restaurant;
beforeAll(async () => {
  addis = await makeRestaurant(app, { currency: 'ETB' });
});

/** Expects quote and order of the same basket to be equal; returns the quote. */
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function priced({ guest, owner }: Restaurant, input: Readonly<Record<string, unknown>>): Promise<any> {
  const { cashRounding, ...quoted } = await quote(guest, input);
  const { id, ...placed } = await order(owner, input);
  expect(placed).toEqual(quoted);
  const { pricesIncludeTax, delivery, deliveryTax, packaging, packagingTax, total } = quoted.totals;
  const lines = quoted.lines.reduce((sum: number, { finalTotal }: { finalTotal: number }) => sum + finalTotal, 0);
  expect(lines + delivery + packaging + (pricesIncludeTax ? 0 : deliveryTax + packagingTax)).toBe(total);
  return { id, cashRounding, ...quoted };
}

const bill = [[35000, 2], [18000], [27500]] as const;
const indonesia = { preset: 'INDONESIA' };

describe('Indonesia', () => {
  test('service 5 % and PB1 10 % on top of the menu’s prices', async () => {
    const outletId = await outletWith(jakarta, { serviceChargeRate: 500 }, indonesia);
    const { totals, lines } = await priced(jakarta, await basketOf(jakarta, outletId, ...bill));
    expect(totals).toMatchObject({ subtotal: 115500, serviceChargeBase: 115500, serviceCharge: 5775, tax: 12128, total: 133403 });
    expect(totals.taxes).toEqual([{ name: 'PB1', rate: 1000, base: 121275, amount: 12128 }]);
    expect(lines.map(({ serviceCharge, tax, finalTotal }: Record<string, number>) => [serviceCharge, tax, finalTotal])).toEqual([
      [3500, 7350, 80850],
      [900, 1890, 20790],
      [1375, 2888, 31763],
    ]);
    expect(lines[0]).toMatchObject({ taxName: 'PB1', taxRate: 1000 });
  });

  test('with tax and service charge inside the menu’s prices', async () => {
    const outletId = await outletWith(jakarta, { serviceChargeRate: 500, pricesIncludeTax: true }, indonesia);
    const { totals } = await priced(jakarta, await basketOf(jakarta, outletId, ...bill));
    expect(totals).toMatchObject({ subtotal: 115500, serviceChargeBase: 100000, serviceCharge: 5000, tax: 10500, total: 115500 });
    const odd = await priced(jakarta, await basketOf(jakarta, outletId, [98000]));
    expect(odd.totals).toMatchObject({ serviceChargeBase: 84848, serviceCharge: 4242, tax: 8910, total: 98000 });
    expect(odd.totals.taxes).toEqual([{ name: 'PB1', rate: 1000, base: 89090, amount: 8910 }]);
    const plain = await outletWith(jakarta, { pricesIncludeTax: true }, indonesia);
    expect((await priced(jakarta, await basketOf(jakarta, plain, [117000]))).totals).toMatchObject({ serviceCharge: 0, tax: 10636, total: 117000 });
  });

  test('a service charge that is not taxed', async () => {
    const outletId = await outletWith(jakarta, { serviceChargeRate: 500, serviceChargeTaxable: false }, indonesia);
    const { totals } = await priced(jakarta, await basketOf(jakarta, outletId, ...bill));
    expect(totals).toMatchObject({ serviceCharge: 5775, tax: 11550, total: 132825, taxes: [{ base: 115500 }] });
  });

  test('a city’s own rate', async () => {
    const outletId = await outletWith(jakarta, {}, { ...indonesia, restaurantTaxRate: 700 });
    expect((await priced(jakarta, await basketOf(jakarta, outletId, [100000]))).totals).toMatchObject({ tax: 7000, taxes: [{ name: 'PB1', rate: 700 }] });
  });

  test.each([
    [50_000_000, 45_833_333, 5_500_000],
    [100_003, 91_669, 11_000],
    [32, 29, 3],
    [77, 71, 9],
  ])('PPN of %i goes through 11/12 of it', async (price, base, amount) => {
    const outletId = await outletWith(jakarta, {}, indonesia);
    const { totals, lines } = await priced(jakarta, await basketOf(jakarta, outletId, [price, 1, 'GOODS']));
    expect(totals.taxes).toEqual([{ name: 'PPN', rate: 1200, base, amount }]);
    expect(totals.total).toBe(price + amount);
    expect(lines[0]).toMatchObject({ taxName: 'PPN', taxRate: 1200, tax: amount });
  });

  test('one receipt with restaurant tax, PPN, luxury PPN and an exempt product', async () => {
    const outletId = await outletWith(jakarta, {}, indonesia);
    const basket = await basketOf(jakarta, outletId, [40000], [25000, 1, 'EXEMPT'], [95000, 1, 'GOODS'], [60000, 1, 'LUXURY'], [10000, 1, 'RESTAURANT']);
    const { totals, lines } = await priced(jakarta, basket);
    expect(totals.taxes).toEqual([
      { name: 'PB1', rate: 1000, base: 50000, amount: 5000 },
      { name: 'PPN', rate: 1200, base: 87083, amount: 10450 },
      { name: 'PPN', rate: 1200, base: 60000, amount: 7200 },
    ]);
    expect(lines.map(({ tax, taxName }: Record<string, unknown>) => [tax, taxName])).toEqual([
      [4000, 'PB1'],
      [0, null],
      [10450, 'PPN'],
      [7200, 'PPN'],
      [1000, 'PB1'],
    ]);
    expect(totals.total).toBe(230000 + 22650);
  });

  test('two tax groups, one of them exempt', async () => {
    const outletId = await outletWith(jakarta, {}, { defaultGroup: 'FOOD', rates: [rate('FOOD', 1000)] });
    const { totals } = await priced(jakarta, await basketOf(jakarta, outletId, [36923], [23077, 1, 'EXEMPT']));
    expect(totals).toMatchObject({ tax: 3692, total: 63692 });
  });
});

describe('fees', () => {
  test('a delivery fee that is not taxed, one that is, and packaging', async () => {
    const settings = { serviceChargeRate: 500, deliveryFee: 12000, packagingFee: 2000 };
    const outletId = await outletWith(jakarta, { ...settings, packagingFee: 0 }, indonesia);
    const input = await basketOf(jakarta, outletId, ...bill);
    const total = async (serviceMode: string, more: object = {}): Promise<Record<string, number>> =>
      (await priced(jakarta, { ...input, ...more, serviceMode })).totals;
    expect(await total('DELIVERY')).toMatchObject({ delivery: 12000, deliveryTax: 0, packaging: 0, tax: 12128, total: 145403 });
    expect(await total('TAKEAWAY')).toMatchObject({ delivery: 0, packaging: 0, total: 133403 });
    const taxed = { outletId: await outletWith(jakarta, { ...settings, deliveryFeeTaxable: true, packagingFeeTaxable: true }, indonesia) };
    // Base 121275 + 12000 + 2000.
    expect(await total('DELIVERY', taxed)).toMatchObject({ delivery: 12000, packaging: 2000, tax: 13528, total: 148803 });
    expect(await total('TAKEAWAY', taxed)).toMatchObject({ delivery: 0, packaging: 2000, tax: 12328, total: 135603 });
    expect(await total('DINE_IN', taxed)).toMatchObject({ delivery: 0, packaging: 0, tax: 12128, total: 133403 });
    const half = { outletId: await outletWith(jakarta, { ...settings, packagingFeeTaxable: true }, indonesia) };
    expect(await total('DELIVERY', half)).toMatchObject({ deliveryTax: 0, packagingTax: 200, tax: 12328, total: 147603 });
  });

  test('with prices that include tax the tax lies in the fee', async () => {
    const outletId = await outletWith(jakarta, { pricesIncludeTax: true, deliveryFee: 11000, deliveryFeeTaxable: true }, indonesia);
    const input = await basketOf(jakarta, outletId, [117000]);
    const { totals } = await priced(jakarta, { ...input, serviceMode: 'DELIVERY' });
    expect(totals).toMatchObject({ delivery: 11000, deliveryTax: 1000, tax: 11636, total: 128000 });
  });
});

describe('Ethiopia', () => {
  const ethiopia = { preset: 'ETHIOPIA' };

  test('service 10 % and VAT 15 % on top', async () => {
    const outletId = await outletWith(addis, { serviceChargeRate: 1000 }, ethiopia);
    const { totals } = await priced(addis, await basketOf(addis, outletId, [18550, 2], [9575]));
    expect(totals).toMatchObject({ subtotal: 46675, serviceCharge: 4668, tax: 7701, total: 59044 });
    expect(totals.taxes).toEqual([{ name: 'VAT', rate: 1500, base: 51343, amount: 7701 }]);
  });

  test('VAT inside, and a zero rate that is shown', async () => {
    const outletId = await outletWith(addis, { pricesIncludeTax: true }, ethiopia);
    const { totals } = await priced(addis, await basketOf(addis, outletId, [25000], [1000, 1, 'ZERO_RATED']));
    expect(totals).toMatchObject({ tax: 3261, total: 26000 });
    expect(totals.taxes).toEqual([
      { name: 'VAT', rate: 0, base: 1000, amount: 0 },
      { name: 'VAT', rate: 1500, base: 21739, amount: 3261 },
    ]);
  });

  test('turnover tax is off until it is switched on', async () => {
    const regime = await makeRegime(addis.owner, { ...ethiopia, name: 'Small seller' });
    const outletId = await outletWith(addis, {});
    await assign(addis.owner, outletId, regime.id);
    const input = await basketOf(addis, outletId, [10000, 1, 'TOT_GOODS']);
    expect((await priced(addis, input)).totals.taxes).toEqual([{ name: 'VAT', rate: 1500, base: 10000, amount: 1500 }]);
    const rates = regime.rates.filter(({ taxGroup }: { taxGroup: string }) => taxGroup.startsWith('TOT')).map((one: object) => ({ ...one, active: true }));
    await changeRegime(addis.owner, { id: regime.id, defaultGroup: 'TOT_SERVICES', rates });
    expect((await priced(addis, input)).totals.taxes).toEqual([{ name: 'TOT', rate: 200, base: 10000, amount: 200 }]);
  });
});

describe('cash', () => {
  const totals = [133403, 133449, 133450, 184825];

  test.each([
    ['NEAREST', 100, [-3, -49, 50, -25]],
    ['NEAREST', 50, [-3, 1, 0, 25]],
    ['DOWN', 100, [-3, -49, -50, -25]],
    ['UP', 100, [97, 51, 50, 75]],
  ] as const)('is rounded %s to %i, in the quote as when it is paid', async (cashRoundingMode, cashRoundingStep, roundings) => {
    const outletId = await outletWith(jakarta, { cashRoundingMode, cashRoundingStep });
    for (const [index, total] of totals.entries()) {
      const rounding = roundings[index] ?? 0;
      const { id, cashRounding } = await priced(jakarta, await basketOf(jakarta, outletId, [total]));
      expect(cashRounding).toEqual({ step: cashRoundingStep, rounding, total: total + rounding });
      const payment = await act(jakarta.owner, 'payCash', { orderId: id, tendered: 200000 });
      expect(payment).toMatchObject({ amount: total, rounding, change: 200000 - total - rounding });
    }
  });
});

test('an order keeps the rates that it was priced with, also when the regime changes', async () => {
  const { owner, guest } = jakarta;
  const outletId = await outletWith(jakarta, { serviceChargeRate: 500, deliveryFee: 12000, deliveryFeeTaxable: true });
  const regime = await makeRegime(owner, { ...indonesia, name: 'Short-lived' });
  await assign(owner, outletId, regime.id);
  const input = { ...(await basketOf(jakarta, outletId, ...bill, [95000, 1, 'GOODS'])), serviceMode: 'DELIVERY' };
  const fields = `lines { total serviceCharge tax taxName taxRate finalTotal } ${TOTALS}`;
  const { id } = await order(owner, input);
  const before = await readOrder(owner, id, fields);
  expect(before.totals.taxes.map(({ name }: { name: string }) => name)).toEqual(['PB1', 'PPN']);
  await changeRegime(owner, { id: regime.id, name: 'Changed', defaultGroup: 'OTHER', rates: [rate('OTHER', 9900)] });
  expect((await quote(guest, input)).totals.tax).not.toBe(before.totals.tax);
  expect(await readOrder(owner, id, fields)).toEqual(before);
  await assign(owner, outletId, null);
  await owner.ok(DELETE, { input: { id: regime.id } });
  await owner.ok('mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { userErrors { code } } }', {
    input: { id: outletId, taxRate: 5000, serviceChargeRate: 0, deliveryFee: 1, serviceChargeTaxable: false, pricesIncludeTax: true },
  });
  expect(await readOrder(owner, id, fields)).toEqual(before);
});

test('a quote asks the database as often with a regime of a hundred rates and fifty lines as without', async () => {
  const { guest, owner } = jakarta;
  const outletId = await outletWith(jakarta, {});
  const many = await basketOf(jakarta, outletId, ...Array.from({ length: 50 }, (_, index) => [1000 + index] as const));
  const statements = async (input: object): Promise<number> => {
    await guest.ok(PRICE, { input });
    return (await recordStatements(app, () => guest.ok(PRICE, { input }))).statements.length;
  };
  const one = { ...many, lines: (many.lines as object[]).slice(0, 1) };
  const without = await statements(one);
  const rates = Array.from({ length: 100 }, (_, index) => rate(`G${index}`, index));
  await assign(owner, outletId, (await makeRegime(owner, { name: 'A hundred', defaultGroup: 'G50', rates })).id);
  expect(await statements(one)).toBe(without);
  expect(await statements(many)).toBe(without);
  // The first request after a change reads the regimes, in one statement.
  await changeRegime(owner, { id: (await makeRegime(owner, { preset: 'NONE', name: 'Another' })).id, name: 'Renamed' });
  const first = (await recordStatements(app, () => guest.ok(PRICE, { input: many }))).statements;
  expect(first.filter((text) => text.includes('from tax_regime'))).toHaveLength(1);
});
