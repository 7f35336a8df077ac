import { expect, test } from 'vitest';
import { orderOf, placeOrder, subscribe, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { POLL_MILLISECONDS: '50' } });

const TICKETS = 'subscription ($id: ID!) { kitchenFeed(outletId: $id) { __typename ... on KitchenTicketChange { sequence ticket { orderId } } } }';
const PAID =
  'subscription ($id: ID!) { kitchenFeed(outletId: $id) { __typename ... on KitchenTicketChange { sequence ticket { orderId order { number payments { id } } } } } }';

/** Renames a table for a while: every read of it throws. */
async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
  await app.sql(`alter table ${table} rename to ${table}_gone`);
  try {
    return await work();
  } finally {
    await app.sql(`alter table ${table}_gone rename to ${table}`);
  }
}

const isOf = (order: { id: string }) => (message: { ticket?: { orderId: string } }) => message.ticket?.orderId === order.id;

test('what is thrown while one operation is answered fails that one: other subscriptions and requests go on, and so does it', async () => {
  const id = restaurant.outletId;
  const plain = subscribe(restaurant.cashier, TICKETS, { id });
  const withPayments = subscribe(restaurant.cashier, PAID, { id });
  for (const feed of [plain, withPayments]) await feed.next();
  await without('payment', async () => {
    const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
    await plain.until(isOf(order));
    // The error is in a loader, for one field of one subscription.
    const { errors } = await withPayments.until((message) => message.errors !== undefined);
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
  });
  const next = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  for (const feed of [plain, withPayments]) await feed.until(isOf(next));
  for (const feed of [plain, withPayments]) feed.stop();
});

test('what is thrown while events are read for all displays of an outlet delays them, and nothing is missed', async () => {
  const display = subscribe(restaurant.cashier, TICKETS, { id: restaurant.outletId });
  await display.next();
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  await display.until(isOf(order));
  const orders: { id: string }[] = [];
  await without('event', async () => {
    // The event log cannot be read now; its readers retry.
    await app.sql(`update event_stream set head = head where stream_id = $1`, [restaurant.outletId]);
    await restaurant.guest.ok('query ($id: ID!) { menu(outletId: $id) { version } }', { id: restaurant.outletId });
    expect(await restaurant.cashier.requestError('query ($id: ID!) { outletEvents(outletId: $id, after: 0) { head } }', { id: restaurant.outletId })).not.toBe(
      '',
    );
  });
  for (let index = 0; index < 3; index += 1) orders.push(await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 })));
  for (const placed of orders) await display.until(isOf(placed));
  display.stop();
});
