import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { act, addDevice, fingerprint, makeRestaurant, mutationOf, orderOf, placeOrder, refusal, useRestaurant } from '../kit/index.ts';
import { close, run, see } from './shift-api.ts';
import { allowWithholding, withhold } from './withholding-api.ts';

const { app, restaurant } = useRestaurant();

test('an outlet that demands it takes cash in an open shift of the own drawer only', async () => {
  const strict = await makeRestaurant(app, { outlet: { cashNeedsShift: true } });
  const { outletId, cashier, manager, owner, platform } = strict;
  const order = await placeOrder(cashier, orderOf(strict, { COFFEE: 1 }));
  const input = { orderId: order.id, tendered: 20_000 };
  const others = await run(manager, 'openShift', { outletId, float: 0 });
  const device = (await addDevice(owner, { outletId, kind: 'POS' })).client;
  const before = await fingerprint(app);
  for (const client of [cashier, device, owner, platform]) {
    const error = await refusal(client, 'payCash', input);
    expect(error).toMatchObject({ code: 'SHIFT_CLOSED', field: null, details: { outletId } });
    expect(error.message).toContain('openShift');
  }
  expect(await fingerprint(app)).toEqual(before);
  // Tenders other than cash need no shift.
  await allowWithholding(strict);
  await withhold(manager, { orderId: order.id, amount: 500 });
  const shift = await run(cashier, 'openShift', { outletId, float: 0 });
  await act(cashier, 'payCash', input);
  expect((await see(cashier, shift.id)).xReport.cash.taken).toBe(19_500);
  expect((await see(manager, others.id)).xReport.cash.taken).toBe(0);
  await close(cashier, shift.id, 19_500);
  const next = await placeOrder(cashier, orderOf(strict, { COFFEE: 1 }));
  expect(await refusal(cashier, 'payCash', { orderId: next.id, tendered: 20_000 })).toMatchObject({ code: 'SHIFT_CLOSED' });
  await act(manager, 'payCash', { orderId: next.id, tendered: 20_000 });
});

test('the owner changes the demand, and only staff see it', async () => {
  const { owner, cashier, guest, kitchen, outletId } = restaurant;
  const read = 'query ($id: ID!) { outlet(id: $id) { cashNeedsShift } }';
  const update = mutationOf('updateOutlet', 'cashNeedsShift');
  expect((await cashier.ok(read, { id: outletId })).outlet).toEqual({ cashNeedsShift: false });
  expect((await owner.ok(update, { input: { id: outletId, cashNeedsShift: true } })).updateOutlet.outlet).toEqual({ cashNeedsShift: true });
  expect((await owner.ok(update, { input: { id: outletId, phone: '1' } })).updateOutlet.outlet).toEqual({ cashNeedsShift: true });
  expect((await cashier.ok(read, { id: outletId })).outlet).toEqual({ cashNeedsShift: true });
  expect((await owner.ok(update, { input: { id: outletId, cashNeedsShift: false } })).updateOutlet.outlet).toEqual({ cashNeedsShift: false });
  expect(await guest.requestError(read, { id: outletId })).toBe('UNAUTHENTICATED');
  expect(await kitchen.requestError(read, { id: outletId })).toBe('FORBIDDEN');
});

const PAY = `mutation ($input: PayCashInput!) { payCash(input: $input) {
  payment { id shift { id number } } warnings { code message } userErrors { code field message details } } }`;
const cashFor = async (sku: string): Promise<object> => {
  const order = await placeOrder(restaurant.cashier, orderOf(restaurant, { [sku]: 1 }));
  return { orderId: order.id, tendered: 50_000 };
};

test('cash that is taken after the shift was closed belongs to none, and the answer says so', async () => {
  const { cashier, manager, outletId } = restaurant;
  const shift = await run(cashier, 'openShift', { outletId, float: 0 });
  const within = (await cashier.ok(PAY, { input: await cashFor('COFFEE') })).payCash;
  expect(within).toMatchObject({ payment: { shift: { id: shift.id, number: shift.number } }, warnings: [] });
  await close(manager, shift.id, 20_000);
  const after = (await cashier.ok(PAY, { input: await cashFor('COFFEE') })).payCash;
  expect(after.payment.shift).toBeNull();
  expect(after.warnings).toEqual([{ code: 'NO_OPEN_SHIFT', message: expect.stringContaining('openShift') }]);
  const list = 'query ($filter: PaymentFilter) { payments(filter: $filter) { nodes { id } } }';
  const { nodes } = (await manager.ok(list, { filter: { outletId, withoutShift: true } })).payments;
  expect(nodes.map(({ id }: { id: string }) => id)).toContain(after.payment.id);
  expect(nodes.map(({ id }: { id: string }) => id)).not.toContain(within.payment.id);
});

test('what is refused, and what is no cash, warns of nothing', async () => {
  const { cashier } = restaurant;
  const { data } = await cashier.send(PAY, { input: { orderId: randomUUID(), tendered: 1 } });
  expect(data.payCash).toMatchObject({ payment: null, warnings: [], userErrors: [{ code: 'NOT_FOUND' }] });
  const start = 'mutation ($input: StartPaymentInput!) { startPayment(input: $input) { payment { id shift { id } } warnings { code } userErrors { code } } }';
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  expect((await cashier.ok(start, { input: { orderId: order.id, method: 'QRIS' } })).startPayment).toMatchObject({ payment: { shift: null }, warnings: [] });
});

test('a cashier sees the own drawer’s shift of a payment, a manager everybody’s', async () => {
  const { cashier, manager, outletId } = restaurant;
  const shift = await run(manager, 'openShift', { outletId, float: 0 });
  const { payment } = (await manager.ok(PAY, { input: await cashFor('COFFEE') })).payCash;
  const read = 'query ($id: ID!) { payment(id: $id) { shift { id } } }';
  expect((await cashier.ok(read, { id: payment.id })).payment).toEqual({ shift: null });
  expect((await manager.ok(read, { id: payment.id })).payment).toEqual({ shift: { id: shift.id } });
  await close(manager, shift.id, 20_000);
});
