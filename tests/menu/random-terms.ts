import fc from 'fast-check';
import type { ProductToSell } from '../../src/modules/menu/menu/offer.repository.ts';
import type { ModifierSelection } from '../../src/modules/menu/model/modifier-rules.ts';

/** The instant at which random products are checked; INSTANTS are before and after it. */
export const NOW = new Date('2026-03-01T10:00:00Z');
export const INSTANTS = [-2, -1, 1, 2].map((hours) => new Date(NOW.getTime() + hours * 3_600_000));

type Group = ProductToSell['groups'][number];

const instant = fc.constantFrom(null, ...INSTANTS);
/** Off in one case of four, so that usually options of a group remain, and sometimes none. */
const availability = fc.record({ available: fc.constantFrom(true, true, true, false), availableAt: instant });
const adjustment = fc.constantFrom(-300, -100, -50, 0, 50, 100);

const groupOf = (name: string): fc.Arbitrary<Group> =>
  fc
    .record({
      selectionType: fc.constantFrom('SINGLE', 'MULTIPLE', 'QUANTITY', 'TEXT'),
      options: fc.array(fc.tuple(adjustment, availability), { minLength: 0, maxLength: 3 }),
      min: fc.nat(3),
      max: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ selectionType, options, min, max }): Group => {
      const one = selectionType === 'SINGLE' || selectionType === 'TEXT';
      const maxSelections = one ? 1 : selectionType === 'MULTIPLE' ? Math.max(Math.min(max, options.length), 1) : max;
      return {
        name,
        selectionType,
        minSelections: Math.min(min, maxSelections),
        maxSelections,
        options: options
          .slice(0, selectionType === 'TEXT' ? 1 : 3)
          .map(([priceAdjustment, state], index) => ({ id: `${name}-${index}`, name: `${name} ${index}`, priceAdjustment, ...state })),
      };
    });

/** An outlet with no, one or both stations: one that products name, and the default one. In some cases it takes no orders. */
export const place = fc.record({
  stations: fc.subarray([
    { id: 'bar', code: 'BAR', isDefault: false },
    { id: 'pass', code: 'PASS', isDefault: true },
  ]),
  orderingBlock: fc.constantFrom(...Array.from({ length: 12 }, () => null), 'OUTLET_ARCHIVED', 'TENANT_SUSPENDED'),
});

const PIECES = { soldBy: 'PIECE', measureStep: null } as const;

/** A product in any state that its rows can have, including old set-ups that are refused today. */
export const product: fc.Arbitrary<ProductToSell> = fc
  .record({
    onMenu: fc.constantFrom(true, true, true, false),
    price: fc.constantFrom(0, 100, 300),
    ownPrice: fc.constantFrom(null, 50, 200),
    promoPrice: fc.constantFrom(null, 0, 80),
    promoStartsAt: instant,
    promoEndsAt: instant,
    trackStock: fc.constantFrom(false, false, true),
    stockQuantity: fc.constantFrom(null, 0, 2, 700),
    sold: fc.constantFrom(PIECES, PIECES, { soldBy: 'KG', measureStep: 5 } as const, { soldBy: 'L', measureStep: 400 } as const),
    stationCode: fc.constantFrom(null, 'BAR', 'GRILL', 'NONE'),
    state: availability,
    groups: fc.tuple(groupOf('a'), groupOf('b')).chain((groups) => fc.subarray(groups)),
  })
  .map(({ state, sold, ...terms }) => ({
    ...{ id: 'p', outletId: null, categoryId: 'c', taxGroup: null, sku: 'P', name: 'Product', ownActive: null },
    ...terms,
    ...sold,
    ...state,
  }));

/** All relevant choices from a group, allowed or not: each option from zero units to one unit more than allowed. */
function waysOf({ selectionType, options, maxSelections }: Group): ModifierSelection[][] {
  const text = selectionType === 'TEXT' ? 'hi' : null;
  const units = selectionType === 'QUANTITY' ? Array.from({ length: maxSelections + 2 }, (_, count) => count) : [0, 1];
  return options.reduce<ModifierSelection[][]>(
    (ways, option) => ways.flatMap((way) => units.map((quantity) => (quantity === 0 ? way : [...way, { optionId: option.id, quantity, text }]))),
    [[]],
  );
}

/** Every combination of a product's options that a guest could choose. */
export function choicesOf({ groups }: Pick<ProductToSell, 'groups'>): ModifierSelection[][] {
  return groups.map(waysOf).reduce<ModifierSelection[][]>((all, ways) => all.flatMap((before) => ways.map((way) => [...before, ...way])), [[]]);
}
