import type { Money } from '../../../kernel/values/money.ts';

/** What decides the price of a product at one outlet; amounts in minor units. */
export interface PriceTerms {
  /** The catalogue's price. */
  readonly price: Money;
  /** The outlet's override; null: as the catalogue. */
  readonly ownPrice: Money | null;
  readonly promoPrice: Money | null;
  /** The promo runs from … until (exclusive); null: no bound on that side. */
  readonly promoStartsAt: Date | null;
  readonly promoEndsAt: Date | null;
}

/** The outlet's regular price: its override, else the catalogue's. */
export function basePrice(terms: PriceTerms): Money {
  return terms.ownPrice ?? terms.price;
}

/** The price at an instant: the promo price while a promo runs, unless the outlet's price is lower. */
export function priceAt(terms: PriceTerms, now: Date): Money {
  const base = basePrice(terms);
  return isPromoAt(terms, now) ? Math.min(base, terms.promoPrice ?? base) : base;
}

/** The future instants at which the price changes by itself, in order. */
export function priceChanges(terms: PriceTerms, now: Date): readonly Date[] {
  if (terms.promoPrice === null || terms.promoPrice >= basePrice(terms)) return [];
  return [terms.promoStartsAt, terms.promoEndsAt].filter((at): at is Date => at !== null && at > now);
}

function isPromoAt({ promoPrice, promoStartsAt, promoEndsAt }: PriceTerms, now: Date): boolean {
  return promoPrice !== null && (promoStartsAt === null || promoStartsAt <= now) && (promoEndsAt === null || now < promoEndsAt);
}
