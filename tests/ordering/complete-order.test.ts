import { beforeAll, expect, test } from 'vitest';
import { act, type Client, makeRestaurant, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
let cashier: Client;
beforeAll(async () => {
  ({ cashier } = restaurant);
});

const ordered = (more: object = {}) => placeOrder(cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }, more as Record<string, unknown>));

test('completing an order says all that is missing at once: what to do first, what is due, which tickets are open', async () => {
  const { kitchen } = restaurant;
  const order = await ordered({ channel: 'DELIVERY', serviceMode: 'DINE_IN' });
  const refused = (): Promise<unknown> => refusal(cashier, 'completeOrder', { orderId: order.id });
  expect(await refused()).toEqual({
    code: 'INVALID_TRANSITION',
    field: ['orderId'],
    message: 'An order that is PENDING cannot become COMPLETED: first confirm it (confirmOrder) and serve it (serveOrder). 50000 is still due.',
    details: { status: 'PENDING', first: ['confirmOrder', 'serveOrder'], due: 50_000, notServed: [] },
  });
  const { tickets } = await act(cashier, 'confirmOrder', { orderId: order.id });
  const open = tickets.map(({ id, station, status }: { id: string; station: { code: string }; status: string }) => ({
    ticketId: id,
    stationCode: station.code,
    status,
  }));
  const serveFirst = 'An order that is CONFIRMED cannot become COMPLETED: first serve it (serveOrder).';
  expect(await refused()).toMatchObject({
    message: `${serveFirst} 50000 is still due.`,
    details: { status: 'CONFIRMED', first: ['serveOrder'], due: 50_000, notServed: open },
  });
  await act(cashier, 'payCash', { orderId: order.id, tendered: 50_000 });
  expect(await refused()).toMatchObject({ message: serveFirst, details: { due: 0 } });
  await act(kitchen, 'bumpTicket', { ticketId: open[0].ticketId, to: 'SERVED' });
  expect(await refused()).toMatchObject({ details: { status: 'PREPARING', first: ['serveOrder'], notServed: [open[1]] } });
  await act(kitchen, 'bumpTicket', { ticketId: open[1].ticketId, to: 'READY' });
  expect(await refused()).toMatchObject({ details: { status: 'READY', first: ['serveOrder'], notServed: [{ ...open[1], status: 'READY' }] } });
  await act(cashier, 'serveOrder', { orderId: order.id });
  expect((await act(cashier, 'completeOrder', { orderId: order.id })).status).toBe('COMPLETED');
  expect(await refused()).toMatchObject({ message: expect.stringContaining('it is COMPLETED already'), details: { first: [], notServed: [] } });
});

test('what is served and not paid says what is due, and by what', async () => {
  const { id } = await ordered();
  await act(cashier, 'serveOrder', { orderId: id });
  expect(await refusal(cashier, 'completeOrder', { orderId: id })).toMatchObject({
    code: 'AMOUNT_MISMATCH',
    message: '50000 is still due: take it first (payCash, startPayment).',
    details: { due: 50_000, first: ['payCash'] },
  });
});

test.each([
  ['serveOrder', 'PENDING', 'first confirm it (confirmOrder)', ['confirmOrder']],
  ['confirmOrder', 'SERVED', 'it is SERVED already', []],
  ['cancelOrder', 'COMPLETED', 'give its payments back instead (refundPayment)', []],
  ['serveOrder', 'CANCELLED', 'it was called off', []],
] as const)('%s of an order that is %s says: %s', async (command, status, advice, first) => {
  const order = await ordered({ channel: status === 'PENDING' ? 'DELIVERY' : 'POS' });
  const orderId = order.id;
  if (status === 'CANCELLED') await act(cashier, 'cancelOrder', { orderId, reason: 'Gone' });
  if (status === 'SERVED' || status === 'COMPLETED') await act(cashier, 'serveOrder', { orderId });
  if (status === 'COMPLETED') {
    await act(cashier, 'payCash', { orderId, tendered: 50_000 });
    await act(cashier, 'completeOrder', { orderId });
  }
  const error = await refusal(cashier, command, { orderId, ...(command === 'cancelOrder' && { reason: 'x' }) });
  expect(error).toMatchObject({ code: 'INVALID_TRANSITION', details: { status, first } });
  expect(error.message).toContain(advice);
});

test('where the outlet wants it, completing serves on the way: what is paid is closed in one call', async () => {
  const counter = await makeRestaurant(app, { outlet: { completeServes: true } });
  const place = (more: object = {}) => placeOrder(counter.cashier, orderOf(counter, { COFFEE: 1, SOUP: 1 }, more as Record<string, unknown>));
  for (const serviceMode of ['TAKEAWAY', 'DINE_IN']) {
    const { id } = await place({ serviceMode });
    expect(await refusal(counter.cashier, 'completeOrder', { orderId: id })).toMatchObject({ code: 'AMOUNT_MISMATCH', details: { due: 50_000 } });
    await act(counter.cashier, 'payCash', { orderId: id, tendered: 50_000 });
    const done = await act(counter.cashier, 'completeOrder', { orderId: id });
    expect(done).toMatchObject({ status: 'COMPLETED', tickets: [{ status: 'SERVED' }, { status: 'SERVED' }] });
    const { servedAt, completedAt } = await readOrder(counter.cashier, id, 'servedAt completedAt');
    expect(servedAt <= completedAt).toBe(true);
  }
  // An order that is not accepted cannot be served.
  const { id } = await place({ channel: 'DELIVERY' });
  await act(counter.cashier, 'payCash', { orderId: id, tendered: 50_000 });
  expect(await refusal(counter.cashier, 'completeOrder', { orderId: id })).toMatchObject({
    code: 'INVALID_TRANSITION',
    details: { first: ['confirmOrder', 'serveOrder'] },
  });

  const { owner, outletId } = counter;
  const update = 'mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { outlet { completeServes } userErrors { code } } }';
  expect((await owner.ok(update, { input: { id: outletId, completeServes: false } })).updateOutlet.outlet).toEqual({ completeServes: false });
  const { id: later } = await place();
  await act(counter.cashier, 'payCash', { orderId: later, tendered: 50_000 });
  expect((await refusal(counter.cashier, 'completeOrder', { orderId: later })).code).toBe('INVALID_TRANSITION');
  const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id }, first: 1) { nodes { action before after } } }';
  expect((await owner.ok(log, { id: outletId })).auditLog.nodes).toEqual([
    { action: 'OUTLET_CHANGED', before: { completeServes: true }, after: { completeServes: false } },
  ]);
});
