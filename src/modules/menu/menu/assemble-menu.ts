import { type Coroutine, runToCompletion } from '../../../kernel/processor/job.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { fractionDigits, type Money } from '../../../kernel/values/money.ts';
import type { OrderingBlock, RoutedStation } from '../../tenancy/index.ts';
import { type Availability, isOffered, returnsAt } from '../model/availability.ts';
import type { SelectionType } from '../model/modifier.entity.ts';
import { type Offer, type OfferTerms, offerAt, upcomingChanges } from '../model/offer.ts';
import { basePrice, priceAt } from '../model/price-at-outlet.ts';
import type { SoldBy } from '../model/sold-by.ts';

/** The rows of an outlet's menu, each list in menu order. */
export interface MenuRows {
  readonly tenantId: string;
  readonly outletId: string;
  readonly version: number;
  readonly currency: string;
  /** Active categories. */
  readonly categories: readonly CategoryRow[];
  /** Products that the outlet sells: shared or its own, and active there. */
  readonly products: readonly ProductRow[];
  readonly links: readonly { readonly productId: string; readonly groupId: string }[];
  readonly groups: readonly GroupRow[];
  readonly options: readonly OptionRow[];
  readonly stations: readonly RoutedStation[];
  readonly orderingBlock: OrderingBlock | null;
}

interface CategoryRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly sortOrder: number;
}

interface ProductRow extends Omit<OfferTerms, 'onMenu' | 'groups'> {
  readonly id: string;
  readonly categoryId: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly popular: boolean;
}

interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly selectionType: SelectionType;
  readonly minSelections: number;
  readonly maxSelections: number;
}

interface OptionRow extends Availability {
  readonly id: string;
  readonly groupId: string;
  readonly name: string;
  readonly priceAdjustment: Money;
  readonly isDefault: boolean;
}

/** The menu of an outlet as plain objects whose fields are those of the GraphQL types: reading it computes nothing. */
export interface Menu {
  readonly id: string;
  readonly tenantId: string;
  readonly outletId: string;
  readonly version: number;
  /** When it changes by itself (a promo begins or ends, a product or option returns); null: never. */
  readonly validUntil: Date | null;
  /** Number of objects in it: its weight in memory. */
  readonly size: number;
  readonly currency: { readonly code: string; readonly fractionDigits: number };
  readonly sections: readonly MenuSection[];
  readonly itemOf: ReadonlyMap<string, MenuItem>;
}

export interface MenuSection {
  readonly id: string;
  readonly categoryId: string;
  readonly name: string;
  readonly description: string | null;
  readonly sortOrder: number;
  readonly items: readonly MenuItem[];
}

export interface MenuItem extends Offer, SoldBy {
  readonly id: string;
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly imageUrl: string | null;
  readonly popular: boolean;
  readonly price: Money;
  readonly basePrice: Money;
  readonly available: boolean;
  readonly modifierGroups: readonly MenuModifierGroup[];
}

export interface MenuModifierGroup extends Omit<GroupRow, 'id'> {
  readonly id: string;
  readonly options: readonly MenuModifierOption[];
}

export interface MenuModifierOption {
  readonly id: string;
  readonly optionId: string;
  readonly name: string;
  readonly priceAdjustment: Money;
  readonly available: boolean;
  readonly isDefault: boolean;
}

/** The menu at an instant. */
export function assembleMenu(rows: MenuRows, now: Date): Menu {
  return runToCompletion(menuSteps(rows, now));
}

/** The same in steps, because a menu may be long. Sections without items are left out. */
export function* menuSteps(rows: MenuRows, now: Date): Coroutine<Menu> {
  const { tenantId, outletId, version } = rows;
  const currency = { code: rows.currency, fractionDigits: fractionDigits(rows.currency) ?? 2 };
  const optionsOf = Map.groupBy(rows.options, (option) => option.groupId);
  const groupOf = new Map(rows.groups.map((group) => [group.id, { ...group, options: optionsOf.get(group.id) ?? [] }]));
  const linksOf = Map.groupBy(rows.links, (link) => link.productId);
  const boundaries: (Date | null)[] = [];
  let size = 0;

  const assembleGroup = (productId: string, group: GroupRow & { readonly options: readonly OptionRow[] }): MenuModifierGroup => {
    const options = group.options.map((option): MenuModifierOption => {
      boundaries.push(returnsAt(option, now));
      const { name, priceAdjustment, isDefault } = option;
      return { id: derivedId(outletId, productId, option.id), optionId: option.id, name, priceAdjustment, available: isOffered(option, now), isDefault };
    });
    size += 1 + options.length;
    return { ...group, id: derivedId(outletId, productId, group.id), options };
  };

  const assembleItem = (product: ProductRow): MenuItem => {
    const { id: productId, sku, name, description, imageUrl, popular, soldBy, measureStep } = product;
    const groups = (linksOf.get(productId) ?? []).flatMap(({ groupId }) => groupOf.get(groupId) ?? []);
    const terms = { ...product, onMenu: true, groups };
    const offer = offerAt(terms, rows, now);
    boundaries.push(upcomingChanges(terms, now)[0] ?? null);
    size += 1;
    return {
      id: derivedId(outletId, productId),
      productId,
      sku,
      name,
      description,
      imageUrl,
      popular,
      soldBy,
      measureStep,
      price: priceAt(product, now),
      basePrice: basePrice(product),
      available: offer.unavailableReason === null,
      ...offer,
      modifierGroups: groups.map((group) => assembleGroup(productId, group)),
    };
  };

  const productsOf = Map.groupBy(rows.products, (product) => product.categoryId);
  const sections: MenuSection[] = [];
  for (const { id: categoryId, name, description, sortOrder } of rows.categories) {
    const items: MenuItem[] = [];
    for (const product of productsOf.get(categoryId) ?? []) {
      items.push(assembleItem(product));
      yield;
    }
    if (items.length > 0) sections.push({ id: derivedId(outletId, categoryId), categoryId, name, description, sortOrder, items });
  }
  const itemOf = new Map(sections.flatMap((section) => section.items.map((item) => [item.productId, item] as const)));
  return {
    id: derivedId('menu', outletId),
    tenantId,
    outletId,
    version,
    validUntil: earliest(boundaries),
    size: size + sections.length,
    currency,
    sections,
    itemOf,
  };
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, instant) => (instant !== null && (first === null || instant < first) ? instant : first), null);
}
