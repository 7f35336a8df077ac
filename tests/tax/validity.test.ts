import { beforeAll, expect, test } from 'vitest';
import { addDevice, type Client, useRestaurant } from '../kit/index.ts';
import { assign, calculate, makeRegime, order, outletWith, quote, rate, TAXES } from './tax-api.ts';

const { app, restaurant } = useRestaurant();
/** One regime at outlets around the world, each with a till. Tokens of devices do not expire while the clock moves. */
const outlets: Record<string, { outletId: string; till: Client }> = {};
let regimeId: string;
beforeAll(async () => {
  const regime = await makeRegime(restaurant.owner, {
    name: 'Rising',
    defaultGroup: 'FOOD',
    rates: [
      rate('FOOD', 1000, { name: 'Old', validUntil: '2031-03-10' }),
      rate('FOOD', 1200, { name: 'New', validFrom: '2031-03-11' }),
      rate('WINE', 3000, { validFrom: '2031-03-01', validUntil: '2031-03-09' }),
      rate('WINE', 4000, { validFrom: '2031-03-11', validUntil: '2031-03-11' }),
    ],
  });
  regimeId = regime.id;
  for (const timeZone of ['Asia/Jayapura', 'Asia/Jakarta', 'Africa/Addis_Ababa', 'America/New_York']) {
    // The business day begins at 4; the tax day at midnight.
    const outletId = await outletWith(restaurant, { timeZone, dayStartsAt: 4 });
    await assign(restaurant.owner, outletId, regimeId);
    outlets[timeZone] = { outletId, till: (await addDevice(restaurant.owner, { outletId, kind: 'POS' })).client };
  }
});

function moveTo(instant: string): void {
  app.clock.advance(new Date(instant).getTime() - app.clock.now().getTime());
}

/** The tax of a coffee of 20,000 by time zone, from a quote, an order and the outlet's own list, which must agree. */
async function taxesAt(instant: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  moveTo(instant);
  for (const [timeZone, { outletId, till }] of Object.entries(outlets)) {
    const input = { outletId, serviceMode: 'DINE_IN', channel: 'POS', lines: [{ productId: restaurant.products.COFFEE, quantity: 1 }] };
    const { totals } = await quote(restaurant.guest, input);
    expect((await order(till, input)).totals).toEqual(totals);
    const { outlet } = await restaurant.guest.ok(`query ($id: ID!) { outlet(id: $id) { ${TAXES} } }`, { id: outletId });
    const food = outlet.taxes.find(({ isDefault }: { isDefault: boolean }) => isDefault);
    expect(totals.taxes).toEqual([{ name: food.name, rate: food.rate, base: 20000, amount: totals.tax }]);
    expect((await calculate(restaurant.guest, { outletId, lines: [{ amount: 20000 }] })).tax).toBe(totals.tax);
    found[timeZone] = totals.tax;
  }
  return found;
}

test('a rate begins and ends at midnight of the outlet, wherever the server is; nothing is written for it', async () => {
  const [jayapura, jakarta, addis, newYork] = ['Asia/Jayapura', 'Asia/Jakarta', 'Africa/Addis_Ababa', 'America/New_York'] as const;
  expect(await taxesAt('2031-03-10T14:59:50Z')).toEqual({ [jayapura]: 2000, [jakarta]: 2000, [addis]: 2000, [newYork]: 2000 });
  expect(await taxesAt('2031-03-10T15:00:00Z')).toEqual({ [jayapura]: 2400, [jakarta]: 2000, [addis]: 2000, [newYork]: 2000 });
  expect(await taxesAt('2031-03-10T17:00:00Z')).toEqual({ [jayapura]: 2400, [jakarta]: 2400, [addis]: 2000, [newYork]: 2000 });
  expect(await taxesAt('2031-03-10T21:00:00Z')).toEqual({ [jayapura]: 2400, [jakarta]: 2400, [addis]: 2400, [newYork]: 2000 });
  // New York has summer time since the 9th: midnight is 04:00 UTC.
  expect(await taxesAt('2031-03-11T03:59:50Z')).toMatchObject({ [newYork]: 2000 });
  expect(await taxesAt('2031-03-11T04:00:00Z')).toMatchObject({ [newYork]: 2400 });
});

test('on a day without a rate of its own a group falls under the default group', async () => {
  const tax = async (date: string, taxGroup: string): Promise<unknown> => {
    const { lines } = await calculate(restaurant.guest, { taxRegimeId: regimeId, date, lines: [{ amount: 1000, taxGroup }] });
    return [lines[0].taxName, lines[0].tax];
  };
  expect(await tax('2031-02-28', 'WINE')).toEqual(['Old', 100]);
  expect(await tax('2031-03-01', 'WINE')).toEqual(['WINE', 300]);
  expect(await tax('2031-03-09', 'WINE')).toEqual(['WINE', 300]);
  expect(await tax('2031-03-10', 'WINE')).toEqual(['Old', 100]);
  expect(await tax('2031-03-11', 'WINE')).toEqual(['WINE', 400]);
  expect(await tax('2031-03-12', 'WINE')).toEqual(['New', 120]);
  expect(await tax('2031-03-11', 'NO_SUCH')).toEqual(['New', 120]);
  expect(await tax('2031-03-11', 'EXEMPT')).toEqual([null, 0]);
});
