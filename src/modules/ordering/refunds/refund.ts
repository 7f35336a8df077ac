import { invalid } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { allocate, type BasisPoints, firstShares, type Money, sumOf } from '../../../kernel/values/money.ts';
import { ruleOf, type TaxRule } from '../../tax/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { readSnapshot, ruleAt } from '../model/pricing-snapshot.ts';

/** What an order charges beside its lines. */
export const OrderFee = { DELIVERY: 'DELIVERY', PACKAGING: 'PACKAGING', TIP: 'TIP' } as const;
export type OrderFee = keyof typeof OrderFee;

/** An amount in its parts, which sum to it. net is without service charge and tax, even when prices include them. */
export interface Worth {
  readonly net: Money;
  readonly serviceCharge: Money;
  readonly tax: Money;
  /** The rule of the tax; null: not taxed. */
  readonly rule: TaxRule | null;
}

export interface LineWorth extends Worth {
  readonly lineId: string;
  readonly units: number;
}

export interface FeeWorth extends Worth {
  readonly fee: OrderFee;
}

/** What of an order is not refunded: its lines by position, then its fees. Plain data, so that it can be kept as JSON between refunds. */
export interface Refundable {
  readonly lines: readonly LineWorth[];
  readonly fees: readonly FeeWorth[];
}

/** What is refunded. units of a line is 0 when only a part of its price is refunded. */
export interface Refund {
  readonly lines: readonly LineWorth[];
  readonly fees: readonly FeeWorth[];
}

export interface Refunded {
  readonly refund: Refund;
  readonly left: Refundable;
}

type PricedOrder = Pick<Order, 'pricing' | 'pricesIncludeTax' | 'subtotal' | 'serviceCharge' | 'tax' | 'delivery' | 'packaging' | 'tip'>;
type SoldLine = Pick<OrderLine, 'id' | 'position' | 'quantity' | 'total' | 'discount' | 'serviceCharge' | 'tax' | 'voided'>;

/** The parts of an order from its snapshot. They sum to the order's total. */
export function refundable(order: PricedOrder, lines: readonly SoldLine[]): Refundable {
  const snapshot = readSnapshot(order);
  const inside = (charges: Money): Money => (order.pricesIncludeTax ? charges : 0);
  const feeRule = ruleOf(snapshot.rules.taxes, null);
  const fee = (kind: OrderFee, amount: Money, tax: Money, taxable: boolean): FeeWorth => ({
    ...{ fee: kind, net: amount - inside(tax), serviceCharge: 0, tax },
    rule: taxable ? feeRule : null,
  });
  return {
    lines: lines
      .filter(({ voided }) => !voided)
      .sort((a, b) => a.position - b.position)
      .map(({ id, position, quantity, total, discount, serviceCharge, tax }) => ({
        ...{ lineId: id, units: quantity, net: total - discount - inside(serviceCharge + tax), serviceCharge, tax },
        rule: ruleAt(snapshot, position),
      })),
    fees: [
      fee('DELIVERY', order.delivery, snapshot.deliveryTax, snapshot.rules.delivery.taxable),
      fee('PACKAGING', order.packaging, snapshot.packagingTax, snapshot.rules.packaging.taxable),
      fee('TIP', order.tip, 0, false),
    ].filter((of) => worthOf(of) > 0),
  };
}

/** The sum of the parts of an amount. */
export function worthOf({ net, serviceCharge, tax }: Omit<Worth, 'rule'>): Money {
  return net + serviceCharge + tax;
}

/** The sum of all lines and fees. */
export function totalOf({ lines, fees }: Refundable): Money {
  return sumOf([...lines, ...fees].map(worthOf));
}

/**
 * Refunds n units of a line. If m units are left, they are worth the first n of m equal shares of what is left of the line. So
 * refunds in any order sum to the line's amount (docs/pricing.md).
 * @param at path of the line in the input
 * @param partAt path of its quantity
 * @throws NOT_FOUND, INVALID_INPUT, REFUND_EXCEEDS_PAID for more units than are left
 */
export function refundUnits(state: Refundable, lineId: string, units: number, at: FieldPath = [], partAt: FieldPath = at): Refunded {
  const line = lineOf(state, lineId, at);
  requireLeft(units, line.units, 'units of the line', [...partAt, 'quantity']);
  return refundFromLine(state, line, firstShares(worthOf(line), units, line.units), units);
}

/**
 * Refunds a part of a line's amount and keeps all of its units.
 * @throws NOT_FOUND, INVALID_INPUT, REFUND_EXCEEDS_PAID for more than is left of the line
 */
