import { beforeAll, expect, test } from 'vitest';
import { addDevice, addOutlet, addStation, type Client, orderOf, useRestaurant } from '../kit/index.ts';
import { promote } from '../promotions/promotion-api.ts';

// The clocks of New York go back on 7 November 2027 at 06:00Z, and forward on 12 March 2028 at 07:00Z.
const { app, restaurant } = useRestaurant();
let outletId: string;
/** Its token does not expire while the clock moves. */
let kiosk: Client;
beforeAll(async () => {
  outletId = await addOutlet(restaurant.platform, { code: 'NYC', timeZone: 'America/New_York' });
  await addStation(restaurant.platform, outletId, 'PASS', true);
  kiosk = (await addDevice(restaurant.owner, { outletId, kind: 'KIOSK' })).client;
  await restaurant.owner.ok('mutation ($input: SetOpeningHoursInput!) { setOpeningHours(input: $input) { userErrors { code } } }', {
    input: { outletId, weekly: [{ day: 6, opens: '18:00', closes: '01:30' }] },
  });
  const hours = [{ day: 6, opens: '23:00', closes: '01:15' }];
  await promote(restaurant.owner, { name: 'Late night', type: 'PERCENTAGE', rate: 1000, outletIds: [outletId], hours });
});

const OUTLET = 'query ($id: ID!) { outlet(id: $id) { openNow opensAt closesAt } }';
const PLACE = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } userErrors { code details } } }';
const QUOTE = 'query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { discount } } userErrors { code } } }';

interface Seen {
  readonly openNow: boolean;
  readonly change: string;
  /** Error code of a kiosk's order; null: accepted. */
  readonly refused: string | null;
  readonly opensAt: unknown;
  readonly discount: number;
}

async function at(instant: string): Promise<Seen> {
  app.clock.advance(Date.parse(instant) - app.clock.now().getTime());
  const { outlet } = await restaurant.guest.ok(OUTLET, { id: outletId });
  const order = orderOf(restaurant, { COFFEE: 1 }, { outletId, channel: 'KIOSK' });
  const [error] = (await kiosk.send(PLACE, { input: order })).data.placeOrder.userErrors;
  const { priceOrder } = await restaurant.guest.ok(QUOTE, { input: order });
  const change = outlet.opensAt === null ? `closes ${outlet.closesAt}` : `opens ${outlet.opensAt}`;
  return { openNow: outlet.openNow, change, refused: error?.code ?? null, opensAt: error?.details.opensAt, discount: priceOrder.quote.totals.discount };
}

const open = { openNow: true, refused: null };
const closed = { openNow: false, refused: 'OUTLET_CLOSED' };

test('an outlet that closes in the hour that comes twice closes once, and its promotion ends once', async () => {
  const night = 'closes 2027-11-07T05:30:00.000Z';
  const next = { change: 'opens 2027-11-13T23:00:00.000Z', opensAt: '2027-11-13T23:00:00.000Z' };
  expect(await at('2027-11-06T21:59:58Z')).toMatchObject({ ...closed, change: 'opens 2027-11-06T22:00:00.000Z', discount: 0 });
  expect(await at('2027-11-06T22:00:00Z')).toMatchObject({ ...open, change: night, discount: 0 });
  expect(await at('2027-11-07T05:14:00Z')).toMatchObject({ ...open, change: night, discount: 2000 });
  expect(await at('2027-11-07T05:29:00Z')).toMatchObject({ ...open, change: night, discount: 0 });
  // The local time is 01:30, then 01:00 and 01:29 for a second time.
  for (const instant of ['05:30', '06:00', '06:14', '06:29', '06:31'])
    expect(await at(`2027-11-07T${instant}:00Z`)).toMatchObject({ ...closed, ...next, discount: 0 });
});

test('in the night of the skipped hour it is open as long as ever', async () => {
  expect(await at('2028-03-12T06:29:00Z')).toMatchObject({ ...open, change: 'closes 2028-03-12T06:30:00.000Z' });
  expect(await at('2028-03-12T06:30:00Z')).toMatchObject({ ...closed, change: 'opens 2028-03-18T22:00:00.000Z' });
});
