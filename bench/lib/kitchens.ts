import { apiOf, type Caller, headersOf, mutate } from './api.ts';
import type { Dapur } from './dapur.ts';
import type { Greeting } from './display.ts';
import { CHANGE } from './feed-documents.ts';
import { HttpConnection, postRequest } from './http-connection.ts';
import { addProducts, employ, openOutlet, openRestaurant, type Restaurant } from './restaurant.ts';
import type { Scope } from './scope.ts';

/** An outlet with one ticket at its bar, which is bumped and recalled repeatedly. */
export interface Kitchen {
  readonly outletId: string;
  readonly barId: string;
  /** Token of the ticket's order. */
  readonly orderToken: string;
  readonly ticketId: string;
  /** What a display of the bar sends when it connects. */
  readonly display: Greeting;
  /** What a guest who follows the order sends. */
  readonly guest: Greeting;
  readonly cook: Caller;
}

/** The feed of one station; with `after` it resumes behind that sequence. */
export const KITCHEN_FEED = `subscription ($outletId: ID!, $stationIds: [ID!], $after: Int) {
  kitchenFeed(outletId: $outletId, stationIds: $stationIds, after: $after) {
    __typename
    ... on KitchenSnapshot { sequence tickets { ...shown } }
    ... on KitchenTicketChange { sequence ticket { ...shown } }
    ... on FeedHeartbeat { sequence }
  }
}
fragment shown on KitchenTicket {
  id version status queueNumber serviceMode tableName customerName firedAt
  items { id name quantity notes status modifiers { name quantity text } }
}`;

export const TRACKING = 'subscription ($token: String!) { orderTracked(token: $token) { number status paymentStatus queueNumber } }';

export interface Kitchens {
  readonly restaurant: Restaurant;
  readonly kitchens: readonly Kitchen[];
}

/** Each ticket has `lines` lines with a note of `noteLength` characters, which sets the size of a message. */
export async function openKitchens(
  dapur: Dapur,
  slug: string,
  { outlets, lines = 2, noteLength = 10 }: { readonly outlets: number; readonly lines?: number; readonly noteLength?: number },
): Promise<Kitchens> {
  const restaurant = await openRestaurant(apiOf(dapur.port), slug);
  const { api, admin, tenantId } = restaurant;
  const places = [];
  for (let number = 1; number <= outlets; number += 1) places.push(await openOutlet(restaurant, number));
  const [product] = await addProducts<{ id: string }>(restaurant, [[{ sku: 'TEA', name: 'Black tea', price: 12_000 }]], 'id');
  const cook = await employ(
    restaurant,
    'KITCHEN',
    places.map(({ id }) => id),
  );
  const kitchens: Kitchen[] = [];
  for (const { id: outletId, bar: barId } of places) {
    const wanted = Array.from({ length: lines }, () => ({ productId: product?.id, quantity: 1, notes: 'less sugar '.repeat(20).slice(0, noteLength) }));
    const input = { outletId, serviceMode: 'TAKEAWAY', channel: 'POS', customerName: 'Table by the window', lines: wanted };
    const { order } = await mutate<{ order: { token: string; tickets: { id: string }[] } }>(api, 'placeOrder', 'order { token tickets { id } }', input, admin);
    const device = { outletId, kind: 'KITCHEN_DISPLAY', name: 'Display', stationIds: [barId] };
    const { token } = await mutate<{ token: string }>(api, 'createDevice', 'token', device, admin);
    kitchens.push({
      ...{ outletId, barId, orderToken: order.token, ticketId: order.tickets[0]?.id ?? '', cook },
      display: { connectionParams: headersOf({ token, tenant: tenantId }), query: KITCHEN_FEED, variables: { outletId, stationIds: [barId] } },
      guest: { connectionParams: headersOf({ tenant: tenantId }), query: TRACKING, variables: { token: order.token } },
    });
  }
  return { restaurant, kitchens };
}

/** Changes a ticket: QUEUED → PREPARING → READY, then back and forth between the last two. */
export function changerOf(scope: Scope, port: number, { ticketId, cook }: Pick<Kitchen, 'ticketId' | 'cook'>): () => Promise<void> {
  const connection = new HttpConnection(port);
  scope.defer(() => connection.close());
  let changes = 0;
  return async () => {
    const field = changes > 1 && changes % 2 === 0 ? 'recallTicket' : 'bumpTicket';
    changes += 1;
    const body = JSON.stringify({ query: CHANGE[field], variables: { input: { ticketId } } });
    const answer = await connection.request(postRequest(port, '/graphql', headersOf(cook), body));
    const text = answer.body.toString();
    if (answer.status !== 200 || !text.includes('"userErrors":[]')) throw new Error(`${field} was answered with ${text.slice(0, 500)}`);
  };
}
