import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserFailure } from '../../src/kernel/values/errors.ts';
import { formatMeasure, MAX_MEASURE } from '../../src/kernel/values/measure.ts';
import { assembleMenu, type Menu, type MenuItem } from '../../src/modules/menu/menu/assemble-menu.ts';
import type { ProductToSell } from '../../src/modules/menu/menu/offer.repository.ts';
import { addedPrice, cheapestChoice, dearestChoice } from '../../src/modules/menu/model/choice.ts';
import { priceAdjustmentOf } from '../../src/modules/menu/model/modifier-rules.ts';
import { offerAt } from '../../src/modules/menu/model/offer.ts';
import { type SellableLine, sellLine } from '../../src/modules/menu/stock/sellable.ts';
import { requireStock } from '../../src/modules/menu/stock/take-stock.ts';
import { choicesOf, INSTANTS, NOW, place, product } from './random-terms.ts';

type Where = Parameters<typeof sellLine>[0];

/** Resolves an order line of one piece or one measure, with these modifiers; null: refused. */
function order(terms: ProductToSell, at: Where, now: Date, modifiers: ReturnType<typeof choicesOf>[number], measure: number | null): SellableLine | null {
  try {
    const wanted = { productId: terms.id, quantity: 1, measure: measure === null ? null : formatMeasure(measure), modifiers };
    const line = sellLine(at, terms, wanted, now, ['lines', 0]);
    const sold = { productId: terms.id, quantity: line.measure ?? 1, unit: terms.soldBy, index: 0 };
    if (line.tracksStock) requireStock(new Map([[terms.id, line.stockLeft ?? 0]]), [sold]);
    return line;
  } catch (error) {
    expect(error).toBeInstanceOf(UserFailure);
    return null;
  }
}

/** Measures to try: the smallest, about the whole stock of these products, and the largest; [null] for pieces. */
function measuresOf({ measureStep: step }: ProductToSell): (number | null)[] {
  return step === null ? [null] : [step, 700 - (700 % step), MAX_MEASURE - (MAX_MEASURE % step)];
}

function orders(terms: ProductToSell, at: Where, now: Date): SellableLine[] {
  return choicesOf(terms).flatMap((choice) => measuresOf(terms).flatMap((measure) => order(terms, at, now, choice, measure) ?? []));
}

function menuAt(terms: ProductToSell, at: Where, now: Date): Menu {
  const rows = {
    ...{ tenantId: 't', outletId: 'o', version: 1, currency: 'IDR', ...at },
    categories: [{ id: 'c', name: 'Menu', description: null, sortOrder: 0 }],
    products: terms.onMenu ? [{ ...terms, description: null, imageUrl: null, popular: false }] : [],
    links: terms.groups.map(({ name }) => ({ productId: terms.id, groupId: name })),
    groups: terms.groups.map(({ options: _, ...group }) => ({ ...group, id: group.name })),
    options: terms.groups.flatMap(({ name, options }) => options.map((option) => ({ ...option, groupId: name, isDefault: false }))),
  };
  return assembleMenu(rows, now);
}

/** The item on the outlet's menu; undefined: not on the menu. */
function itemAt(terms: ProductToSell, at: Where, now: Date): MenuItem | undefined {
  return menuAt(terms, at, now).itemOf.get(terms.id);
}

describe('the menu and orders', () => {
  it('an item is available exactly when some choice of its options can be ordered, on any menu', () => {
    const seen = new Map<string | null, number>();
    fc.assert(
      fc.property(product, place, (terms, at) => {
        const item = itemAt(terms, at, NOW);
        expect(item?.available ?? false).toBe(orders(terms, at, NOW).length > 0);
        const reason = item ? item.unavailableReason : 'NOT_SOLD';
        expect(reason === null).toBe(item?.available ?? false);
        seen.set(reason, (seen.get(reason) ?? 0) + 1);
      }),
      { numRuns: 1500 },
    );
    expect([...seen.keys()].sort()).toEqual([
      'NEGATIVE_PRICE',
      'NOT_SOLD',
      'NOT_TAKING_ORDERS',
      'OPTIONS_UNAVAILABLE',
      'SOLD_OUT',
      'TAKEN_OFF',
      'UNROUTED',
      null,
    ]);
  });

  it('an item returns by itself at the instant that the menu says, not before', () => {
    fc.assert(
      fc.property(product, place, (terms, at) => {
        const { unavailableReason, availableAt } = offerAt(terms, at, NOW);
        const isNow = unavailableReason === null;
        const back = isNow ? null : (INSTANTS.find((instant) => instant > NOW && orders(terms, at, instant).length > 0) ?? null);
        expect(availableAt).toEqual(back);
      }),
      { numRuns: 700 },
    );
  });

  it('a menu is read again when an item of it changes by itself', () => {
    fc.assert(
      fc.property(product, place, (terms, at) => {
        const shown = (now: Date): string => JSON.stringify(itemAt(terms, at, now));
        const change = INSTANTS.find((instant) => instant > NOW && shown(instant) !== shown(NOW));
        const { validUntil } = menuAt(terms, at, NOW);
        if (change) expect(validUntil?.getTime()).toBeLessThanOrEqual(change.getTime());
      }),
      { numRuns: 700 },
    );
  });
});

describe('choices of a group', () => {
  it('the dearest and the cheapest are the ends of what can be ordered', () => {
    const any = product.map(
      (terms): ProductToSell => ({
        ...terms,
        onMenu: true,
        available: true,
        trackStock: false,
        price: 10_000,
        ownPrice: null,
        promoPrice: null,
        stationCode: 'NONE',
        soldBy: 'PIECE',
        measureStep: null,
      }),
    );
    fc.assert(
      fc.property(any, (terms) => {
        const offered = terms.groups.map((group) => ({
          ...group,
          options: group.options.filter(({ available, availableAt }) => available || (availableAt !== null && availableAt <= NOW)),
        }));
        const sums = orders(terms, { stations: [], orderingBlock: null }, NOW).map(({ modifiers }) => priceAdjustmentOf(modifiers));
        const end = (of: typeof dearestChoice): number | null => {
          const choices = offered.map((group) => of(group));
          return choices.every((choice) => choice !== null) ? choices.reduce((sum, choice) => sum + addedPrice(choice), 0) : null;
        };
        expect(end(dearestChoice)).toBe(sums.length > 0 ? Math.max(...sums) : null);
        expect(end(cheapestChoice)).toBe(sums.length > 0 ? Math.min(...sums) : null);
      }),
      { numRuns: 700 },
    );
  });
});
