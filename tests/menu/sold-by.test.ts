import { describe, expect, it } from 'vitest';
import { act, orderOf, PLACE_ORDER, useRestaurant } from '../kit/index.ts';
import { change, failure, type Menu, menuOf, refusal } from './menu-api.ts';

const { restaurant } = useRestaurant();

type Input = Readonly<Record<string, unknown>>;
const SOLD = 'product { id soldBy measureStep }';
let number = 0;
/** Creates a product, for example a cheese. */
async function made(more: Input): Promise<{ id: string; sku: string; soldBy: string; measureStep: string | null }> {
  number += 1;
  const sku = `CHEESE-${number}`;
  const input = { categoryId: restaurant.categoryId, sku, name: 'Cheese', price: 200_000, ...more };
  return { sku, ...(await change(restaurant.owner, 'createProduct', input, SOLD)).product };
}
const update = async (input: Input): Promise<unknown> => (await change(restaurant.owner, 'updateProduct', input, SOLD)).product;

async function itemOf(sku: string): Promise<Menu['sections'][number]['items'][number] & Input> {
  const read = 'query ($id: ID!) { menu(outletId: $id) { sections { items { sku price soldBy measureStep available } } } }';
  const { menu } = await restaurant.guest.ok(read, { id: restaurant.outletId });
  return menu.sections.flatMap(({ items }: { items: { sku: string }[] }) => items).find((item: { sku: string }) => item.sku === sku);
}

it('a product is sold by pieces unless it says otherwise, and the menu tells guests by what, and in which steps', async () => {
  expect(await made({})).toMatchObject({ soldBy: 'PIECE', measureStep: null });
  const { sku, ...cheese } = await made({ soldBy: 'KG', measureStep: '0.050' });
  expect(cheese).toMatchObject({ soldBy: 'KG', measureStep: '0.05' });
  expect(await itemOf(sku)).toEqual({ sku, price: 200_000, soldBy: 'KG', measureStep: '0.05', available: true });
  expect(await made({ soldBy: 'L' })).toMatchObject({ soldBy: 'L', measureStep: '0.001' });
});

it('unit and step are changed together or apart; what goes back to pieces loses its step', async () => {
  const { id } = await made({ soldBy: 'KG', measureStep: '0.05' });
  expect(await update({ id, name: 'Old cheese' })).toMatchObject({ soldBy: 'KG', measureStep: '0.05' });
  expect(await update({ id, measureStep: 0.1 })).toMatchObject({ soldBy: 'KG', measureStep: '0.1' });
  expect(await update({ id, measureStep: null })).toMatchObject({ soldBy: 'KG', measureStep: '0.001' });
  expect(await update({ id, soldBy: 'G', measureStep: '5' })).toMatchObject({ soldBy: 'G', measureStep: '5' });
  expect(await update({ id, soldBy: 'PIECE' })).toMatchObject({ soldBy: 'PIECE', measureStep: null });
  expect(await update({ id, soldBy: 'ML' })).toMatchObject({ soldBy: 'ML', measureStep: '0.001' });
});

it('a step of pieces, and steps out of range, are refused', async () => {
  const { owner, categoryId } = restaurant;
  const create = (more: Input): Promise<string> => refusal(owner, 'createProduct', { categoryId, sku: 'X', name: 'X', price: 1, ...more }, SOLD);
  expect(await create({ measureStep: '1' })).toBe('INVALID_INPUT measureStep');
  for (const measureStep of ['0', '-0.5', '999.001']) expect(await create({ soldBy: 'KG', measureStep })).toBe('INVALID_INPUT measureStep');
  const { id } = await made({});
  expect(await refusal(owner, 'updateProduct', { id, measureStep: '1' }, SOLD)).toBe('INVALID_INPUT measureStep');
  expect(await refusal(owner, 'updateProduct', { id, soldBy: null }, SOLD)).toBe('INVALID_INPUT soldBy');
});

it('a change of the unit is a change of the price in the audit log', async () => {
  const { id } = await made({});
  await update({ id, soldBy: 'KG' });
  const log = 'query ($id: ID!) { auditLog(filter: { entityId: $id }) { nodes { action before after } } }';
  expect((await restaurant.owner.ok(log, { id })).auditLog.nodes).toEqual([
    { action: 'PRICE_CHANGED', before: { soldBy: 'PIECE', measureStep: null }, after: { soldBy: 'KG', measureStep: 1 } },
  ]);
});

