import { beforeAll, expect, test } from 'vitest';
import { act, addDevice, addProduct, type Client, orderOf, placeOrder, readOrder, refusal, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ outlet: { serviceModes: ['DINE_IN', 'TAKEAWAY'] } });
let kiosk: Client;
beforeAll(async () => {
  kiosk = (await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'KIOSK' })).client;
});

const FIELDS = 'id channel status paymentStatus dueAmount';

async function setOutlet(field: string, type: string, input: Record<string, unknown>): Promise<void> {
  const { manager, outletId } = restaurant;
  await manager.ok(`mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code field message } } }`, { input: { outletId, ...input } });
}

// biome-ignore lint/suspicious/noExplicitAny: tests read any field
async function placeAtKiosk(client: Client, more: Record<string, unknown> = {}): Promise<any> {
  const input = orderOf(restaurant, { COFFEE: 1 }, { channel: 'KIOSK', ...more });
  const data = await client.ok(`mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { order { ${FIELDS} } userErrors { code field message } } }`, {
    input,
  });
  return data.placeOrder.order;
}

async function kioskRefusal(more: Record<string, unknown>): Promise<unknown> {
  const input = orderOf(restaurant, { COFFEE: 1 }, { channel: 'KIOSK', ...more });
  return kiosk.failure('mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { userErrors { code field message details } } }', { input });
}

test('PLACEMENT: fired when placed', async () => {
  for (const channel of ['POS', 'API']) {
    const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { channel }));
    expect(order).toMatchObject({ status: 'CONFIRMED', tickets: [{ status: 'QUEUED' }] });
  }
});

test('PAYMENT: fired by the payment that leaves nothing due', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }, { channel: 'QR' }));
  expect(order).toMatchObject({ status: 'PENDING', tickets: [] });
  await act(restaurant.cashier, 'payCash', { orderId: order.id, amount: 20000, tendered: 20000 });
  expect(await readOrder(restaurant.cashier, order.id)).toMatchObject({ status: 'PENDING', paymentStatus: 'PARTIALLY_PAID', tickets: [] });
  await act(restaurant.cashier, 'payCash', { orderId: order.id, tendered: 30000 });
  const paid = await readOrder(restaurant.cashier, order.id);
  expect(paid).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', dueAmount: 0 });
  expect(paid.tickets).toHaveLength(2);
});

test('PAYMENT: what costs nothing is fired when placed', async () => {
  const { platform, categoryId, outletId, cashier } = restaurant;
  const productId = await addProduct(platform, { categoryId, sku: 'SAMPLE', name: 'Sample', price: 0 });
  const input = { outletId, serviceMode: 'TAKEAWAY', channel: 'QR', lines: [{ productId, quantity: 2 }] };
  expect(await placeOrder(cashier, input)).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID', dueAmount: 0, tickets: [{ status: 'QUEUED' }] });
});

test('MANUAL: fired by hand only', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'DELIVERY' }));
  expect(order.status).toBe('PENDING');
  await act(restaurant.cashier, 'payCash', { orderId: order.id, tendered: 20000 });
  expect(await readOrder(restaurant.cashier, order.id)).toMatchObject({ status: 'PENDING', paymentStatus: 'PAID', tickets: [] });
  expect(await act(restaurant.cashier, 'confirmOrder', { orderId: order.id })).toMatchObject({ status: 'CONFIRMED', tickets: [{ status: 'QUEUED' }] });
});

test('any pending order can be confirmed by hand, paid or not, once', async () => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' }));
  await act(restaurant.cashier, 'confirmOrder', { orderId: order.id });
  expect(await refusal(restaurant.cashier, 'confirmOrder', { orderId: order.id })).toMatchObject({ code: 'INVALID_TRANSITION', field: ['orderId'] });
  await act(restaurant.cashier, 'payCash', { orderId: order.id, tendered: 20000 });
  const paid = await readOrder(restaurant.cashier, order.id);
  expect(paid).toMatchObject({ status: 'CONFIRMED', paymentStatus: 'PAID' });
  expect(paid.tickets).toHaveLength(1);
});

