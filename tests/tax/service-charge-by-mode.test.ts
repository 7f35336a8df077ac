import { beforeAll, expect, test } from 'vitest';
import { mutationOf, readOrder, useRestaurant } from '../kit/index.ts';
import { menuOf } from '../menu/menu-api.ts';
import { amounts, basketOf, CALCULATE, calculate, order, outletWith, quote } from './tax-api.ts';

const { restaurant } = useRestaurant();
/** Id of an outlet with service charge 5 % for DINE_IN, none for TAKEAWAY, the general 10 % for DELIVERY; tax 10 % of everything. */
let outletId: string;
beforeAll(async () => {
  outletId = await outletWith(restaurant, { taxRate: 1000, serviceChargeRate: 1000, serviceChargeRates: RATES });
});

const RATES = [
  { serviceMode: 'TAKEAWAY', rate: 0 },
  { serviceMode: 'DINE_IN', rate: 500 },
];
const UPDATE = mutationOf('updateOutlet', 'serviceChargeRate serviceChargeRates { serviceMode rate isDefault }');
// biome-ignore lint/suspicious/noExplicitAny: tests read any field
const update = async (input: object, id = outletId): Promise<any> => (await restaurant.owner.ok(UPDATE, { input: { id, ...input } })).updateOutlet.outlet;
/** Input of an order of 115 500, with three products. */
const lunch = (of = outletId): Promise<Readonly<Record<string, unknown>>> => basketOf(restaurant, of, [35_000, 2], [18_000], [27_500]);

test.each([
  ['DINE_IN', 500, 5775, 12_128, 133_403],
  ['TAKEAWAY', 0, 0, 11_550, 127_050],
  ['DELIVERY', 1000, 11_550, 12_705, 139_755],
])('a %s order is asked its own service charge, in the quote as in the order', async (serviceMode, serviceChargeRate, serviceCharge, tax, total) => {
  const input = { ...(await lunch()), serviceMode };
  const rates = 'totals { serviceChargeRate serviceChargeBase serviceCharge tax total }';
  const expected = { serviceChargeBase: 115_500, serviceCharge, tax, total };
  expect((await quote(restaurant.guest, input)).totals).toMatchObject(expected);
  const { id } = await order(restaurant.owner, input);
  expect((await readOrder(restaurant.owner, id, rates)).totals).toEqual({ serviceChargeRate, ...expected });
});

test('where prices include it, another service mode takes another service charge out of the same price', async () => {
  const inclusive = await outletWith(restaurant, { taxRate: 1000, serviceChargeRate: 500, pricesIncludeTax: true, serviceChargeRates: [RATES[0]] });
  const input = await lunch(inclusive);
  expect((await quote(restaurant.guest, input)).totals).toMatchObject({ serviceCharge: 5000, tax: 10_500, total: 115_500 });
  expect((await quote(restaurant.guest, { ...input, serviceMode: 'TAKEAWAY' })).totals).toMatchObject({ serviceCharge: 0, tax: 10_500, total: 115_500 });
});

test('an order that was placed keeps its service charge when the outlet changes it, also when it is priced again', async () => {
  const own = await outletWith(restaurant, { taxRate: 1000, serviceChargeRates: [{ serviceMode: 'DINE_IN', rate: 500 }] });
  const { id } = await order(restaurant.owner, await lunch(own));
  await update({ serviceChargeRates: [{ serviceMode: 'DINE_IN', rate: 2000 }] }, own);
  const discount = mutationOf('discountOrder', 'totals { serviceChargeRate serviceCharge }');
  const { discountOrder } = await restaurant.owner.ok(discount, { input: { orderId: id, amount: 15_500, reason: 'Goodwill' } });
  expect(discountOrder.order.totals).toEqual({ serviceChargeRate: 500, serviceCharge: 5000 });
  expect((await quote(restaurant.guest, await lunch(own))).totals.serviceCharge).toBe(23_100);
});

