import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeCharge } from '../../src/modules/payments/gateways/demo/demo.ts';
import { addDevice, addOutlet, attempt, type Client, makeRestaurant, orderOf, placeOrder, type Restaurant, useRestaurant } from '../kit/index.ts';
import { pay } from './payment-api.ts';
import { close, codeOf, run, see, shiftDocument } from './shift-api.ts';

const { app, restaurant } = useRestaurant();
let strict: Restaurant;
beforeAll(async () => {
  strict = await makeRestaurant(app, { outlet: { cashNeedsShift: true } });
});
afterAll(async () => {
  const [row] = await app.sql<{ deadlocks: string }>('select deadlocks from pg_stat_database where datname = current_database()');
  expect(Number(row?.deadlocks)).toBe(0);
});

const till = async ({ manager, outletId }: Restaurant): Promise<Client> => (await addDevice(manager, { outletId, kind: 'POS', name: 'Till' })).client;
const many = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, (_, index) => make(index)));
const after = async <T>(milliseconds: number, work: () => Promise<T>): Promise<T> => {
  await new Promise((done) => setTimeout(done, milliseconds));
  return work();
};

test('a drawer that twenty open at once is opened once, and all others are told which shift it is', async () => {
  const one = await till(restaurant);
  const answers = await many(20, () => one.send(shiftDocument('openShift'), { input: { outletId: restaurant.outletId, float: 5 } }));
  const opened = answers.flatMap(({ data }) => (data.openShift.shift ? [data.openShift.shift.id] : []));
  expect(opened).toHaveLength(1);
  const refused = answers.flatMap(({ data }) => data.openShift.userErrors);
  expect(refused).toHaveLength(19);
  for (const error of refused) expect(error).toMatchObject({ code: 'CONFLICT', details: { shiftId: opened[0] } });
});

test('twelve drawers that are opened and closed at once have numbers without gaps', async () => {
  const outletId = await addOutlet(restaurant.owner, { code: 'NUMBERS' });
  const tills = await many(12, async () => (await addDevice(restaurant.owner, { outletId, kind: 'POS', name: 'Till' })).client);
  const numbers = await many(12, async (index) => {
    const one = tills[index] as Client;
    const first = await run(one, 'openShift', { outletId, float: 0 });
    await close(one, first.id, 0);
    const second = await run(one, 'openShift', { outletId, float: 0 });
    return [first.number as number, second.number as number];
  });
  expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
});

test('no more is taken out of a drawer than it holds', async () => {
  const one = await till(restaurant);
  const shift = await run(one, 'openShift', { outletId: restaurant.outletId, float: 10_000 });
  const codes = await many(20, () => codeOf(one, 'payOut', { shiftId: shift.id, amount: 1000, reason: 'To the safe' }));
  expect(codes.filter((code) => code === null)).toHaveLength(10);
  expect(codes.filter((code) => code === 'AMOUNT_MISMATCH')).toHaveLength(10);
  expect((await see(one, shift.id)).xReport.cash).toMatchObject({ paidOut: 10_000, expected: 0 });
});

/** Cash and tenders of rows with this shift, summed by the test. */
async function belongingTo(shiftId: string): Promise<{ cash: number; count: number; paidIn: number; qris: number }> {
  const payments = await app.sql<{ method: string; status: string; amount: string; rounding: string }>(
    'select method, status, amount, rounding from payment where shift_id = $1',
    [shiftId],
  );
  const entries = await app.sql<{ amount: string }>(`select amount from shift_entry where shift_id = $1 and kind = 'PAY_IN'`, [shiftId]);
  const cash = payments.filter(({ method }) => method === 'CASH');
  const qris = payments.filter(({ method, status }) => method === 'QRIS' && status === 'PAID');
  const sum = (amounts: readonly number[]): number => amounts.reduce((a, b) => a + b, 0);
  return {
    cash: sum(cash.map(({ amount, rounding }) => Number(amount) + Number(rounding))),
    count: cash.length,
    paidIn: sum(entries.map(({ amount }) => Number(amount))),
    qris: sum(qris.map(({ amount }) => Number(amount))),
  };
}

