import { describe, expect, test } from 'vitest';
import { orderNumber } from '../../src/modules/ordering/number-order.ts';

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
