import { expect, test } from 'vitest';
import { useTestApp } from '../kit/index.ts';
import { addPercentage, change, makeDiner } from './staff-price-api.ts';

const app = useTestApp();

const DISCOUNTS = 'discounts { id promotionId source amount promotion { id name } } appliedPromotions { id promotionId amount promotion { id name } }';

test('one promotion on two orders is two discounts, each known by its own id, with the promotion beside it', async () => {
  const diner = await makeDiner(app);
  const promotionId = await addPercentage(diner, 1000);
  const place = async (quantity: number): Promise<string> =>
    (
      await change(diner.cashier, 'placeOrder', {
        outletId: diner.outletId,
        serviceMode: 'TAKEAWAY',
        channel: 'POS',
        lines: [{ productId: diner.products.A, quantity }],
      })
    ).id;
  const ids = [await place(1), await place(2)];
  const read = (id: string) => diner.cashier.ok(`query ($id: ID!) { order(id: $id) { ${DISCOUNTS} token } }`, { id });
  const [one, two] = [(await read(ids[0] ?? '')).order, (await read(ids[1] ?? '')).order];
  const promotion = { id: promotionId, name: 'Happy hour' };
  expect([one.discounts, two.discounts]).toMatchObject([[{ promotionId, amount: 3500, promotion }], [{ promotionId, amount: 7000, promotion }]]);
  expect([one.appliedPromotions, two.appliedPromotions]).toMatchObject([
    [{ promotionId, amount: 3500, promotion }],
    [{ promotionId, amount: 7000, promotion }],
  ]);
  const all = [one, two].flatMap(({ discounts, appliedPromotions }) => [discounts[0].id, appliedPromotions[0].id]);
  expect(new Set([...all, promotionId, ...ids]).size).toBe(7);
  // Every reader gets the same ids at any time.
  expect((await read(ids[0] ?? '')).order).toEqual(one);
  const tracked = await diner.guest.ok('query ($token: String!) { orderByToken(token: $token) { discounts { id amount } } }', { token: one.token });
  expect(tracked.orderByToken.discounts).toEqual([{ id: one.discounts[0].id, amount: 3500 }]);
});

test('a discount of a quote has no id, because no quote is kept', async () => {
  const diner = await makeDiner(app);
  const promotionId = await addPercentage(diner, 1000);
  const input = {
    outletId: diner.outletId,
    serviceMode: 'TAKEAWAY',
    channel: 'POS',
    lines: [{ productId: diner.products.A, quantity: 1 }],
    discounts: [{ amount: 500, reason: 'Cold' }],
  };
  const { quote } = (
    await diner.manager.ok(`query ($input: PriceOrderInput!) { priceOrder(input: $input) { quote { ${DISCOUNTS} } userErrors { code } } }`, { input })
  ).priceOrder;
  expect(quote.discounts).toMatchObject([
    { id: null, promotionId, source: 'PROMOTION', promotion: { id: promotionId } },
    { id: null, promotionId: null, source: 'MANUAL', promotion: null },
  ]);
  expect(quote.appliedPromotions).toMatchObject([{ id: null, promotionId }]);
});

test('the discount that staff gave keeps its id while others come and go, and is taken back by it', async () => {
  const diner = await makeDiner(app);
  await addPercentage(diner, 1000);
  const lines = [{ productId: diner.products.A, quantity: 1 }];
  const { id: orderId } = await change(diner.cashier, 'placeOrder', { outletId: diner.outletId, serviceMode: 'TAKEAWAY', channel: 'POS', lines });
  const first = await change(diner.manager, 'discountOrder', { orderId, amount: 500, reason: 'Cold' });
  const second = await change(diner.manager, 'discountOrder', { orderId, amount: 700, reason: 'Late' });
  expect(second.discounts.map(({ id }: { id: string }) => id)).toEqual([...first.discounts.map(({ id }: { id: string }) => id), second.discounts[2].id]);
  const back = await change(diner.manager, 'removeDiscount', { orderId, discountId: first.discounts[1].id });
  expect(back.discounts.map(({ id }: { id: string }) => id)).toEqual([first.discounts[0].id, second.discounts[2].id]);
  // A promotion's discount cannot be removed by hand, neither by the discount's id nor by the promotion's.
  for (const discountId of [back.discounts[0].id, back.discounts[0].promotionId]) {
    const document = 'mutation ($input: RemoveDiscountInput!) { removeDiscount(input: $input) { userErrors { code field message details } } }';
    expect(await diner.manager.failure(document, { input: { orderId, discountId } })).toMatchObject({ code: 'NOT_FOUND', field: ['discountId'] });
  }
});
