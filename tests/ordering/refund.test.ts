import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocate } from '../../src/kernel/values/money.ts';
import {
  type Refund,
  type Refundable,
  type Refunded,
  refundAmount,
  refundable,
  refundFee,
  refundFromPrice,
  refundUnits,
  taxesIn,
  totalOf,
  worthOf,
} from '../../src/modules/ordering/refunds/refund.ts';
import { charges, line, promotion, sum } from '../pricing/kit.ts';
import { RUNS } from '../pricing/runs.ts';
import { anySoldOrder, failure, type SoldOrder, sold } from './refund-orders.ts';

const RULES = charges(false, 500, 1000);
const UP_TO_25_000 = promotion({ type: 'PERCENTAGE', rate: 2000 }, { maximumDiscount: 25_000 });
/** 20 % up to 25 000 off 2 × 35 000, 50 000 and 30 000; service 5 %, tax 10 %: 144 375. */
const worked = sold({ lines: [line(35_000, 2), line(50_000), line(30_000)], rules: RULES, promotions: [UP_TO_25_000] });

/** Runs refunds one after the other; returns the amount of each, and the rest. */
function refundAll(state: Refundable, ...steps: ((left: Refundable) => Refunded)[]): { amounts: number[]; left: Refundable } {
  let left = state;
  const amounts = steps.map((step) => {
    const { refund, left: rest } = step(left);
    left = rest;
    return totalOf(refund);
  });
  return { amounts, left };
}

describe('the worked order', () => {
  test('what each line came to', () => {
    expect(worked.state.lines.map(({ net, serviceCharge, tax, ...of }) => [net, serviceCharge, tax, worthOf({ ...of, net, serviceCharge, tax })])).toEqual([
      [58_333, 2917, 6125, 67_375],
      [41_667, 2083, 4375, 48_125],
      [25_000, 1250, 2625, 28_875],
    ]);
    expect(worked.state.lines[0]).toMatchObject({ lineId: '0', units: 2, rule: { name: 'Tax', rate: 1000 } });
    expect(worked.state.fees).toEqual([]);
    expect(totalOf(worked.state)).toBe(144_375);
  });

  test('one of two units, then the other', () => {
    const first = refundUnits(worked.state, '0', 1);
    expect(first.refund.lines).toMatchObject([{ lineId: '0', units: 1 }]);
    expect(totalOf(first.refund)).toBe(33_688);
    expect(first.left.lines[0]).toMatchObject({ units: 1 });
    const second = refundUnits(first.left, '0', 1);
    expect(totalOf(second.refund)).toBe(33_687);
    expect(second.left.lines[0]).toMatchObject({ units: 0, net: 0, serviceCharge: 0, tax: 0 });
    // Both refunds sum to the line.
    expect(sum([...first.refund.lines, ...second.refund.lines].map(({ tax }) => tax))).toBe(6125);
    expect(totalOf(refundUnits(worked.state, '0', 2).refund)).toBe(67_375);
  });

  test('an amount of the order is shared out over its lines, and their units stay', () => {
    const { refund, left } = refundAmount(worked.state, 10_000);
    expect(refund.lines.map((of) => [of.units, worthOf(of)])).toEqual([
      [0, 4667],
      [0, 3333],
      [0, 2000],
    ]);
    expect(left.lines.map(({ units }) => units)).toEqual([2, 1, 1]);
    // From now on, units are worth their share of the rest.
    expect(totalOf(refundUnits(left, '0', 1).refund)).toBe(31_354);
    expect(refundAll(worked.state, ...[144_374, 1].map((amount) => (state: Refundable) => refundAmount(state, amount))).amounts).toEqual([144_374, 1]);
  });

  test('an amount of one line', () => {
    const { refund, left } = refundFromPrice(worked.state, '1', 1000);
    expect(refund).toEqual({ lines: [{ ...worked.state.lines[1], units: 0, net: 866, serviceCharge: 43, tax: 91 }], fees: [] });
    expect(worthOf(left.lines[1] ?? worked.state.lines[0] ?? ({} as never))).toBe(47_125);
    expect(taxesIn(refund)).toEqual([{ name: 'Tax', rate: 1000, amount: 91 }]);
  });

  test('more than is left, less than one, and lines that it has not', () => {
    const once = refundUnits(worked.state, '0', 1).left;
    const at = ['lines', 3];
    expect(failure(() => refundUnits(once, '0', 2, at))).toEqual({ code: 'REFUND_EXCEEDS_PAID', field: 'lines.3.quantity', details: { left: 1 } });
    expect(failure(() => refundFromPrice(once, '0', 33_688, at))).toEqual({ code: 'REFUND_EXCEEDS_PAID', field: 'lines.3.amount', details: { left: 33_687 } });
    expect(failure(() => refundAmount(once, 110_688))).toEqual({ code: 'REFUND_EXCEEDS_PAID', field: 'amount', details: { left: 110_687 } });
    expect(failure(() => refundFee(once, 'TIP', ['fees', 0]))).toEqual({ code: 'REFUND_EXCEEDS_PAID', field: 'fees.0', details: { left: 0 } });
    expect(failure(() => refundUnits(once, '7', 1, at))).toEqual({ code: 'NOT_FOUND', field: 'lines.3.lineId', details: null });
    for (const wrong of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
      expect(failure(() => refundUnits(once, '0', wrong))).toMatchObject({ code: 'INVALID_INPUT', field: 'quantity' });
      expect(failure(() => refundFromPrice(once, '0', wrong))).toMatchObject({ code: 'INVALID_INPUT', field: 'amount' });
      expect(failure(() => refundAmount(once, wrong))).toMatchObject({ code: 'INVALID_INPUT', field: 'amount' });
    }
  });
});