describe('stock of what is measured is counted in thousandths', () => {
  const stocked = (stockQuantity: number, more: Input = {}): ReturnType<typeof made> =>
    made({ soldBy: 'KG', measureStep: '0.05', trackStock: true, stockQuantity, ...more });
  const left = async (id: string): Promise<unknown> => {
    const read = 'query ($id: ID!, $outlet: ID!) { product(id: $id) { atOutlet(outletId: $outlet) { stockQuantity stockMeasure available } } }';
    return (await restaurant.cashier.ok(read, { id, outlet: restaurant.outletId })).product.atOutlet;
  };
  const of = (productId: string, measure: string): Input => orderOf(restaurant, {}, { lines: [{ productId, measure }] });

  it('a sale takes what it measures, a cancellation and a refund bring it back, and the ledger says so', async () => {
    const { cashier, manager, outletId } = restaurant;
    const { id, sku } = await stocked(1000);
    const order = (await cashier.ok(PLACE_ORDER, { input: of(id, '0.95') })).placeOrder.order;
    // 50 g is one more step; after that, nothing can be sold.
    expect(await left(id)).toEqual({ stockQuantity: 50, stockMeasure: '0.05', available: true });
    await change(cashier, 'adjustStock', { outletId, productId: id, delta: -1 }, 'product { id }');
    expect(await left(id)).toEqual({ stockQuantity: 49, stockMeasure: '0.049', available: false });
    expect(await itemOf(sku)).toMatchObject({ available: false });
    await act(cashier, 'cancelOrder', { orderId: order.id, reason: 'Gone' });
    expect(await left(id)).toEqual({ stockQuantity: 999, stockMeasure: '0.999', available: true });
    const ledger = 'query ($outletId: ID!, $productId: ID!) { stockMovements(outletId: $outletId, productId: $productId) { nodes { delta balance reason } } }';
    expect((await manager.ok(ledger, { outletId, productId: id })).stockMovements.nodes).toEqual([
      { delta: 950, balance: 999, reason: 'RETURN' },
      { delta: -1, balance: 49, reason: 'ADJUSTMENT' },
      { delta: -950, balance: 50, reason: 'SALE' },
      { delta: 1000, balance: 1000, reason: 'OPENING' },
    ]);
  });

  it('the menu is told when too little for one step is left, and when there is enough again', async () => {
    const { cashier, guest, outletId } = restaurant;
    const { id } = await stocked(100);
    const { version } = await menuOf(guest, outletId);
    const order = (await cashier.ok(PLACE_ORDER, { input: of(id, '0.05') })).placeOrder.order;
    expect((await menuOf(guest, outletId)).version).toBe(version);
    await change(cashier, 'adjustStock', { outletId, productId: id, counted: 60 }, 'product { id }');
    expect((await menuOf(guest, outletId)).version).toBe(version);
    await cashier.ok(PLACE_ORDER, { input: of(id, '0.05') });
    expect((await menuOf(guest, outletId)).version).toBe(version + 1);
    await act(cashier, 'cancelOrder', { orderId: order.id, reason: 'Gone' });
    expect((await menuOf(guest, outletId)).version).toBe(version + 2);
    expect(await left(id)).toMatchObject({ stockQuantity: 60, available: true });
  });

  it('an order of more than the stock is told how much is left', async () => {
    const { id } = await stocked(450);
    expect(await restaurant.cashier.failure(PLACE_ORDER, { input: of(id, '0.5') })).toMatchObject({
      code: 'OUT_OF_STOCK',
      field: ['lines', '0', 'productId'],
      message: 'Only 0.45 KG is left.',
      details: { available: 450, unit: 'KG', availableMeasure: '0.45' },
    });
  });

  it('of twelve who want 100 g of half a kilogram at once five get it', async () => {
    const { id } = await stocked(500);
    const answers = await Promise.all(Array.from({ length: 12 }, () => restaurant.cashier.send(PLACE_ORDER, { input: of(id, '0.1') })));
    expect(answers.filter(({ data }) => data.placeOrder.order !== null)).toHaveLength(5);
    expect(await left(id)).toEqual({ stockQuantity: 0, stockMeasure: '0', available: false });
  });

  it('the unit cannot change while stock is counted in the old one', async () => {
    const { owner, outletId } = restaurant;
    const { id } = await stocked(500);
    expect(await failure(owner, 'updateProduct', { id, soldBy: 'PIECE' }, SOLD)).toMatchObject({
      code: 'CONFLICT',
      field: ['soldBy'],
      details: { outletIds: [outletId] },
    });
    await change(owner, 'adjustStock', { outletId, productId: id, counted: 0 }, 'product { id }');
    expect(await update({ id, soldBy: 'PIECE' })).toMatchObject({ soldBy: 'PIECE' });
  });

  it('a count and a change of the unit at the same time never leave what was counted by one under the other', async () => {
    const { owner, kitchen, outletId } = restaurant;
    for (let round = 0; round < 6; round += 1) {
      const { id } = await made({ soldBy: 'KG', trackStock: true });
      const adjust = 'mutation ($input: AdjustStockInput!) { adjustStock(input: $input) { product { soldBy } userErrors { code } } }';
      const sell = 'mutation ($input: UpdateProductInput!) { updateProduct(input: $input) { product { id } userErrors { code } } }';
      const [counted, changed] = await Promise.all([
        kitchen.ok(adjust, { input: { outletId, productId: id, counted: 500 } }),
        owner.send(sell, { input: { id, soldBy: 'PIECE' } }),
      ]);
      // If the count in kilograms is first, the unit stays. If the change is first, the count is in pieces.
      expect([counted.adjustStock.product.soldBy, changed.data.updateProduct.userErrors.map(({ code }: { code: string }) => code)]).toEqual(
        counted.adjustStock.product.soldBy === 'KG' ? ['KG', ['CONFLICT']] : ['PIECE', []],
      );
    }
  });
});
