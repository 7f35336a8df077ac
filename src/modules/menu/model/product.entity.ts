import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps, toOne } from '../../../kernel/database/tenant-owned.ts';
import { foldText } from '../../../kernel/lists/search.ts';
import type { MeasureUnit, Thousandths } from '../../../kernel/values/measure.ts';
import { Outlet } from '../../tenancy/index.ts';
import { ModifierGroup, ModifierOption } from './modifier.entity.ts';

const CategorySchema = defineEntity({
  ...tenantTable,
  name: 'Category',
  tableName: 'category',
  properties: {
    name: p.text(),
    description: p.text().nullable(),
    imageUrl: p.text().nullable(),
    sortOrder: p.integer().default(0),
    active: p.boolean().default(true),
    stationCode: p.text().nullable(),
    /** When it was archived: kernel/request/archive.ts. Null: in use. */
    archivedAt: p.datetime().nullable(),
    ...timestamps,
    products: () => p.oneToMany(Product).mappedBy('category').orderBy({ sortOrder: 'asc', id: 'asc' }),
  },
});

/** A category of the brand's catalogue. Menus show it as a section. */
export class Category extends CategorySchema.class {}
CategorySchema.setClass(Category);

const ProductSchema = defineEntity({
  ...tenantTable,
  name: 'Product',
  tableName: 'product',
  uniques: [{ properties: ['tenantId', 'sku'] }],
  indexes: [{ properties: ['tenantId', 'category'] }, { properties: ['tenantId', 'nameKey', 'id'] }, { properties: ['tenantId', 'price', 'id'] }],
  properties: {
    category: () => toOne(Category),
    /** Null: sold by all outlets. */
    outlet: () => toOne(Outlet).nullable(),
    sku: p.text(),
    name: p.text(),
    /** The folded name, for sorting: kernel/lists/search.ts. */
    nameKey: p
      .text()
      .collation('C')
      .default('')
      .onCreate(({ name }) => foldText(name))
      .onUpdate(({ name }) => foldText(name)),
    description: p.text().nullable(),
    imageUrl: p.text().nullable(),
    /** By pieces or by a measure. Prices are for one unit of it. */
    soldBy: p.text().$type<MeasureUnit>().default('PIECE').check("sold_by in ('PIECE', 'KG', 'G', 'L', 'ML', 'M')"),
    /** The measure of a line must be a multiple of it; null: sold by pieces. */
    measureStep: p.integer().$type<Thousandths>().nullable().check("(measure_step is null) = (sold_by = 'PIECE') and measure_step between 1 and 999000"),
    price: p.bigint('number').check('price >= 0'),
    promoPrice: p.bigint('number').nullable().check('promo_price >= 0'),
    /** The promo price runs from … until; null: no bound on that side. */
    promoStartsAt: p.datetime().nullable(),
    promoEndsAt: p.datetime().nullable(),
    active: p.boolean().default(true),
    popular: p.boolean().default(false),
    trackStock: p.boolean().default(false),
    /** Decides the tax in the outlet's regime; null: the regime's default group. */
    taxGroup: p.text().nullable(),
    /** A station's code; `NONE` for products that no kitchen makes; null: as its category. */
    stationCode: p.text().nullable(),
    sortOrder: p.integer().default(0),
    /** When it was archived: kernel/request/archive.ts. Null: in use. */
    archivedAt: p.datetime().nullable(),
    ...timestamps,
    groupLinks: () => p.oneToMany(ProductModifierGroup).mappedBy('product').orderBy({ sortOrder: 'asc', id: 'asc' }),
    outlets: () => p.oneToMany(ProductAtOutlet).mappedBy('product'),
  },
});

export class Product extends ProductSchema.class {}
ProductSchema.setClass(Product);

const ProductModifierGroupSchema = defineEntity({
  ...tenantTable,
  name: 'ProductModifierGroup',
  tableName: 'product_modifier_group',
  uniques: [{ properties: ['tenantId', 'product', 'group'] }],
  indexes: [{ properties: ['tenantId', 'group'] }],
  properties: {
    product: () => toOne(Product),
    group: () => toOne(ModifierGroup),
    sortOrder: p.integer().default(0),
  },
});

/** A modifier group that a product offers. */
export class ProductModifierGroup extends ProductModifierGroupSchema.class {}
ProductModifierGroupSchema.setClass(ProductModifierGroup);

const ProductAtOutletSchema = defineEntity({
  ...tenantTable,
  name: 'ProductAtOutlet',
  tableName: 'product_at_outlet',
  uniques: [{ properties: ['tenantId', 'outlet', 'product'] }],
  indexes: [{ properties: ['tenantId', 'product'] }],
  properties: {
    product: () => toOne(Product),
    outlet: () => toOne(Outlet),
    /** Overrides; null: as the product. */
    price: p.bigint('number').nullable().check('price >= 0'),
    active: p.boolean().nullable(),
    available: p.boolean().default(true),
    /** When an unavailable product returns by itself. */
    availableAt: p.datetime().nullable(),
    /** Units left, for products that track stock; thousandths of the unit, for products sold by measure. */
    stockQuantity: p.integer().nullable().check('stock_quantity >= 0'),
    /** Number of its rows in the ledger. If a change of the stock does not raise it, a database trigger enters the change into the ledger. */
    movements: p.integer().default(0),
  },
});

/** What one outlet has differently: overrides, availability, stock. No row: as the product. */
export class ProductAtOutlet extends ProductAtOutletSchema.class {}
ProductAtOutletSchema.setClass(ProductAtOutlet);

const OptionAtOutletSchema = defineEntity({
  ...tenantTable,
  name: 'OptionAtOutlet',
  tableName: 'option_at_outlet',
  uniques: [{ properties: ['tenantId', 'outlet', 'option'] }],
  properties: {
    option: () => toOne(ModifierOption),
    outlet: () => toOne(Outlet),
    available: p.boolean().default(true),
    availableAt: p.datetime().nullable(),
  },
});

/** An option's availability at one outlet. No row: available. */
export class OptionAtOutlet extends OptionAtOutletSchema.class {}
OptionAtOutletSchema.setClass(OptionAtOutlet);