describe('what an order holds besides', () => {
  const withFees = { ...RULES, delivery: { amount: 12_000, taxable: true }, packaging: { amount: 2000, taxable: false } };

  test('fees with their tax, and the tip', () => {
    const { state, total } = sold({ lines: [line(20_000)], rules: withFees }, 5000);
    expect(state.fees.map(({ fee, net, tax, rule }) => [fee, net, tax, rule?.name ?? null])).toEqual([
      ['DELIVERY', 12_000, 1200, 'Tax'],
      ['PACKAGING', 2000, 0, null],
      ['TIP', 5000, 0, null],
    ]);
    expect(total).toBe(43_300);
    const { amounts, left } = refundAll(
      state,
      (of) => refundFee(of, 'DELIVERY'),
      (of) => refundAmount(of, 30_000),
      (of) => refundUnits(of, '0', 1),
    );
    expect(amounts).toEqual([13_200, 30_000, 77]);
    expect(totalOf(left)).toBe(23);
    expect(refundAmount(left, 23).refund.fees.map(({ fee }) => fee)).toEqual(['PACKAGING', 'TIP']);
  });

  test('prices with tax: the parts lie within the price', () => {
    const { state } = sold({ lines: [line(98_000)], rules: { ...charges(true, 500, 1000), delivery: { amount: 11_000, taxable: true } } });
    expect(state.lines).toMatchObject([{ net: 84_848, serviceCharge: 4242, tax: 8910 }]);
    expect(state.fees).toMatchObject([{ fee: 'DELIVERY', net: 10_000, tax: 1000 }]);
    expect(totalOf(state)).toBe(109_000);
  });

  test('taxes by rule, also where two have one name and one rate', () => {
    const ppn = { name: 'PPN', rate: 1200, baseNumerator: 11, baseDenominator: 12 };
    const taxes = { defaultGroup: 'GOODS', rules: { GOODS: ppn, LUXURY: { ...ppn, baseNumerator: 1, baseDenominator: 1 } } };
    const lines = [line(120_000, 1, { taxGroup: 'LUXURY' }), line(120_000), line(5000, 1, { taxGroup: 'EXEMPT' })];
    const { state, total } = sold({ lines, rules: { ...RULES, taxes, service: { ...RULES.service, rate: 0 } } });
    expect(taxesIn(refundAmount(state, total).refund)).toEqual([
      { name: 'PPN', rate: 1200, amount: 14_400 },
      { name: 'PPN', rate: 1200, amount: 13_200 },
    ]);
  });

  test('an order of the first release: one rate, and nothing but lines', () => {
    const pricing = {
      rules: { pricesIncludeTax: false, taxName: 'PB1', taxRate: 1000, serviceChargeRate: 0 },
      taxes: [{ name: 'PB1', rate: 1000, base: 20_000, amount: 2000 }],
    } as never;
    const order = { pricing, pricesIncludeTax: false, subtotal: 20_000, serviceCharge: 0, tax: 2000, delivery: 0, packaging: 0, tip: 0 };
    const state = refundable(order, [{ id: 'a', position: 0, quantity: 3, total: 20_000, discount: 0, serviceCharge: 0, tax: 2000, voided: false }]);
    expect(state.fees).toEqual([]);
    expect(state.lines).toMatchObject([{ lineId: 'a', units: 3, net: 20_000, tax: 2000, rule: { name: 'PB1', rate: 1000 } }]);
    expect(totalOf(refundUnits(state, 'a', 1).refund)).toBe(7334);
  });

  test('lines that were taken off the order are worth nothing', () => {
    const [of] = worked.pricing.lines;
    if (!of) throw new Error('no line');
    const order = { ...worked.pricing, pricing: { rules: RULES, lines: [] } as never };
    expect(refundable(order, [{ ...of, id: 'a', position: 0, quantity: 1, voided: true }]).lines).toEqual([]);
  });
});

test('units are worth the same together and one after the other, and the first never less than the last', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2_000_000 }), fc.nat({ max: 300 }), fc.integer({ min: 1, max: 60 }), fc.nat(), (net, tax, units, some) => {
      const state: Refundable = { lines: [{ lineId: 'a', units, net, serviceCharge: 0, tax, rule: null }], fees: [] };
      const n = 1 + (some % units);
      const single = refundAll(state, ...Array.from({ length: units }, () => (left: Refundable) => refundUnits(left, 'a', 1)));
      const shares = allocate(
        net + tax,
        single.amounts.map(() => 1),
      );
      return single.amounts.every((amount, unit) => amount === shares[unit]) && totalOf(refundUnits(state, 'a', n).refund) === sum(shares.slice(0, n));
    }),
    { numRuns: RUNS },
  );
});