test.each([
  ['demands a shift', true],
  ['does without', false],
])(
  'twenty tills take cash while their drawer is closed, at an outlet that %s',
  async (_, demands) => {
    const place = demands ? strict : restaurant;
    let refused = 0;
    let taken = 0;
    for (let round = 0; round < 6; round += 1) {
      const one = await till(place);
      const shift = await run(one, 'openShift', { outletId: place.outletId, float: 1000 });
      const orders = await many(20, () => placeOrder(one, orderOf(place, { COFFEE: 1 })));
      const [outcomes, closed] = await Promise.all([
        many(20, (index) => after(index * 4, () => attempt(one, 'payCash', { orderId: orders[index].id, tendered: 20_000 }))),
        after(round * 15, () => close(one, shift.id, 1000)),
        many(5, () => codeOf(one, 'payIn', { shiftId: shift.id, amount: 10, reason: 'Change' })),
      ]);
      const { zReport } = await see(one, shift.id);
      const rows = await belongingTo(shift.id);
      expect(zReport.cash).toMatchObject({ taken: rows.cash, paidIn: rows.paidIn, expected: 1000 + rows.cash + rows.paidIn });
      expect(zReport.tenders).toMatchObject([{ method: 'CASH', count: rows.count }]);
      const gone = outcomes.filter(({ code }) => code === null).length;
      const codes = new Set(outcomes.flatMap(({ code }) => (code === null ? [] : [code])));
      if (demands) expect({ gone, codes: [...codes] }).toEqual({ gone: rows.count, codes: gone === 20 ? [] : ['SHIFT_CLOSED'] });
      else expect(gone).toBe(20);
      // No entry was added to the shift after its count.
      const [later] = await app.sql<{ count: string }>('select count(*) from shift_entry where shift_id = $1 and created_at > $2', [shift.id, closed.closedAt]);
      expect(later?.count).toBe('0');
      taken += rows.count;
      refused += 20 - rows.count;
    }
    // Both outcomes of the race occurred.
    expect(taken).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(0);
  },
  60_000,
);

test('QR codes that are paid while the drawer is closed are in the report, or of no shift', async () => {
  for (let round = 0; round < 4; round += 1) {
    const one = await till(restaurant);
    const shift = await run(one, 'openShift', { outletId: restaurant.outletId, float: 0 });
    const begun = await many(8, async () => {
      const { id } = await placeOrder(one, orderOf(restaurant, { COFFEE: 1 }));
      const { payment } = await pay(one, 'startPayment', { orderId: id, method: 'QRIS' });
      await changeCharge(app.services, restaurant.tenantId, payment.id, (charge) => {
        charge.status = 'PAID';
        charge.captured = charge.amount;
      });
      return payment.id as string;
    });
    await Promise.all([many(8, (index) => pay(one, 'checkPayment', { paymentId: begun[index] })), after(round * 10, () => close(one, shift.id, 0))]);
    const { zReport } = await see(one, shift.id);
    const { qris } = await belongingTo(shift.id);
    expect(zReport.tenders.find(({ method }: { method: string }) => method === 'QRIS')?.taken ?? 0).toBe(qris);
  }
});

test('two who count the same drawer at once close it once', async () => {
  const one = await till(restaurant);
  const shift = await run(one, 'openShift', { outletId: restaurant.outletId, float: 100 });
  const counted = (amount: number): object => ({ shiftId: shift.id, counted: [{ method: 'CASH', amount }] });
  const codes = await Promise.all([
    ...[1, 2, 3].map((n) => codeOf(one, 'closeShift', counted(n) as never)),
    codeOf(restaurant.manager, 'closeShift', counted(4) as never),
  ]);
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(codes.filter((code) => code === 'SHIFT_CLOSED')).toHaveLength(3);
});
