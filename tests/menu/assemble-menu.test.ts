import { describe, expect, it } from 'vitest';
import { assembleMenu, type MenuRows } from '../../src/modules/menu/menu/assemble-menu.ts';

const now = new Date('2026-03-01T10:00:00Z');
const soon = new Date('2026-03-01T10:05:00Z');
const later = new Date('2026-03-01T11:00:00Z');
const past = new Date('2026-03-01T09:00:00Z');

type Product = MenuRows['products'][number];
type Option = MenuRows['options'][number];

function product(id: string, facts: Partial<Product> = {}): Product {
  return {
    id,
    categoryId: 'c1',
    sku: `SKU-${id}`,
    name: `Product ${id}`,
    description: null,
    imageUrl: null,
    popular: false,
    soldBy: 'PIECE',
    measureStep: null,
    price: 1000,
    ownPrice: null,
    promoPrice: null,
    promoStartsAt: null,
    promoEndsAt: null,
    trackStock: false,
    stockQuantity: null,
    available: true,
    availableAt: null,
    stationCode: null,
    ...facts,
  };
}

function option(id: string, groupId: string, facts: Partial<Option> = {}): Option {
  return { id, groupId, name: `Option ${id}`, priceAdjustment: 0, isDefault: false, available: true, availableAt: null, ...facts };
}

function rows(facts: Partial<MenuRows> = {}): MenuRows {
  return {
    tenantId: 't',
    outletId: 'o',
    version: 7,
    currency: 'IDR',
    categories: [
      { id: 'c1', name: 'Coffee', description: null, sortOrder: 1 },
      { id: 'c2', name: 'Tea', description: 'Leaves', sortOrder: 2 },
    ],
    products: [product('p1'), product('p2')],
    links: [],
    groups: [],
    options: [],
    stations: [{ code: 'BAR', isDefault: true }],
    orderingBlock: null,
    ...facts,
  };
}

function item(facts: Partial<Product>, at = now) {
  const menu = assembleMenu(rows({ products: [product('p', facts)] }), at);
  return { ...menu.itemOf.get('p'), validUntil: menu.validUntil };
}

describe('assembling a menu', () => {
  it('has sections in order and leaves out those without items', () => {
    const menu = assembleMenu(rows({ products: [product('p2', { categoryId: 'c2' })] }), now);
    expect(menu.sections.map(({ name, categoryId }) => [name, categoryId])).toEqual([['Tea', 'c2']]);
    expect(menu).toMatchObject({ version: 7, currency: { code: 'IDR', fractionDigits: 0 }, validUntil: null });
  });

  it('leaves out products of categories that are not on the menu', () => {
    const menu = assembleMenu(rows({ products: [product('p', { categoryId: 'inactive' })] }), now);
    expect(menu.sections).toEqual([]);
    expect(menu.itemOf.size).toBe(0);
  });

  it('shows a sold-out product as unavailable: 86 until it returns, or no stock', () => {
    expect(item({ available: false })).toMatchObject({ available: false, availableAt: null, validUntil: null });
    expect(item({ available: false, availableAt: soon })).toMatchObject({ available: false, availableAt: soon, validUntil: soon });
    expect(item({ available: false, availableAt: soon }, soon)).toMatchObject({ available: true, availableAt: null, validUntil: null });
    expect(item({ available: false, availableAt: past })).toMatchObject({ available: true, availableAt: null });
    expect(item({ trackStock: true })).toMatchObject({ available: false });
    expect(item({ trackStock: true, stockQuantity: 0 })).toMatchObject({ available: false });
    expect(item({ trackStock: true, stockQuantity: 1 })).toMatchObject({ available: true });
    expect(item({ stockQuantity: 0 })).toMatchObject({ available: true });
  });

  it('does not promise a return when there is no stock to return with', () => {
    expect(item({ available: false, availableAt: soon, trackStock: true, stockQuantity: 0 })).toMatchObject({ available: false, availableAt: null });
  });

  it('is valid until the first promo boundary or return', () => {
    const promo = { promoPrice: 500, promoStartsAt: past, promoEndsAt: later };
    expect(item(promo)).toMatchObject({ price: 500, basePrice: 1000, validUntil: later });
    const menu = assembleMenu(
      rows({
        products: [product('p1', promo), product('p2', { available: false, availableAt: later })],
        links: [{ productId: 'p1', groupId: 'g' }],
        groups: [{ id: 'g', name: 'Milk', selectionType: 'SINGLE', minSelections: 0, maxSelections: 1 }],
        options: [
          option('x', 'g', { available: false, availableAt: soon }),
          option('y', 'elsewhere', { available: false, availableAt: new Date(now.getTime() + 1) }),
        ],
      }),
      now,
    );
    expect(menu.validUntil).toEqual(soon);
  });

  it('gives a shared group and its options other ids under each product and at each outlet, the same each time', () => {
    const shared = rows({
      links: [
        { productId: 'p1', groupId: 'g' },
        { productId: 'p2', groupId: 'g' },
      ],
      groups: [{ id: 'g', name: 'Milk', selectionType: 'SINGLE', minSelections: 0, maxSelections: 1 }],
      options: [option('x', 'g', { isDefault: true }), option('y', 'g', { available: false, priceAdjustment: -100 })],
    });
    const idsOf = (from: MenuRows): string[] =>
      assembleMenu(from, now).sections.flatMap(({ id, items }) => [
        id,
        ...items.flatMap((entry) => [entry.id, ...entry.modifierGroups.flatMap((group) => [group.id, ...group.options.map((each) => each.id)])]),
      ]);
    const ids = [...idsOf(shared), ...idsOf({ ...shared, outletId: 'other' })];
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(2 * (1 + 2 * (1 + 1 + 2)));
    expect(idsOf(shared)).toEqual(idsOf(shared));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const group = assembleMenu(shared, now).itemOf.get('p2')?.modifierGroups[0];
    expect(group?.options.map(({ optionId, available, isDefault, priceAdjustment }) => [optionId, available, isDefault, priceAdjustment])).toEqual([
      ['x', true, true, 0],
      ['y', false, false, -100],
    ]);
  });
});
