/** Properties of any basket with any rules. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Deduction, type Pricing, type PricingInput, price, recalculatePrice } from '../../src/modules/ordering/model/pricing.ts';
import { anyOrder } from './baskets.ts';
import { sum } from './kit.ts';
import { RUNS } from './runs.ts';

type Order = Required<Omit<PricingInput, 'tip'>>;

/** Checks a property on RUNS orders; compares plain numbers, because matchers are slow. */
function always(holds: (priced: Pricing, order: Order) => boolean | undefined): void {
  fc.assert(
    fc.property(anyOrder, (order) => holds(price(order), order)),
    { numRuns: RUNS },
  );
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function net(line: Pricing['lines'][number]): number {
  return line.total - line.discount;
}

describe('parts sum to the whole', () => {
  test('lines, fees and their taxes are the total', () => {
    always(({ lines, delivery, packaging, deliveryTax, packagingTax, pricesIncludeTax, total }) => {
      const onTop = pricesIncludeTax ? 0 : deliveryTax + packagingTax;
      return sum(lines.map(({ finalTotal }) => finalTotal)) + delivery + packaging + onTop === total;
    });
  });

  test('net, service charge, taxes and fees are the total', () => {
    always((priced) => {
      const { subtotal, discount, serviceCharge, tax, delivery, packaging, pricesIncludeTax, total } = priced;
      return subtotal - discount + delivery + packaging + (pricesIncludeTax ? 0 : serviceCharge + tax) === total;
    });
  });

  test('what is said of the lines is what is said of the order', () => {
    always(({ lines, subtotal, discount, serviceCharge, tax, taxes, deliveryTax, packagingTax }) =>
      isSame(
        [subtotal, discount, serviceCharge, tax - deliveryTax - packagingTax, tax],
        [...(['total', 'discount', 'serviceCharge', 'tax'] as const).map((key) => sum(lines.map((line) => line[key]))), sum(taxes.map(({ amount }) => amount))],
      ),
    );
  });

  test('the discounts are what was taken off each line', () => {
    always(({ lines, discounts }) => {
      const perLine = lines.map((_, index) => sum(discounts.flatMap((of) => of.lines.filter(({ line }) => line === index).map(({ amount }) => amount))));
      const sums = discounts.map((of) => sum(of.lines.map(({ amount }) => amount)));
      return isSame([perLine, sums], [lines.map(({ discount }) => discount), discounts.map(({ amount }) => amount)]);
    });
  });
});

describe('nothing is negative', () => {
  test('no amount of the order or of a line, nor what is left of one', () => {
    always(({ lines, discounts, taxes, ...order }) => {
      const { subtotal, discount, serviceChargeBase, serviceCharge, tax, deliveryTax, packagingTax, total } = order;
      return [
        ...[subtotal, discount, serviceChargeBase, serviceCharge, tax, deliveryTax, packagingTax, total],
        ...taxes.flatMap(({ base, amount }) => [base, amount]),
        ...discounts.flatMap((of) => of.lines.map(({ amount }) => amount - 1)),
        ...lines.flatMap((line) => [line.discount, net(line), line.serviceCharge, line.tax, line.finalTotal]),
      ].every((amount) => amount >= 0 && Number.isSafeInteger(amount));
    });
  });

  test('service charge and tax within a price are never above it', () => {
    always((priced, { rules }) => {
      if (!priced.pricesIncludeTax) return;
      return (
        priced.lines.every((line) => line.serviceCharge + line.tax <= net(line)) &&
        priced.deliveryTax <= rules.delivery.amount &&
        priced.packagingTax <= rules.packaging.amount
      );
    });
  });
});

describe('discounts', () => {
  test('none is above what is left of its lines when it is taken off', () => {
    always(({ lines, discounts }) => {
      const left = lines.map(({ total }) => total);
      for (const discount of discounts) for (const { line, amount } of discount.lines) left[line] = (left[line] ?? 0) - amount;
      // Amounts only decrease, so none was below zero in between.
      return left.every((amount) => amount >= 0);
    });
  });

  test('none is above its maximum, its amount or the amount of its deduction', () => {
    always(({ discounts }, { promotions, deductions }) =>
      discounts.every(({ id, amount }) => {
        const { maximumDiscount, benefit } = promotions.find((of) => of.id === id) ?? {};
        const deduction = deductions.find((of) => of.id === id);
        return amount <= (maximumDiscount ?? amount) && amount <= (benefit?.type === 'FIXED_AMOUNT' ? benefit.amount : (deduction?.amount ?? amount));
      }),
    );
  });

  test('a deduction of one line lowers no other', () => {
    always(({ discounts }, { deductions }) =>
      deductions.every(({ id, line }) => line === null || discounts.find((of) => of.id === id)?.lines.every((part) => part.line === line)),
    );
  });

  test('every promotion is either applied or not, with a reason; those applied may stand together', () => {
    always(({ subtotal, discounts, notApplied, promotions: applied }, { promotions }) => {
      const named = discounts.flatMap(({ source, id }) => (source === 'PROMOTION' ? [id] : []));
      return (
        isSame(
          [...named, ...notApplied.map(({ promotionId }) => promotionId)].sort(),
          promotions.map(({ id }) => id),
        ) &&
        isSame(
          named,
          applied.map(({ id }) => id),
        ) &&
        applied.every(({ exclusive, minimumPurchase }) => (!exclusive || applied.length === 1) && minimumPurchase <= subtotal) &&
        new Set(applied.map(({ combinationGroup }) => combinationGroup)).size <= 1 &&
        notApplied.every(({ reason, missing, promotionId }) =>
          reason === 'MINIMUM_NOT_REACHED' ? missing === (promotions.find(({ id }) => id === promotionId)?.minimumPurchase ?? 0) - subtotal : missing === null,
        )
      );
    });
  });
});

describe('order and time decide nothing', () => {
  /** Everything that the order of lines must not change. A line's own deduction may be swapped with an equal deduction of an equal line. */
  function orderLevel({ lines: _, discounts, promotions, ...amounts }: Pricing, { deductions }: Order): unknown {
    const named = discounts.map(({ source, id, amount }) => {
      const deduction = deductions.find((of) => of.id === id);
      return JSON.stringify([source, deduction && deduction.line !== null ? [deduction.rate, deduction.amount] : id, amount]);
    });
    return [amounts, named.sort(), promotions.map(({ id }) => id)];
  }

  /** The amounts by kind of line: equal lines may be swapped. */
  function linesByKind({ lines }: Pricing, order: Order): string[] {
    return lines
      .map((line, index) => {
        const own = order.deductions.filter((of) => of.line === index).map(({ source, rate, amount }) => [source, rate, amount]);
        return JSON.stringify([order.lines[index], own, line]);
      })
      .sort();
  }

  test('the order of lines', () => {
    fc.assert(
      fc.property(
        anyOrder.chain((order) => fc.tuple(fc.constant(order), fc.shuffledSubarray([...order.lines.keys()], { minLength: order.lines.length }))),
        ([order, places]) => {
          const moved = (deduction: Deduction): Deduction => ({ ...deduction, line: deduction.line === null ? null : places.indexOf(deduction.line) });
          const other = { ...order, lines: places.flatMap((index) => order.lines[index] ?? []), deductions: order.deductions.map(moved) };
          const [one, two] = [price(order), price(other)];
          return isSame(orderLevel(one, order), orderLevel(two, other)) && isSame(linesByKind(one, order), linesByKind(two, other));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('the order of promotions', () => {
    const byId = ({ notApplied, ...priced }: Pricing): unknown => [priced, notApplied.map((of) => JSON.stringify(of)).sort()];
    always((priced, order) => isSame(byId(priced), byId(price({ ...order, promotions: [...order.promotions].reverse() }))));
  });

  test('the same input has the same price, for a quote as for an order, and is left as it was', () => {
    always((priced, order) => {
      const before = JSON.stringify(order);
      return isSame(price(structuredClone(order)), priced) && JSON.stringify(order) === before;
    });
  });

  test('an order priced again with the promotions that it has keeps its amounts', () => {
    const amounts = ({ notApplied: _, ...priced }: Pricing): unknown => priced;
    always((priced, order) => isSame(amounts(recalculatePrice({ ...order, promotions: priced.promotions })), amounts(priced)));
  });
});

test('matchers agree with the comparison by text', () => {
  expect(isSame({ a: [1, 2] }, { a: [1, 2] })).toBe(true);
  expect(isSame({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
});
