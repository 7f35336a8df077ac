import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps, toOne } from '../../kernel/database/tenant-owned.ts';
import type { TaxPresetCode } from './presets.ts';

const TaxRegimeSchema = defineEntity({
  ...tenantTable,
  name: 'TaxRegime',
  tableName: 'tax_regime',
  uniques: [{ properties: ['tenantId', 'name'] }],
  properties: {
    name: p.text(),
    /** The preset it was made from; null: made by hand. */
    preset: p.text().$type<TaxPresetCode>().nullable(),
    /** Applies to products without a tax group, to groups that the regime does not know, and to taxable fees. */
    defaultGroup: p.text(),
    /** The part of the amount without tax that a business buyer may withhold for the tax office, in basis points; 0: nothing. */
    withholdingRate: p.integer().default(0).check('withholding_rate between 0 and 10000'),
    /** Nothing is withheld from amounts without tax up to this one. */
    withholdingAbove: p.bigint('number').default(0).check('withholding_above >= 0'),
    ...timestamps,
    rates: () => p.oneToMany(TaxRate).mappedBy('regime').orderBy({ taxGroup: 'asc', validFrom: 'asc', id: 'asc' }),
  },
});

/** The taxes of the outlets that use it: rates by tax group, each with the days on which it holds. */
export class TaxRegime extends TaxRegimeSchema.class {}
TaxRegimeSchema.setClass(TaxRegime);

const TaxRateSchema = defineEntity({
  ...tenantTable,
  name: 'TaxRate',
  tableName: 'tax_rate',
  indexes: [{ properties: ['tenantId', 'regime'] }],
  properties: {
    regime: () => toOne(TaxRegime),
    taxGroup: p.text(),
    name: p.text(),
    /** Basis points of baseNumerator / baseDenominator of the amount. */
    rate: p.integer().check('rate between 0 and 10000'),
    baseNumerator: p.integer().default(1).check('base_numerator > 0'),
    baseDenominator: p.integer().default(1).check('base_denominator >= base_numerator'),
    /** Days on which it holds, both inclusive, local to the outlet; null: no bound on that side. */
    validFrom: p.date().nullable(),
    validUntil: p.date().nullable(),
    /** Off: kept, but not applied. */
    active: p.boolean().default(true),
  },
});

export class TaxRate extends TaxRateSchema.class {}
TaxRateSchema.setClass(TaxRate);
