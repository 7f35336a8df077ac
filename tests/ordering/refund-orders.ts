/** Orders in the form in which the database stores them, built without a database. */
import fc from 'fast-check';
import { UserFailure } from '../../src/kernel/values/errors.ts';
import { type Pricing, type PricingInput, price } from '../../src/modules/ordering/model/pricing.ts';
import { snapshotOf } from '../../src/modules/ordering/model/pricing-snapshot.ts';
import { type Refundable, refundable } from '../../src/modules/ordering/refunds/refund.ts';
import { anyOrder } from '../pricing/baskets.ts';

export interface SoldOrder {
  readonly pricing: Pricing;
  readonly total: number;
  /** The whole order before any refund. */
  readonly state: Refundable;
}

/** A sold basket; the ids of its lines are their indexes. */
export function sold(basket: PricingInput, tip = 0): SoldOrder {
  const pricing = price(basket);
  const lines = pricing.lines.map((line, position) => ({
    ...line,
    id: `${position}`,
    position,
    quantity: basket.lines[position]?.quantity ?? 0,
    voided: false,
  }));
  const kept = JSON.parse(JSON.stringify(snapshotOf(pricing, basket.rules, basket.lines, basket.deductions ?? []))) as ReturnType<typeof snapshotOf>;
  const state = refundable({ ...pricing, tip, pricing: kept }, lines);
  return { pricing, total: pricing.total + tip, state };
}

/** Any basket with any rules, with promotions, deductions, fees and a tip. */
export const anySoldOrder: fc.Arbitrary<SoldOrder> = fc
  .tuple(anyOrder, fc.oneof(fc.constant(0), fc.nat({ max: 30 }), fc.nat({ max: 50_000 })))
  .map(([basket, tip]) => sold(basket, tip));

/** The failure that `refused` throws. */
export function failure(refused: () => unknown): object {
  try {
    refused();
  } catch (error) {
    if (error instanceof UserFailure) return { code: error.code, field: error.field?.join('.'), details: error.details };
    throw error;
  }
  throw new Error('It was not refused.');
}