test('guests see what each offered service mode is asked; null takes the own rates away, and what is not sent stays', async () => {
  const own = await outletWith(restaurant, { serviceModes: ['DINE_IN', 'TAKEAWAY'], serviceChargeRate: 700 });
  const rate = (serviceMode: string, of: number, isDefault: boolean): object => ({ serviceMode, rate: of, isDefault });
  const read = 'query ($id: ID!) { outlet(id: $id) { serviceChargeRates { serviceMode rate isDefault } } }';
  const seen = async (): Promise<unknown> => (await restaurant.guest.ok(read, { id: own })).outlet.serviceChargeRates;
  expect(await seen()).toEqual([rate('DINE_IN', 700, true), rate('TAKEAWAY', 700, true)]);
  const { version } = await menuOf(restaurant.guest, own);
  await update({ serviceChargeRates: [{ serviceMode: 'TAKEAWAY', rate: 0 }] }, own);
  expect(await seen()).toEqual([rate('DINE_IN', 700, true), rate('TAKEAWAY', 0, false)]);
  expect((await menuOf(restaurant.guest, own)).version).toBe(version + 1);
  await update({ serviceChargeRate: 300 }, own);
  expect(await seen()).toEqual([rate('DINE_IN', 300, true), rate('TAKEAWAY', 0, false)]);
  expect((await update({ serviceChargeRates: null }, own)).serviceChargeRates).toEqual([rate('DINE_IN', 300, true), rate('TAKEAWAY', 300, true)]);
});

test('calculateTax asks the service charge of the mode that it is told, and otherwise that of modes without one of their own', async () => {
  const lines = amounts(115_500);
  const service = async (more: object): Promise<number> => (await calculate(restaurant.guest, { outletId, lines, ...more })).serviceCharge;
  expect(await service({})).toBe(11_550);
  expect(await service({ serviceMode: 'DINE_IN' })).toBe(5775);
  expect(await service({ serviceMode: 'TAKEAWAY' })).toBe(0);
  expect(await service({ serviceMode: 'DINE_IN', serviceChargeRate: 200 })).toBe(2310);
  const refused = await restaurant.guest.failure(CALCULATE, { input: { preset: 'NONE', lines, serviceMode: 'DINE_IN' } });
  expect(refused).toMatchObject({ code: 'INVALID_INPUT', field: ['serviceMode'] });
});

test('a service mode that stands there twice, rates out of range and too many are refused at their place', async () => {
  const failure = (serviceChargeRates: readonly object[]): Promise<unknown> =>
    restaurant.owner.failure(UPDATE, { input: { id: outletId, serviceChargeRates } });
  const rate = (serviceMode: string, of: number): object => ({ serviceMode, rate: of });
  expect(await failure([rate('DINE_IN', 1), rate('DINE_IN', 2)])).toMatchObject({ code: 'INVALID_INPUT', field: ['serviceChargeRates', '1', 'serviceMode'] });
  expect(await failure([rate('DINE_IN', 10_001)])).toMatchObject({ code: 'INVALID_INPUT', field: ['serviceChargeRates', '0', 'rate'] });
  expect(await failure([rate('DINE_IN', -1)])).toMatchObject({ code: 'INVALID_INPUT', field: ['serviceChargeRates', '0', 'rate'] });
  const four = ['DINE_IN', 'TAKEAWAY', 'DELIVERY', 'DINE_IN'].map((mode) => rate(mode, 1));
  expect(await failure(four)).toMatchObject({ code: 'LIMIT_EXCEEDED', details: { max: 3 } });
});

test('the audit log says what the rates were and what they are', async () => {
  const own = await outletWith(restaurant, {});
  await update({ serviceChargeRates: RATES }, own);
  await update({ serviceChargeRates: [...RATES].reverse() }, own);
  const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id, action: [OUTLET_CHANGED] }) { nodes { before after } } }';
  const { nodes } = (await restaurant.owner.ok(log, { id: own })).auditLog;
  // Another order of the modes is no change; the oldest entry is from the outlet's creation.
  expect(nodes).toHaveLength(2);
  expect(nodes[0]).toEqual({ before: { serviceChargeByMode: '{}' }, after: { serviceChargeByMode: '{"DINE_IN":500,"TAKEAWAY":0}' } });
});
