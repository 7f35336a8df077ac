/** Rows that are only shown look like the entities that the library reads. */
import type { EntityClass } from '@mikro-orm/core';
import { expect, test } from 'vitest';
import { type Context, contextFor } from '../../src/kernel/request/context.ts';
import { guestSession } from '../../src/kernel/request/session.ts';
import { shownRows } from '../../src/kernel/request/shown-rows.ts';
import { KitchenTicket, KitchenTicketItem } from '../../src/modules/kitchen/ticket.entity.ts';
import { OrderLine } from '../../src/modules/ordering/model/order.entity.ts';
import { Payment } from '../../src/modules/payments/model/payment.entity.ts';
import { act, makeRestaurant, orderOf, placeOrder, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

const contextOf = (tenantId: string): Context => contextFor(guestSession(tenantId), app.services, { requestId: 'test' });

async function placeAndPay(): Promise<string> {
  const { id } = await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 2, WATER: 1 }));
  await act(restaurant.cashier, 'payCash', { orderId: id, amount: 100, tendered: 100 });
  return id;
}

/** The values of an object, references as ids, collections left out. */
function valuesOf(object: object, names: readonly string[]): Record<string, unknown> {
  const value = (name: string): unknown => (object as Record<string, unknown>)[name];
  const idOf = (one: unknown): unknown => (one !== null && typeof one === 'object' && 'unwrap' in one && 'id' in one ? one.id : one);
  return Object.fromEntries(names.map((name) => [name, idOf(value(name))]));
}

async function compare<E extends { id: string }>(entity: EntityClass<E>, parent: keyof E & string, parentId: string): Promise<void> {
  const [shown, read] = [contextOf(restaurant.tenantId), contextOf(restaurant.tenantId)];
  const rows = await shownRows(entity, parent, ['id'])(shown).load(parentId);
  const entities = (await read.em.find(entity, { [parent]: parentId } as never, { orderBy: { id: 'asc' } as never })) as E[];
  expect(rows.length).toBeGreaterThan(0);
  const names = shown.em
    .getMetadata()
    .get(entity)
    .props.flatMap((prop) => (prop.lazy || !['scalar', 'm:1'].includes(prop.kind) ? [] : [prop.name]));
  expect(rows.map((row) => valuesOf(row, names))).toEqual(entities.map((row) => valuesOf(row, names)));
  expect(rows.every((row) => row instanceof entity)).toBe(true);
}

test('lines, tickets, items and payments have the values and the class of their entities', async () => {
  const orderId = await placeAndPay();
  await compare(OrderLine, 'order', orderId);
  await compare(KitchenTicket, 'order', orderId);
  const [ticket] = await shownRows(KitchenTicket, 'order', ['id'])(contextOf(restaurant.tenantId)).load(orderId);
  await compare(KitchenTicketItem, 'ticket', ticket?.id ?? '');
  await compare(Payment, 'orderId', orderId);
});

test('a reference of such a row loads the entity that it names, once for all rows', async () => {
  const orderId = await placeAndPay();
  const rows = await shownRows(KitchenTicket, 'order', ['id'])(contextOf(restaurant.tenantId)).load(orderId);
  const orders = await Promise.all(rows.map(({ order }) => order.loadOrFail()));
  expect(new Set(orders).size).toBe(1);
  expect(orders[0]?.id).toBe(orderId);
});

test('a change of such a row is never written', async () => {
  const orderId = await placeAndPay();
  const ctx = contextOf(restaurant.tenantId);
  const [line] = await shownRows(OrderLine, 'order', ['position'])(ctx).load(orderId);
  if (line) line.quantity = 99;
  await ctx.em.flush();
  expect(await app.sql('select id from order_line where order_id = $1 and quantity = 99', [orderId])).toEqual([]);
});

test("another brand's rows are not there", async () => {
  const orderId = await placeAndPay();
  const other = await makeRestaurant(app);
  expect(await shownRows(OrderLine, 'order', ['position'])(contextOf(other.tenantId)).load(orderId)).toEqual([]);
});
