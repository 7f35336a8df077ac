import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { Node } from '../../kernel/graphql/node.type.ts';
import { DateScalar, MoneyScalar } from '../../kernel/values/scalars.ts';
import { TaxPresetCode } from './presets.ts';

registerEnumType(TaxPresetCode, {
  name: 'TaxPresetCode',
  description: 'Code of a ready-made tax regime; taxPresets shows what each charges and the law behind it. Not legal advice.',
  valuesConfig: {
    INDONESIA: { description: 'Regional restaurant tax (PBJT, on receipts PB1), and PPN for goods.' },
    ETHIOPIA: { description: 'VAT; turnover tax, which is off; withholding by business buyers.' },
    NONE: { description: 'A regime without any tax.' },
  },
});

@Extensions({ guest: true })
@ObjectType('TaxRate', { description: 'A rate of one tax group. Tax = rate × baseNumerator / baseDenominator of the amount.', simpleResolvers: true })
export class TaxRateType {
  @Field(() => String, { description: 'Tax group that products name: 2 to 20 upper-case letters, digits and _.' })
  taxGroup!: string;

  @Field(() => String, { description: 'Name of the tax as printed on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Rate in basis points: 1000 = 10 %. A rate of 0 is shown on receipts.' })
  rate!: number;

  @Field(() => Int, { description: 'Numerator of the part of the amount that is taxed; 11 for 11/12.' })
  baseNumerator!: number;

  @Field(() => Int, { description: 'Denominator of the part of the amount that is taxed; 12 for 11/12.' })
  baseDenominator!: number;

  @Field(() => DateScalar, { nullable: true, description: "First day of the rate, by the outlet's calendar; null: it has no beginning." })
  validFrom!: string | null;

  @Field(() => DateScalar, { nullable: true, description: "Last day of the rate, by the outlet's calendar; null: it has no end." })
  validUntil!: string | null;

  @Field(() => Boolean, { description: 'Whether the rate is charged; else it is on record only.' })
  active!: boolean;
}

@Extensions({ guest: true })
@ObjectType('TaxWithholding', { description: 'Tax that business buyers withhold for the tax office.', simpleResolvers: true })
export class TaxWithholdingType {
  @Field(() => Int, { description: 'Rate in basis points of the amount without tax.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Threshold in minor units: from amounts without tax up to it nothing is withheld.' })
  above!: number;
}

@Extensions({ guest: true })
@ObjectType('TaxRegime', {
  implements: Node,
  description: 'The taxes of the outlets that have it: rates by tax group, each with the days on which it is in force. The group EXEMPT is never taxed.',
  simpleResolvers: true,
})
export class TaxRegimeType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the regime, unique in the brand.' })
  name!: string;

  @Field(() => TaxPresetCode, { nullable: true, description: 'Preset that the regime was created from; null when it was made by hand.' })
  preset!: TaxPresetCode | null;

  @Field(() => String, { description: 'Tax group for products without a group, for groups without a rate in force, and for taxable fees.' })
  defaultGroup!: string;
}

@Extensions({ guest: true })
@ObjectType('TaxPreset', { description: 'A ready-made tax regime. Not legal advice.', simpleResolvers: true })
export class TaxPresetType {
  @Field(() => TaxPresetCode, { description: 'Code of the preset for createTaxRegime and calculateTax.' })
  code!: TaxPresetCode;

  @Field(() => String, { description: 'Name of a regime that is created from it; the region follows the name.' })
  name!: string;

  @Field(() => String, { description: 'Taxes of the preset, and the law that each rule rests on.' })
  description!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Currency of its amounts, ISO 4217: brands with another currency get it without the amounts; null when it has none.',
  })
  currency!: string | null;

  @Field(() => String, { description: 'Tax group for products without a group.' })
  defaultGroup!: string;

  @Field(() => [TaxRateType], { description: 'Rates of the preset, with the days on which they are in force.' })
  rates!: readonly TaxRateType[];

  @Field(() => TaxWithholdingType, { nullable: true, description: 'Withholding by business buyers; null when nothing is withheld.' })
  withholding!: TaxWithholdingType | null;
}
