/** No command takes more cash out of a drawer than it must contain. */
import { expect, test } from 'vitest';
import { addDevice, type Client, fingerprint, makeRestaurant, orderOf, PASSWORD, placeOrder, useRestaurant } from '../kit/index.ts';
import { lateCredit, paidByGateway, paidInCash, refund, refundCode, refundRefused } from './refund-api.ts';
import { close, codeOf, refused, run, see } from './shift-api.ts';

const { app, restaurant } = useRestaurant({ environment: { PAYMENT_POLL_MILLISECONDS: '100' } });

const APPROVAL = { username: 'manager', password: PASSWORD };
const coffee = async (): Promise<string> => (await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }))).id;
/** A till with an open shift; `float` is its opening cash. */
async function till(float: number): Promise<{ client: Client; shiftId: string }> {
  const { client } = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS', name: 'Till' });
  return { client, shiftId: (await run(client, 'openShift', { outletId: restaurant.outletId, float })).id };
}
const cashIn = async (client: Client, shiftId: string): Promise<number> => (await see(client, shiftId)).xReport.cash.expected;

test('a cash refund of more than the drawer holds is refused as paying it out would be, and nothing is changed', async () => {
  const { client, shiftId } = await till(500);
  const paymentId = await paidInCash({ ...restaurant, cashier: client }, await coffee());
  await run(client, 'payOut', { shiftId, amount: 20_500, reason: 'To the safe' });
  const before = await fingerprint(app);
  expect(await refundRefused(client, { paymentId, approval: APPROVAL })).toMatchObject({
    code: 'AMOUNT_MISMATCH',
    field: 'paymentId',
    details: { expected: 0, cash: 20_000 },
  });
  expect(await refused(client, 'payOut', { shiftId, amount: 1, reason: 'Milk' })).toMatchObject({ code: 'AMOUNT_MISMATCH', details: { expected: 0, cash: 1 } });
  expect(await fingerprint(app)).toEqual(before);
  await run(client, 'payIn', { shiftId, amount: 20_000, reason: 'From the safe' });
  await refund(client, { paymentId, approval: APPROVAL });
  expect(await cashIn(client, shiftId)).toBe(0);
  expect((await close(client, shiftId, 0)).counted).toEqual([{ method: 'CASH', amount: 0 }]);
});

test('what was paid by QR code, or is kept as a credit, comes out of the same drawer and is held against it too', async () => {
  const { client, shiftId } = await till(19_999);
  const byCode = await paidByGateway(app, restaurant, await coffee());
  const credit = await lateCredit(app, restaurant, await coffee());
  for (const paymentId of [byCode, credit]) {
    expect(await refundRefused(client, { paymentId, cash: true, approval: APPROVAL })).toMatchObject({
      code: 'AMOUNT_MISMATCH',
      details: { expected: 19_999, cash: 20_000 },
    });
  }
  await run(client, 'payIn', { shiftId, amount: 1, reason: 'Found' });
  await refund(client, { paymentId: credit, cash: true, approval: APPROVAL });
  expect(await refundRefused(client, { paymentId: byCode, cash: true, approval: APPROVAL })).toMatchObject({ details: { expected: 0 } });
});

test('of refunds and payments out that empty a drawer at the same time only as many go through as there is cash for', async () => {
  const { client, shiftId } = await till(60_000);
  const payments = [];
  for (let round = 0; round < 4; round += 1) payments.push(await paidByGateway(app, restaurant, await coffee()));
  const codes = await Promise.all([
    ...payments.map((paymentId) => refundCode(client, { paymentId, cash: true, approval: APPROVAL })),
    ...Array.from({ length: 3 }, () => codeOf(client, 'payOut', { shiftId, amount: 20_000, reason: 'To the safe' })),
  ]);
  expect(codes.filter((code) => code === null)).toHaveLength(3);
  expect(codes.filter((code) => code === 'AMOUNT_MISMATCH')).toHaveLength(4);
  expect(await cashIn(client, shiftId)).toBe(0);
});

test('opening the drawer takes nothing out of it, also when it is empty', async () => {
  const { client, shiftId } = await till(0);
  await run(client, 'openDrawer', { shiftId, reason: 'Change for a guest' });
  expect(await cashIn(client, shiftId)).toBe(0);
});

test('a refund that is rounded down to no cash needs none', async () => {
  const coins = await makeRestaurant(app, { outlet: { cashRoundingStep: 100 } });
  const shift = await run(coins.manager, 'openShift', { outletId: coins.outletId, float: 0 });
  const { id } = await placeOrder(coins.cashier, orderOf(coins, { COFFEE: 1 }));
  const paymentId = await paidByGateway(app, coins, id);
  expect((await refund(coins.manager, { paymentId, amount: 49, cash: true })).refund).toMatchObject({ amount: 49, rounding: -49 });
  expect(await cashIn(coins.manager, shift.id)).toBe(0);
});

test('a bar code that is scanned into a field for cash is refused', async () => {
  const { client, shiftId } = await till(0);
  const code = 899_123_456_789;
  expect(await refused(client, 'payIn', { shiftId, amount: code, reason: 'Change' })).toMatchObject({ code: 'INVALID_INPUT', field: ['amount'] });
  expect(await refused(client, 'closeShift', { shiftId, counted: [{ method: 'CASH', amount: code }] })).toMatchObject({ code: 'INVALID_INPUT' });
});