describe('of any order', () => {
  /** A sequence of refunds, each chosen by three random numbers. */
  const anySlices = fc.array(fc.tuple(fc.nat({ max: 3 }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
    maxLength: 12,
  });
  type Slice = readonly [kind: number, which: number, share: number];

  const pick = <T>(list: readonly T[], which: number): T | undefined => list[Math.min(list.length - 1, Math.floor(which * list.length))];
  const some = (of: number, share: number): number => Math.max(1, Math.round(of * share));

  /** Null: nothing of this kind is left. */
  function slice(state: Refundable, [kind, which, share]: Slice): Refunded | null {
    const all = totalOf(state);
    if (kind === 0) {
      const chosen = pick(
        state.lines.filter(({ units }) => units > 0),
        which,
      );
      return chosen ? refundUnits(state, chosen.lineId, some(chosen.units, share)) : null;
    }
    if (kind === 1) {
      const chosen = pick(
        state.lines.filter((of) => worthOf(of) > 0),
        which,
      );
      return chosen ? refundFromPrice(state, chosen.lineId, some(worthOf(chosen), share)) : null;
    }
    if (kind === 2) {
      const chosen = pick(
        state.fees.filter((of) => worthOf(of) > 0),
        which,
      );
      return chosen ? refundFee(state, chosen.fee) : null;
    }
    return all > 0 ? refundAmount(state, some(all, share)) : null;
  }

  /** Refunds the rest: unit by unit and then the fees, or all at once. */
  function rest(state: Refundable, atOnce: boolean): Refunded[] {
    const refunds: Refunded[] = [];
    const last = (): Refundable => refunds.at(-1)?.left ?? state;
    if (!atOnce) {
      for (const { lineId, units } of state.lines) for (let unit = 0; unit < units; unit += 1) refunds.push(refundUnits(last(), lineId, 1));
      for (const of of state.fees) if (worthOf(of) > 0) refunds.push(refundFee(last(), of.fee));
    }
    if (totalOf(last()) > 0) refunds.push(refundAmount(last(), totalOf(last())));
    return refunds;
  }

  const parts = ({ lines, fees }: Refund): number[] => [...lines, ...fees].flatMap(({ net, serviceCharge, tax }) => [net, serviceCharge, tax]);

  function always(holds: (order: SoldOrder, refunds: readonly Refunded[]) => boolean): void {
    fc.assert(
      fc.property(anySoldOrder, anySlices, fc.boolean(), (order, slices, atOnce) => {
        const refunds: Refunded[] = [];
        let left = order.state;
        for (const of of slices) {
          const done = slice(left, of);
          if (!done) continue;
          refunds.push(done);
          // As if stored and read in between.
          left = JSON.parse(JSON.stringify(done.left)) as Refundable;
        }
        return holds(order, [...refunds, ...rest(left, atOnce)]);
      }),
      { numRuns: RUNS },
    );
  }

  test('all refunds, in any order and slicing, are the total to the last unit', () => {
    always(({ total, state }, refunds) => totalOf(state) === total && sum(refunds.map(({ refund }) => totalOf(refund))) === total);
  });

  test('each takes from what is left exactly what it gives, and no part falls below 0', () => {
    always(({ state }, refunds) =>
      refunds.every(({ refund, left }, index) => {
        const before = refunds[index - 1]?.left ?? state;
        return (
          totalOf(before) - totalOf(refund) === totalOf(left) &&
          [...parts(refund), ...parts(left), ...left.lines.map(({ units }) => units)].every((part) => Number.isSafeInteger(part) && part >= 0)
        );
      }),
    );
  });

  test('net, service charge and each tax come back as they were asked', () => {
    always(({ pricing, state }, refunds) => {
      const all = refunds.map(({ refund }) => refund);
      const whole: Refund = { lines: all.flatMap(({ lines }) => lines), fees: all.flatMap(({ fees }) => fees) };
      const amounts = new Map<string, number>();
      for (const { name, rate, amount } of pricing.taxes) amounts.set(`${name} ${rate}`, (amounts.get(`${name} ${rate}`) ?? 0) + amount);
      for (const { name, rate, amount } of taxesIn(whole)) amounts.set(`${name} ${rate}`, (amounts.get(`${name} ${rate}`) ?? 0) - amount);
      const serviceCharge = sum(whole.lines.map((of) => of.serviceCharge));
      const perLine = state.lines.every(
        (of) => sum(whole.lines.filter(({ lineId }) => lineId === of.lineId).map(worthOf)) === pricing.lines[Number(of.lineId)]?.finalTotal,
      );
      return perLine && serviceCharge === pricing.serviceCharge && [...amounts.values()].every((amount) => amount === 0);
    });
  });
});
