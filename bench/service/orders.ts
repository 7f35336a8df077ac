import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../lib/api.ts';
import { orderInput } from '../lib/order-catalogue.ts';
import type { ClientPool } from './client-pool.ts';
import type { Crowd } from './crowd.ts';
import type { Follower } from './follower.ts';
import type { Place } from './town.ts';

const MENU = `query Menu($outletId: ID!) { menu(outletId: $outletId) { version sections { id name items {
  productId name description price imageUrl available modifierGroups { id name minSelections maxSelections options { optionId name priceAdjustment } } } } } }`;
const PRICE = `query Price($input: PriceOrderInput!) { priceOrder(input: $input) { quote { totals { subtotal tax total } } userErrors { code } } }`;
const PLACE =
  'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id token number queueNumber status dueAmount } userErrors { code } } }';
const PAY = `mutation Pay($input: PayCashInput!) { payCash(input: $input) {
  payment { status change } order { id status paymentStatus tickets { id } } userErrors { code } } }`;
const BUMP = 'mutation Bump($input: BumpTicketInput!) { bumpTicket(input: $input) { ticket { id status version } userErrors { code } } }';
const SERVE = 'mutation Serve($input: OrderCommandInput!) { serveOrder(input: $input) { order { id status } userErrors { code } } }';
const COMPLETE = 'mutation Complete($input: OrderCommandInput!) { completeOrder(input: $input) { order { id status } userErrors { code } } }';

interface Placed {
  readonly id: string;
  readonly token: string;
  readonly dueAmount: number;
}

interface Paid {
  readonly tickets: readonly { readonly id: string }[];
}

/** An order that was taken from the menu to the guest. */
export interface Finished {
  readonly guest: Follower;
  readonly token: string;
  readonly place: number;
  readonly tickets: number;
}

/** Who works, at which pace. */
export interface Town {
  readonly places: readonly Place[];
  readonly staff: ClientPool;
  readonly guests: ClientPool;
  readonly crowd: Crowd;
  /** Seconds between two steps of an order. */
  readonly stepSeconds: number;
}

/** Operations that wait for a connection before a rate counts as too high and no more orders are started. */
const MOST_WAITING = 400;

/**
 * Starts this many orders a second for so many seconds, whether or not earlier ones are done, and waits until all are done.
 * Returns the finished ones; null: the server fell so far behind that the rest was not started.
 */
export async function workFor(town: Town, perSecond: number, seconds: number): Promise<readonly Finished[] | null> {
  const start = performance.now();
  const running: Promise<Finished | null>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const wait = start + (n * 1000) / perSecond - performance.now();
    if (wait > 1) await sleep(wait);
    if (town.staff.waiting + town.guests.waiting > MOST_WAITING) {
      await Promise.all(running);
      return null;
    }
    running.push(lifeOf(town, n));
  }
  return (await Promise.all(running)).filter((done) => done !== null);
}

/** Milliseconds from the first to the last step of an order. */
export function lifeMilliseconds({ stepSeconds }: Pick<Town, 'stepSeconds'>): number {
  return 5 * stepSeconds * 1000;
}

/** One order: two guests read the menu, one prices and orders at the kiosk or the till, the kitchen cooks, the till takes cash. */
async function lifeOf(town: Town, n: number): Promise<Finished | null> {
  const { places, staff, guests, crowd, stepSeconds } = town;
  const index = n % places.length;
  const place = places[index] as Place;
  const visitor: Caller = { tenant: place.tenantId };
  const atKiosk = Math.floor(n / places.length) % 2 === 1;
  const { input } = orderInput(place.catalogue, n);
  const rest = (): Promise<void> => sleep(stepSeconds * 1000 * (0.75 + Math.random() / 2));

  const menu = { query: MENU, variables: { outletId: place.outletId } };
  void guests.send('menu', visitor, menu);
  await guests.send('menu', visitor, menu);
  await rest();
  const { outletId, serviceMode, lines } = input;
  await guests.send('priceOrder', visitor, { query: PRICE, variables: { input: { outletId, serviceMode, lines } } });
  const placed = { ...input, id: crypto.randomUUID(), channel: atKiosk ? 'KIOSK' : 'POS' };
  const order = await orderOf<Placed>(staff.send('placeOrder', atKiosk ? place.kiosk : place.till, { query: PLACE, variables: { input: placed } }));
  if (!order) return null;
  const guest = crowd.guestAt(index, places.length);
  guest.follow(order.token);
  await rest();

  const { id: orderId, dueAmount } = order;
  // A kiosk's order goes to the kitchen when it is paid.
  const paid = await orderOf<Paid>(staff.send('payCash', place.till, { query: PAY, variables: { input: { orderId, tendered: dueAmount } } }));
  if (!paid) return null;
  for (const to of ['PREPARING', 'READY']) {
    for (const ticket of paid.tickets) {
      if ((await staff.send('bumpTicket', place.display, { query: BUMP, variables: { input: { ticketId: ticket.id, to } } })) === null) return null;
    }
    await rest();
  }
  if ((await staff.send('serveOrder', place.till, { query: SERVE, variables: { input: { orderId } } })) === null) return null;
  await rest();
  if ((await staff.send('completeOrder', place.till, { query: COMPLETE, variables: { input: { orderId } } })) === null) return null;
  return { guest, token: order.token, place: index, tickets: paid.tickets.length };
}

async function orderOf<T>(answer: Promise<string | null>): Promise<T | null> {
  const text = await answer;
  if (text === null) return null;
  const { data } = JSON.parse(text) as { data: Readonly<Record<string, { readonly order: T | null }>> };
  return Object.values(data)[0]?.order ?? null;
}
