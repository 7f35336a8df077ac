import { describe, expect, test } from 'vitest';
import { orderNumber } from '../../src/modules/ordering/model/number-order.ts';

describe('order number', () => {
  test.each([
    [1, 'ORD-20261120-ONE0001'],
    [13, 'ORD-20261120-ONE0013'],
    [36, 'ORD-20261120-ONE0036'],
    [9999, 'ORD-20261120-ONE9999'],
    [10_000, 'ORD-20261120-ONE-10000'],
    [123_456, 'ORD-20261120-ONE-123456'],
  ])('queue number %i', (queueNumber, number) => {
    expect(orderNumber('2026-11-20', 'ONE', queueNumber)).toBe(number);
  });

  test('no two outlets share a number, however their codes end', () => {
    const codes = ['A', 'A0', 'A1', 'A00', 'A01', 'A10', 'A010', '1', '10', '100', '1000', 'A0000', 'A0001', 'A0010'];
    const queueNumbers = [1, 2, 9, 10, 11, 100, 102, 1000, 1001, 9999, 10_000, 10_001, 10_002, 11_000, 100_000, 100_010];
    const numbers = codes.flatMap((code) => queueNumbers.map((queueNumber) => orderNumber('2026-11-20', code, queueNumber)));
    expect(new Set(numbers).size).toBe(codes.length * queueNumbers.length);
  });
});