export function refundFromPrice(state: Refundable, lineId: string, amount: Money, at: FieldPath = [], partAt: FieldPath = at): Refunded {
  const line = lineOf(state, lineId, at);
  requireLeft(amount, worthOf(line), 'of the line', [...partAt, 'amount']);
  return refundFromLine(state, line, amount, 0);
}

/**
 * Refunds all that is left of a fee.
 * @throws REFUND_EXCEEDS_PAID when nothing is left of it
 */
export function refundFee(state: Refundable, fee: OrderFee, at: FieldPath = []): Refunded {
  const found = state.fees.find((of) => of.fee === fee);
  const amount = found ? worthOf(found) : 0;
  if (!found || amount === 0) throw exceeds(`Nothing is left of ${fee}.`, at, 0);
  const { taken, left } = take(found, amount);
  return { refund: { lines: [], fees: [taken] }, left: { ...state, fees: state.fees.map((of) => (of === found ? left : of)) } };
}

/**
 * Refunds an amount of the order as a whole, shared out over what is left of its lines and fees. All units stay.
 * @throws INVALID_INPUT, REFUND_EXCEEDS_PAID for more than is left of the order
 */
export function refundAmount(state: Refundable, amount: Money, at: FieldPath = []): Refunded {
  requireLeft(amount, totalOf(state), 'of the order', [...at, 'amount']);
  const shares = allocate(amount, [...state.lines, ...state.fees].map(worthOf));
  const lines = state.lines.map((line, index) => take(line, shares[index] ?? 0));
  const fees = state.fees.map((fee, index) => take(fee, shares[lines.length + index] ?? 0));
  return {
    refund: {
      lines: lines.map(({ taken }) => ({ ...taken, units: 0 })).filter((taken) => worthOf(taken) > 0),
      fees: fees.map(({ taken }) => taken).filter((taken) => worthOf(taken) > 0),
    },
    left: { lines: lines.map(({ left }) => left), fees: fees.map(({ left }) => left) },
  };
}

/** The taxes in a refund, one entry for each tax rule, lowest rate first. */
export function taxesIn({ lines, fees }: Refund): { readonly name: string; readonly rate: BasisPoints; readonly amount: Money }[] {
  const byRule = new Map<string, { name: string; rate: BasisPoints; amount: Money }>();
  for (const { rule, tax } of [...lines, ...fees]) {
    if (!rule) continue;
    // Two rules may have the same name and rate but tax a different fraction of the amount.
    const key = JSON.stringify([rule.name, rule.rate, rule.baseNumerator, rule.baseDenominator]);
    byRule.set(key, { name: rule.name, rate: rule.rate, amount: (byRule.get(key)?.amount ?? 0) + tax });
  }
  return [...byRule.values()].sort((a, b) => a.rate - b.rate || (a.name < b.name ? -1 : 1));
}

function lineOf({ lines }: Refundable, lineId: string, at: FieldPath): LineWorth {
  const line = lines.find((of) => of.lineId === lineId);
  if (!line) throw notFound('Line', [...at, 'lineId']);
  return line;
}

function requireLeft(requested: number, left: number, of: string, field: FieldPath): void {
  if (!Number.isSafeInteger(requested) || requested < 1) throw invalid(field, 'must be a whole number from 1 up.');
  if (requested > left) throw exceeds(`Only ${left} ${of} are left to be given back.`, field, left);
}

function exceeds(message: string, field: FieldPath, left: number): UserFailure {
  return new UserFailure('REFUND_EXCEEDS_PAID', message, { field, details: { left } });
}

function refundFromLine(state: Refundable, line: LineWorth, amount: Money, units: number): Refunded {
  const { taken, left } = take(line, amount);
  const rest = { ...left, units: line.units - units };
  return {
    refund: { lines: [{ ...taken, units }], fees: [] },
    left: { ...state, lines: state.lines.map((of) => (of === line ? rest : of)) },
  };
}

/** Takes an amount out of a line or fee, from each of its parts in proportion to what is left of it, so that none falls below 0. */
function take<W extends Worth>(from: W, amount: Money): { readonly taken: W; readonly left: W } {
  const [net = 0, serviceCharge = 0, tax = 0] = allocate(amount, [from.net, from.serviceCharge, from.tax]);
  const left = { net: from.net - net, serviceCharge: from.serviceCharge - serviceCharge, tax: from.tax - tax };
  return { taken: { ...from, net, serviceCharge, tax }, left: { ...from, ...left } };
}
