import { describe, expect, it } from 'vitest';
import { catalogueOf, productKey } from '../../bench/replay/catalogue.ts';
import { parseOrders, readOrders } from '../../bench/replay/parse-orders.ts';

const orders = readOrders(new URL('../../bench/data/chipotle-orders.tsv', import.meta.url));
const HEADER = 'order_id\tquantity\titem_name\tchoice_description\titem_total_price';

describe('the file of real orders', () => {
  it('has 4,622 lines of 1,834 orders that sum to USD 34,500.16', () => {
    expect(orders).toHaveLength(1834);
    expect(orders.flatMap((order) => order.lines)).toHaveLength(4622);
    expect(orders.reduce((sum, order) => sum + order.totalCents, 0)).toBe(3_450_016);
  });

  it('is numbered 1 to 1834 in order', () => {
    expect(orders.map((order) => order.number)).toEqual(orders.map((_, index) => index + 1));
  });

  it('has 136 products, one for each item and unit price, that can sell every line', () => {
    const catalogue = catalogueOf(orders);
    expect(catalogue.size).toBe(136);
    expect(new Set([...catalogue.values()].map((product) => product.sku)).size).toBe(136);
    for (const line of orders.flatMap((order) => order.lines)) {
      const product = catalogue.get(productKey(line));
      expect(product?.unitCents).toBe(line.unitCents);
      expect(product?.options).toEqual(expect.arrayContaining([...line.options]));
      expect(product?.maxOptions).toBeGreaterThanOrEqual(line.options.length);
    }
  });
});

describe('a line', () => {
  it('is read with its unit price and options', () => {
    const [order] = parseOrders(`${HEADER}\n2\t2\tChicken Bowl\tBlack Beans, Rice\t$16.98 \n2\t1\tSide of Chips\tNULL\t$1.69 \n`);
    expect(order).toEqual({
      number: 2,
      totalCents: 1867,
      lines: [
        { item: 'Chicken Bowl', quantity: 2, unitCents: 849, totalCents: 1698, options: ['Black Beans', 'Rice'] },
        { item: 'Side of Chips', quantity: 1, unitCents: 169, totalCents: 169, options: [] },
      ],
    });
  });

  it.each([
    ['1\t0\tIzze\tNULL\t$3.39', 'Line 2'],
    ['1\t1\tIzze\tNULL\t3.39', 'Line 2'],
    ['1\t1\tIzze\tNULL\t$3.3', 'Line 2'],
    ['1\t1\tIzze\tNULL', 'Line 2'],
    ['1\t2\tIzze\tNULL\t$3.39', 'not 2 equal prices'],
  ])('is refused when it cannot be read exactly: %s', (row, message) => {
    expect(() => parseOrders(`${HEADER}\n${row}`)).toThrow(message);
  });

  it('needs the expected columns', () => {
    expect(() => parseOrders('a\tb')).toThrow('columns');
  });
});
