import { describe, expect, it } from 'vitest';
import { basePrice, type PriceTerms, priceAt, priceChanges } from '../../src/modules/menu/model/price-at-outlet.ts';

const from = new Date('2026-03-01T10:00:00Z');
const until = new Date('2026-03-01T12:00:00Z');
const before = new Date(from.getTime() - 1);
const during = new Date('2026-03-01T11:00:00Z');

function terms(facts: Partial<PriceTerms> = {}): PriceTerms {
  return { price: 1000, ownPrice: null, promoPrice: 800, promoStartsAt: from, promoEndsAt: until, ...facts };
}

describe('price of a product at an outlet', () => {
  it('is the promo price from its start until just before its end', () => {
    expect([before, from, during, new Date(until.getTime() - 1), until].map((now) => priceAt(terms(), now))).toEqual([1000, 800, 800, 800, 1000]);
  });

  it("is the outlet's override, and the promo only where it is lower", () => {
    expect(basePrice(terms({ ownPrice: 900 }))).toBe(900);
    expect(priceAt(terms({ ownPrice: 900 }), during)).toBe(800);
    expect(priceAt(terms({ ownPrice: 700 }), during)).toBe(700);
  });

  it('an override of 0 is a price, and so is a promo of 0', () => {
    expect(priceAt(terms({ ownPrice: 0 }), before)).toBe(0);
    expect(priceAt(terms({ promoPrice: 0 }), during)).toBe(0);
  });

  it('a promo without bounds runs always', () => {
    expect(priceAt(terms({ promoStartsAt: null, promoEndsAt: null }), before)).toBe(800);
  });

  it('changes when the promo starts and when it ends, and never where it changes nothing', () => {
    expect(priceChanges(terms(), before)).toEqual([from, until]);
    expect(priceChanges(terms(), from)).toEqual([until]);
    expect(priceChanges(terms(), until)).toEqual([]);
    expect(priceChanges(terms({ promoPrice: null }), before)).toEqual([]);
    expect(priceChanges(terms({ promoEndsAt: null }), during)).toEqual([]);
    expect(priceChanges(terms({ ownPrice: 800 }), before)).toEqual([]);
  });
});
