/** A migration of the next release changes tables under servers that have planned their statements. */
import { expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { orderOf, placeOrder, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();
/** More than the uses after which a statement is planned for good. */
const OFTEN = 12;
const TABLES = ['"order"', 'order_line', 'outlet', 'tenant', '"user"', 'user_session', 'payment', 'kitchen_ticket'];
const LIST = '{ tenant { name } orders(first: 5) { nodes { id outlet { name } cashier { name } lines { id } tickets { id } payments { id } } } }';

test('columns that are added while orders come disturb neither lists nor orders', async () => {
  const { cashier, platform } = restaurant;
  const work = async (): Promise<void> => {
    const order = await placeOrder(cashier, orderOf(restaurant, { COFFEE: 1, SOUP: 1 }));
    const { orders } = await cashier.ok(LIST);
    expect(orders.nodes.map(({ id }: { id: string }) => id)).toContain(order.id);
    await platform.ok('{ tenant { name outlets { name } } }');
  };
  for (let times = 0; times < OFTEN; times += 1) await Promise.all([work(), work()]);
  for (const round of [1, 2]) {
    await withClient(app.database.superuser, async (client) => {
      for (const table of TABLES) await client.query(`alter table ${table} add column of_next_release_${round} integer`);
    });
    await Promise.all(Array.from({ length: 4 }, work));
    await work();
  }
});
