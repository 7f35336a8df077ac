import { afterAll, beforeAll, expect, test } from 'vitest';
import { act, addDevice, fingerprint, makeRestaurant, orderOf, placeOrder, type Restaurant, refusal, startTestApp, type TestApp } from '../kit/index.ts';
import { close, run, see } from './shift-api.ts';

let app: TestApp;
let restaurant: Restaurant;
beforeAll(async () => {
  app = await startTestApp();
  restaurant = await makeRestaurant(app);
});
afterAll(() => app.stop());

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
  // What is no cash is taken without.
  const certificate =
    'mutation ($input: RecordWithholdingInput!) { recordWithholding(input: $input) { payment { id } userErrors { code field message details } } }';
  await cashier.ok(certificate, { input: { orderId: order.id, amount: 500, certificateNumber: 'WH-1' } });
  const shift = await run(cashier, 'openShift', { outletId, float: 0 });
  await act(cashier, 'payCash', input);
  expect((await see(cashier, shift.id)).xReport.cash.taken).toBe(19_500);
  expect((await see(manager, others.id)).xReport.cash.taken).toBe(0);
  await close(cashier, shift.id, 19_500);
  const next = await placeOrder(cashier, orderOf(strict, { COFFEE: 1 }));
  expect(await refusal(cashier, 'payCash', { orderId: next.id, tendered: 20_000 })).toMatchObject({ code: 'SHIFT_CLOSED' });
  await act(manager, 'payCash', { orderId: next.id, tendered: 20_000 });
});

test('the demand can be told and changed by the owner, and is seen by staff only', async () => {
  const { owner, cashier, guest, kitchen, outletId } = restaurant;
  const read = 'query ($id: ID!) { outlet(id: $id) { cashNeedsShift } }';
  const update =
    'mutation ($input: UpdateOutletInput!) { updateOutlet(input: $input) { outlet { cashNeedsShift } userErrors { code field message details } } }';
  expect((await cashier.ok(read, { id: outletId })).outlet).toEqual({ cashNeedsShift: false });
  expect((await owner.ok(update, { input: { id: outletId, cashNeedsShift: true } })).updateOutlet.outlet).toEqual({ cashNeedsShift: true });
  expect((await owner.ok(update, { input: { id: outletId, phone: '1' } })).updateOutlet.outlet).toEqual({ cashNeedsShift: true });
  expect((await cashier.ok(read, { id: outletId })).outlet).toEqual({ cashNeedsShift: true });
  expect((await owner.ok(update, { input: { id: outletId, cashNeedsShift: false } })).updateOutlet.outlet).toEqual({ cashNeedsShift: false });
  expect(await guest.fault(read, { id: outletId })).toBe('UNAUTHENTICATED');
  expect(await kitchen.fault(read, { id: outletId })).toBe('FORBIDDEN');
});

test('where an outlet does not demand it, cash without a shift belongs to none', async () => {
  const { cashier } = restaurant;
  const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1 }));
  const payment = await act(cashier, 'payCash', { orderId: order.id, tendered: 20_000 });
  expect(await app.sql('select shift_id from payment where id = $1', [payment.id])).toEqual([{ shift_id: null }]);
});
