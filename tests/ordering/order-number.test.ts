import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/kernel/failure.ts';
import { orderNumber } from '../../src/modules/ordering/number-order.ts';
import { routeOf } from '../../src/modules/ordering/routing.ts';

describe('order number', () => {
  test.each([
    [1, 'ORD-20261120-ONE0001'],
    [35, 'ORD-20261120-ONE000Z'],
    [36, 'ORD-20261120-ONE0010'],
    [1_679_616, 'ORD-20261120-ONE10000'],
  ])('queue number %i', (queueNumber, number) => {
    expect(orderNumber('2026-11-20', 'ONE', queueNumber)).toBe(number);
  });

  test('outlets whose codes end alike do not share numbers', () => {
    expect(orderNumber('2026-11-20', 'A', 36)).not.toBe(orderNumber('2026-11-20', 'A0', 36));
  });
});

describe('route of a line', () => {
  const bar = { id: 'bar', code: 'BAR', isDefault: false };
  const pass = { id: 'pass', code: 'PASS', isDefault: true };

  test('the station that is named, else the default', () => {
    expect(routeOf('BAR', [bar, pass], 0)).toBe('bar');
    expect(routeOf(null, [bar, pass], 0)).toBe('pass');
    expect(routeOf('GRILL', [bar, pass], 0)).toBe('pass');
    expect(routeOf('NONE', [bar, pass], 0)).toBeNull();
    expect(routeOf('NONE', [], 0)).toBeNull();
  });

  test.each([null, 'GRILL'])('%s without a default is unrouted', (code) => {
    try {
      routeOf(code, [bar], 3);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect(error).toMatchObject({ code: 'UNROUTED_ITEM', field: ['lines', '3', 'productId'] });
      return;
    }
    throw new Error('nothing failed');
  });
});
