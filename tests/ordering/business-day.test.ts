import { beforeAll, expect, test } from 'vitest';
import { addDevice, addOutlet, addStation, type Client, orderOf, placeOrder, readOrder, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
/** A till of each outlet, by the outlet's code. Tokens of devices do not expire while the clock moves. */
const tills: Record<string, { client: Client; outletId: string }> = {};
beforeAll(async () => {
  const outlets = [
    { code: 'JKT', timeZone: 'Asia/Jakarta', dayStartsAt: 4 },
    { code: 'ADD', timeZone: 'Africa/Addis_Ababa', dayStartsAt: 0 },
    { code: 'NYC', timeZone: 'America/New_York', dayStartsAt: 6 },
    { code: 'HALF', timeZone: 'Asia/Kolkata', dayStartsAt: 4, dayStartsAtMinute: 30 },
    { code: 'PAST', timeZone: 'Asia/Kolkata', dayStartsAt: 0, dayStartsAtMinute: 45 },
  ];
  for (const outlet of outlets) {
    const outletId = await addOutlet(restaurant.platform, outlet);
    await addStation(restaurant.platform, outletId, 'PASS', true);
    tills[outlet.code] = { client: (await addDevice(restaurant.owner, { outletId, kind: 'POS' })).client, outletId };
  }
});

/** Business date, queue number and order number of an order placed at the outlet at this instant. */
async function placedAt(code: string, instant: string): Promise<string[]> {
  app.clock.advance(new Date(instant).getTime() - app.clock.now().getTime());
  const till = tills[code] as { client: Client; outletId: string };
  const { id } = await placeOrder(till.client, orderOf(restaurant, { COFFEE: 1 }, { outletId: till.outletId }));
  const order = await readOrder(till.client, id, 'businessDate queueNumber number');
  return [order.businessDate, String(order.queueNumber), order.number];
}

test('a business day begins at the outlet’s hour, in its time zone', async () => {
  // 04:00 in Jakarta is 21:00 UTC.
  expect(await placedAt('JKT', '2031-03-10T20:59:58Z')).toEqual(['2031-03-10', '1', 'ORD-20310310-JKT0001']);
  expect(await placedAt('JKT', '2031-03-10T20:59:59Z')).toEqual(['2031-03-10', '2', 'ORD-20310310-JKT0002']);
  expect(await placedAt('JKT', '2031-03-10T21:00:00Z')).toEqual(['2031-03-11', '1', 'ORD-20310311-JKT0001']);
  expect(await placedAt('JKT', '2031-03-11T16:59:59Z')).toEqual(['2031-03-11', '2', 'ORD-20310311-JKT0002']);
  expect(await placedAt('JKT', '2031-03-11T17:00:00Z')).toEqual(['2031-03-11', '3', 'ORD-20310311-JKT0003']);
});

test('at midnight where it begins at midnight', async () => {
  // Addis Ababa is at UTC+3.
  expect(await placedAt('ADD', '2031-03-10T20:59:58Z')).toEqual(['2031-03-10', '1', 'ORD-20310310-ADD0001']);
  expect(await placedAt('ADD', '2031-03-10T21:00:00Z')).toEqual(['2031-03-11', '1', 'ORD-20310311-ADD0001']);
});

test('at half past the hour where it begins then', async () => {
  // India is at UTC+5:30: 04:30 is 23:00 UTC.
  expect(await placedAt('HALF', '2031-03-10T22:59:58Z')).toEqual(['2031-03-10', '1', 'ORD-20310310-HALF0001']);
  expect(await placedAt('HALF', '2031-03-10T22:59:59Z')).toEqual(['2031-03-10', '2', 'ORD-20310310-HALF0002']);
  expect(await placedAt('HALF', '2031-03-10T23:00:00Z')).toEqual(['2031-03-11', '1', 'ORD-20310311-HALF0001']);
  // 00:45 is 19:15 UTC.
  expect((await placedAt('PAST', '2031-03-11T19:14:59Z'))[0]).toBe('2031-03-11');
  expect((await placedAt('PAST', '2031-03-11T19:15:00Z'))[0]).toBe('2031-03-12');
});

test('by the clock on the wall when it is changed', async () => {
  // On 9 March 2031, New York changes from UTC-5 to UTC-4: 06:00 is 11:00 UTC the day before, and 10:00 UTC on the day.
  expect((await placedAt('NYC', '2031-03-08T10:59:58Z'))[0]).toBe('2031-03-07');
  expect((await placedAt('NYC', '2031-03-08T11:00:00Z'))[0]).toBe('2031-03-08');
  expect((await placedAt('NYC', '2031-03-09T09:59:58Z'))[0]).toBe('2031-03-08');
  expect((await placedAt('NYC', '2031-03-09T10:00:00Z'))[0]).toBe('2031-03-09');
});
