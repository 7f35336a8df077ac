import { describe, expect, test } from 'vitest';
import { mayBecome, mayBeRecalled, OrderStatus, statesBetween } from '../../src/modules/ordering/model/order.status.ts';

const all = Object.keys(OrderStatus) as OrderStatus[];

/** All allowed transitions; all others are forbidden. */
const allowed: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  DRAFT: ['PENDING', 'CANCELLED'],
  PENDING: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['PREPARING', 'READY', 'SERVED', 'CANCELLED'],
  PREPARING: ['READY', 'SERVED', 'CANCELLED'],
  READY: ['PREPARING', 'SERVED', 'COMPLETED', 'CANCELLED'],
  SERVED: ['PREPARING', 'COMPLETED', 'CANCELLED'],
  COMPLETED: [],
  CANCELLED: [],
};

describe('transitions of an order', () => {
  for (const from of all) {
    test(`from ${from}`, () => {
      expect(all.filter((to) => mayBecome(from, to, 'TAKEAWAY'))).toEqual(all.filter((to) => allowed[from].includes(to)));
    });
  }

  test('the kitchen alone takes one back to where nothing is begun', () => {
    expect(all.filter(mayBeRecalled)).toEqual(['PREPARING', 'READY']);
    for (const from of all) expect(mayBecome(from, 'CONFIRMED', 'TAKEAWAY'), from).toBe(from === 'PENDING');
  });

  test('what is eaten at a table is served before it is completed', () => {
    expect(mayBecome('READY', 'COMPLETED', 'DINE_IN')).toBe(false);
    expect(mayBecome('SERVED', 'COMPLETED', 'DINE_IN')).toBe(true);
    expect(mayBecome('READY', 'COMPLETED', 'DELIVERY')).toBe(true);
  });

  test('a jump passes through the states between', () => {
    expect(statesBetween('CONFIRMED', 'SERVED')).toEqual(['PREPARING', 'READY', 'SERVED']);
    expect(statesBetween('READY', 'COMPLETED')).toEqual(['SERVED', 'COMPLETED']);
    expect(statesBetween('PENDING', 'CONFIRMED')).toEqual(['CONFIRMED']);
    expect(statesBetween('READY', 'PREPARING')).toEqual([]);
    expect(statesBetween('READY', 'CANCELLED')).toEqual([]);
  });
});
