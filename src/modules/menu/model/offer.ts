import { MAX_MEASURE, priceOfMeasure } from '../../../kernel/values/measure.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { isRouted, type OrderingBlock, type RoutedStation } from '../../tenancy/index.ts';
import { type Availability, isOffered, isSoldOut, returnsAt, stockLeft } from './availability.ts';
import { addedPrice, type ChoiceRules, dearestChoice, type PricedOption } from './choice.ts';
import { type PriceTerms, priceAt, priceChanges } from './price-at-outlet.ts';
import type { SoldBy } from './sold-by.ts';

/** Why an outlet does not sell a product now. */
export const UnavailableReason = {
  NOT_SOLD: 'NOT_SOLD',
  TAKEN_OFF: 'TAKEN_OFF',
  SOLD_OUT: 'SOLD_OUT',
  NOT_TAKING_ORDERS: 'NOT_TAKING_ORDERS',
  UNROUTED: 'UNROUTED',
  OPTIONS_UNAVAILABLE: 'OPTIONS_UNAVAILABLE',
  NEGATIVE_PRICE: 'NEGATIVE_PRICE',
} as const;
export type UnavailableReason = keyof typeof UnavailableReason;

/** The place where a product is to be sold. */
export interface OfferPlace {
  /** Stations in use. */
  readonly stations: readonly RoutedStation[];
  /** Why the outlet takes no orders at all; null: it takes orders. */
  readonly orderingBlock: OrderingBlock | null;
}

/** Everything that decides whether an outlet sells a product: read for the menu (menu.repository.ts) and for an order (sellable.ts). */
export interface OfferTerms extends PriceTerms, Availability, SoldBy {
  /** Whether the product is on the outlet's menu. */
  readonly onMenu: boolean;
  readonly trackStock: boolean;
  readonly stockQuantity: number | null;
  /** The product's station code, else its category's; null: the outlet's default station makes it. */
  readonly stationCode: string | null;
  readonly groups: readonly GroupTerms[];
}

export type GroupTerms = ChoiceRules<PricedOption & Availability> & { readonly name: string };

/** Whether an outlet sells a product at an instant. */
export interface Offer {
  /** Null: the product can be ordered with at least one choice of its options. */
  readonly unavailableReason: UnavailableReason | null;
  /** When it can be ordered again by itself; null: it can be ordered now, or a person must act. */
  readonly availableAt: Date | null;
}

/**
 * Decides, for menus, the catalogue and orders alike, whether a product can be ordered at an instant. It is available exactly
 * when some choice of its options passes the modifier rules at a price that is not negative.
 */
export function offerAt(terms: OfferTerms, place: OfferPlace, now: Date): Offer {
  const lasting = lastingReason(terms, place);
  if (lasting !== null) return { unavailableReason: lasting, availableAt: null };
  const reason = passingReason(terms, now);
  if (reason === null) return { unavailableReason: null, availableAt: null };
  const availableAt = upcomingChanges(terms, now).find((at) => passingReason(terms, at) === null);
  return { unavailableReason: reason, availableAt: availableAt ?? null };
}

/** The future instants at which a product's price, or the options that can be chosen, change by themselves; in order. */
export function upcomingChanges(terms: OfferTerms, now: Date): readonly Date[] {
  const returns = [terms, ...terms.groups.flatMap(({ options }) => options)].map((state) => returnsAt(state, now));
  return [...priceChanges(terms, now), ...returns.filter((at) => at !== null)].sort((a, b) => a.getTime() - b.getTime());
}

/** A group that requires a choice but offers no possible one now; null: there is none. */
export function unmetGroup<G extends GroupTerms>(groups: readonly G[], now: Date): G | null {
  return groups.find((group) => dearestChoice(offeredNow(group, now)) === null) ?? null;
}

/** A reason that stays until a person acts. */
function lastingReason(terms: OfferTerms, { stations, orderingBlock }: OfferPlace): UnavailableReason | null {
  if (!terms.onMenu) return 'NOT_SOLD';
  if (orderingBlock) return 'NOT_TAKING_ORDERS';
  if (isSoldOut(stockLeft(terms.trackStock, terms.stockQuantity), terms.measureStep)) return 'SOLD_OUT';
  return isRouted(terms.stationCode, stations) ? null : 'UNROUTED';
}

/** A reason that may end by itself. */
function passingReason(terms: OfferTerms, now: Date): UnavailableReason | null {
  if (!isOffered(terms, now)) return 'TAKEN_OFF';
  let dearest = dearestAmount(terms, now);
  for (const group of terms.groups) {
    const choice = dearestChoice(offeredNow(group, now));
    if (choice === null) return 'OPTIONS_UNAVAILABLE';
    dearest += addedPrice(choice);
  }
  return dearest < 0 ? 'NEGATIVE_PRICE' : null;
}

/** The price of a piece without options, or of the largest measure that can be sold: options are added once. */
function dearestAmount(terms: OfferTerms, now: Date): Money {
  const { measureStep: step } = terms;
  const price = priceAt(terms, now);
  if (step === null) return price;
  const most = Math.min(MAX_MEASURE, stockLeft(terms.trackStock, terms.stockQuantity) ?? MAX_MEASURE);
  return priceOfMeasure(price, most - (most % step));
}

function offeredNow<O extends PricedOption & Availability>(group: ChoiceRules<O>, now: Date): ChoiceRules<O> {
  return { ...group, options: group.options.filter((option) => isOffered(option, now)) };
}
