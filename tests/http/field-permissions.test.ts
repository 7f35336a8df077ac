import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDevice, type Client, orderOf, useRestaurant } from '../kit/index.ts';

const { restaurant } = useRestaurant();
let kiosk: Client;
beforeAll(async () => {
  ({ client: kiosk } = await addDevice(restaurant.platform, { outletId: restaurant.outletId, kind: 'KIOSK' }));
});

const orders = async (): Promise<number> => (await restaurant.owner.ok('{ orders { totalCount } }')).orders.totalCount;
const place = (fields: string, more = ''): string =>
  `mutation ($input: PlaceOrderInput!${fields.includes('$staff') ? ', $staff: Boolean = false' : ''}) { placeOrder(input: $input) { ${fields} userErrors { code } } } ${more}`;
const input = (): Record<string, unknown> => orderOf(restaurant, { COFFEE: 1 }, { id: randomUUID(), channel: 'KIOSK' });

describe('a mutation whose answer the caller may not see', () => {
  test.each([
    ['a field', place('order { id tickets { id } }')],
    ['an alias', place('order { id mine: tickets { id } }')],
    ['a fragment', place('order { ...seen }', 'fragment seen on Order { id tickets { id } }')],
    ['an inline fragment', place('... on PlaceOrderPayload { order { ... on Order { tickets { id } } } }')],
    ['a field that a variable includes', place('order { id tickets @skip(if: $staff) { id } }')],
  ])('changes nothing: %s', async (_what, document) => {
    const before = await orders();
    // Repeated until the document is compiled.
    for (let time = 0; time < 4; time += 1) {
      const { data, errors } = await kiosk.send(document, { input: input() });
      expect(data?.placeOrder ?? null).toBeNull();
      expect(errors).toEqual([
        expect.objectContaining({ message: 'The role KIOSK may not see Order.tickets; nothing was done.', extensions: { code: 'FORBIDDEN' } }),
      ]);
    }
    expect(await orders()).toBe(before);
  });

  test('is carried out when the field is left out by a directive, or may be null', async () => {
    const skipped = await kiosk.ok(place('order { id tickets @include(if: $staff) { id } }'), { input: input() });
    expect(skipped.placeOrder.order.id).toEqual(expect.any(String));
    const { data, errors } = await kiosk.send(place('order { id cashier { id } }'), { input: input() });
    expect(data.placeOrder.order).toEqual({ id: expect.any(String), cashier: null });
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  test('is carried out for callers who may see it', async () => {
    const { placeOrder } = await restaurant.cashier.ok(place('order { tickets { id } payments { id } }'), { input: { ...input(), channel: 'POS' } });
    expect(placeOrder.order.tickets).toHaveLength(1);
  });
});
