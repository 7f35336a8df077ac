import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps, toOne } from '../../../kernel/database/tenant-owned.ts';
import { foldText } from '../../../kernel/lists/search.ts';

export const SelectionType = { SINGLE: 'SINGLE', MULTIPLE: 'MULTIPLE', QUANTITY: 'QUANTITY', TEXT: 'TEXT' } as const;
export type SelectionType = keyof typeof SelectionType;

const ModifierGroupSchema = defineEntity({
  ...tenantTable,
  name: 'ModifierGroup',
  tableName: 'modifier_group',
  indexes: [{ properties: ['tenantId', 'nameKey', 'id'] }],
  properties: {
    name: p.text(),
    /** The folded name, for sorting: kernel/lists/search.ts. */
    nameKey: p
      .text()
      .collation('C')
      .default('')
      .onCreate(({ name }) => foldText(name))
      .onUpdate(({ name }) => foldText(name)),
    selectionType: p.text().$type<SelectionType>().check("selection_type in ('SINGLE', 'MULTIPLE', 'QUANTITY', 'TEXT')"),
    /** Number of units, like maxSelections. */
    minSelections: p.integer().default(0).check('min_selections >= 0'),
    maxSelections: p.integer().default(1).check('max_selections >= 1'),
    /** True: created with one product, which alone offers it. */
    ownedByProduct: p.boolean().default(false),
    /** When it was archived: kernel/request/archive.ts. Null: in use. */
    archivedAt: p.datetime().nullable(),
    ...timestamps,
    options: () => p.oneToMany(ModifierOption).mappedBy('group').orderBy({ sortOrder: 'asc', id: 'asc' }),
  },
});

/** A choice that goes with a product: size, topping, a text for the kitchen. */
export class ModifierGroup extends ModifierGroupSchema.class {}
ModifierGroupSchema.setClass(ModifierGroup);

const ModifierOptionSchema = defineEntity({
  ...tenantTable,
  name: 'ModifierOption',
  tableName: 'modifier_option',
  indexes: [{ properties: ['tenantId', 'group'] }],
  properties: {
    group: () => toOne(ModifierGroup),
    name: p.text(),
    /** Added to the unit price for each unit chosen; may be negative. */
    priceAdjustment: p.bigint('number').default(0),
    isDefault: p.boolean().default(false),
    sortOrder: p.integer().default(0),
    /** When it was archived: kernel/request/archive.ts. Null: in use. */
    archivedAt: p.datetime().nullable(),
  },
});

/** One thing that can be chosen in a modifier group. */
export class ModifierOption extends ModifierOptionSchema.class {}
ModifierOptionSchema.setClass(ModifierOption);