test('an outlet sets it per channel; placed orders keep their rule', async () => {
  const before = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' }));
  await setOutlet('setConfirmOn', 'SetConfirmOnInput', { channel: 'QR', confirmOn: 'MANUAL' });
  const after = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' }));
  for (const { id } of [before, after]) await act(restaurant.cashier, 'payCash', { orderId: id, tendered: 20000 });
  expect((await readOrder(restaurant.cashier, before.id)).status).toBe('CONFIRMED');
  expect((await readOrder(restaurant.cashier, after.id)).status).toBe('PENDING');
  await setOutlet('setConfirmOn', 'SetConfirmOnInput', { channel: 'QR', confirmOn: 'PAYMENT' });
});

test('a kiosk sells as a kiosk, and sees its own orders only', async () => {
  const own = await placeAtKiosk(kiosk);
  expect(own).toMatchObject({ channel: 'KIOSK', status: 'PENDING', paymentStatus: 'UNPAID' });
  expect(await placeAtKiosk(kiosk, { channel: 'API' })).toMatchObject({ channel: 'KIOSK', status: 'PENDING' });
  expect(await kioskRefusal({ channel: 'POS' })).toMatchObject({ code: 'INVALID_INPUT', field: ['channel'] });
  const other = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  expect(await readOrder(kiosk, own.id, FIELDS)).toMatchObject({ id: own.id });
  expect(await readOrder(kiosk, other.id, FIELDS)).toBeNull();
});

test('outside the opening hours staff may order, a kiosk may not', async () => {
  await setOutlet('setOpeningHours', 'SetOpeningHoursInput', { weekly: [] });
  expect(await kioskRefusal({})).toMatchObject({ code: 'OUTLET_CLOSED', field: ['outletId'], details: { opensAt: null } });
  expect((await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).status).toBe('CONFIRMED');
  await setOutlet('setOpeningHours', 'SetOpeningHoursInput', { weekly: null });
  expect((await placeAtKiosk(kiosk)).status).toBe('PENDING');
});

test('a paused channel takes no orders until its time', async () => {
  const until = new Date(app.clock.now().getTime() + 60_000).toISOString();
  await setOutlet('pauseChannel', 'PauseChannelInput', { channel: 'QR', until });
  const input = orderOf(restaurant, { COFFEE: 1 }, { channel: 'QR' });
  expect(await refusal(restaurant.cashier, 'placeOrder', input)).toMatchObject({ code: 'CHANNEL_PAUSED', field: ['channel'], details: { pausedUntil: until } });
  expect((await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).status).toBe('CONFIRMED');
  app.clock.advance(61_000);
  expect((await placeOrder(restaurant.cashier, input)).status).toBe('PENDING');
});

test('a service mode that the outlet does not offer', async () => {
  expect(await refusal(restaurant.cashier, 'placeOrder', orderOf(restaurant, { COFFEE: 1 }, { serviceMode: 'DELIVERY' }))).toMatchObject({
    code: 'INVALID_INPUT',
    field: ['serviceMode'],
    details: { offered: ['DINE_IN', 'TAKEAWAY'] },
  });
});

test('a closed outlet tells when it opens, to guests by its facts and to a kiosk by the refusal', async () => {
  const now = app.clock.now().getTime();
  // Some hours from now, at another minute of the hour: the outlet is in Jakarta, which has no summer time.
  const opens = new Date(now + 3 * 3_600_000);
  const local = new Date(opens.getTime() + 7 * 3_600_000).toISOString();
  const day = new Date(local).getUTCDay() || 7;
  await setOutlet('setOpeningHours', 'SetOpeningHoursInput', { weekly: [{ day, opens: local.slice(11, 16), closes: '24:00' }] });
  const opensAt = `${opens.toISOString().slice(0, 16)}:00.000Z`;
  expect(await kioskRefusal({})).toMatchObject({ code: 'OUTLET_CLOSED', message: expect.stringContaining(opensAt), details: { opensAt } });
  const { outlet } = await restaurant.guest.ok('query ($id: ID!) { outlet(id: $id) { openNow opensAt closesAt } }', { id: restaurant.outletId });
  expect(outlet).toEqual({ openNow: false, opensAt, closesAt: null });
  await setOutlet('setOpeningHours', 'SetOpeningHoursInput', { weekly: null });
});
