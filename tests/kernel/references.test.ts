import { Reference } from '@mikro-orm/core';
import { expect, test } from 'vitest';
import { tenantEntityManager } from '../../src/kernel/request/context.ts';
import { Order } from '../../src/modules/ordering/index.ts';
import { orderOf, PLACE_ORDER, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

test('entities and references that are read have no accessors of their own', async () => {
  await restaurant.cashier.ok(PLACE_ORDER, { input: orderOf(restaurant, { COFFEE: 1 }) });
  const [order] = await tenantEntityManager(app.services, restaurant.tenantId).find(Order, {}, { populate: ['lines'] });
  if (!order) throw new Error('no order was read');
  expect(Reference.isReference(order.outlet)).toBe(true);
  expect(order.outlet.id).toBe(restaurant.outletId);
  const accessors = (of: object): string[] => Object.entries(Object.getOwnPropertyDescriptors(of)).flatMap(([name, { get }]) => (get ? [name] : []));
  expect(accessors(order)).toEqual([]);
  expect(accessors(order.outlet)).toEqual([]);
  expect((await order.outlet.loadOrFail()).code).toBe('ONE');
  expect(order.lines[0]?.order.id).toBe(order.id);
});
