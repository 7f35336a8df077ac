import { expect } from 'vitest';
import { orderOf, placeOrder, type Restaurant, type TestApp } from '../kit/index.ts';
import { startProxy, type TcpProxy } from '../kit/tcp-proxy.ts';

export const EVENTS = `subscription Events($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
  __typename ... on OutletEvent { sequence type } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }`;
export const KITCHEN = `subscription Kitchen($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) {
  __typename ... on KitchenSnapshot { sequence tickets { id } } ... on KitchenTicketChange { sequence ticket { id } } ... on FeedHeartbeat { sequence } } }`;

export interface Message {
  readonly __typename: string;
  readonly sequence: number;
}

/** Messages of one subscription that a client received, in order. */
export interface Received {
  readonly messages: Message[];
  stop(): void;
}

/** Subscribes with the helper of one client. */
export type Subscribe = (document: string, variables: Readonly<Record<string, unknown>>) => Received;

/** The exports of a client module from the docs. */
export async function documented<M>(name: string): Promise<M> {
  return (await import(new URL(`../../docs/live/${name}.mjs`, import.meta.url).href)) as M;
}

/** The address of a server behind a connection that can be cut. */
export async function cuttable(app: TestApp): Promise<{ url: string; proxy: TcpProxy }> {
  const proxy = await startProxy(Number(new URL(app.url).port));
  return { url: `http://127.0.0.1:${proxy.port}/graphql`, proxy };
}

/** Retries after a short pause instead of graphql-ws's seconds. */
export const QUICK = { retryWait: () => new Promise<void>((done) => setTimeout(done, 50)), retryAttempts: 100 };

const eventsOf = ({ messages }: Received): number[] => messages.filter(({ __typename }) => __typename === 'OutletEvent').map(({ sequence }) => sequence);

/** Follows an outlet through a cut connection, with orders before, during and after the cut: every event must arrive once, in order. */
export async function losesNothing(subscribe: Subscribe, restaurant: Restaurant, proxy: TcpProxy): Promise<void> {
  const { outletId } = restaurant;
  const place = () => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
  const events = subscribe(EVENTS, { outletId });
  const kitchen = subscribe(KITCHEN, { outletId });
  const tickets = new Set<string>();
  await expect.poll(() => Math.min(events.messages.length, kitchen.messages.length), { timeout: 10_000 }).toBeGreaterThan(0);
  const from = events.messages[0]?.sequence ?? -1;
  for (const cuts of [1, 2]) {
    for (const { id } of (await place()).tickets) tickets.add(id);
    await expect.poll(() => eventsOf(events).length, { timeout: 10_000 }).toBe(6 * cuts - 3);
    proxy.cut();
    for (const { id } of (await place()).tickets) tickets.add(id);
    proxy.mend();
    await expect.poll(() => eventsOf(events).length, { timeout: 20_000 }).toBe(6 * cuts);
  }
  expect(eventsOf(events)).toEqual(Array.from({ length: 12 }, (_, index) => from + index + 1));
  const ticketIds = (): string[] => (kitchen.messages as (Message & { ticket?: { id: string } })[]).flatMap(({ ticket }) => (ticket ? [ticket.id] : []));
  await expect.poll(() => ticketIds().sort(), { timeout: 10_000 }).toEqual([...tickets].sort());
  // The feed resumed; it did not start again with a snapshot.
  expect(kitchen.messages.filter(({ __typename }) => __typename === 'KitchenSnapshot')).toHaveLength(1);
  for (const open of [events, kitchen]) open.stop();
}

/** The same without the helper: the client can detect the loss, because the first message contains the head. */
export async function showsLoss(subscribe: Subscribe, restaurant: Restaurant, proxy: TcpProxy): Promise<void> {
  const events = subscribe(EVENTS, { outletId: restaurant.outletId });
  await expect.poll(() => events.messages.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const from = events.messages[0]?.sequence ?? -1;
  // The connection is back at once, and the order is placed before the client has reconnected.
  proxy.cut();
  proxy.mend();
  await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  await expect.poll(() => events.messages.at(-1), { timeout: 20_000 }).toEqual({ __typename: 'FeedHeartbeat', sequence: from + 2 });
  expect(eventsOf(events)).toEqual([]);
  events.stop();
}
