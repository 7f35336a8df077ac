import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { TaxPresetCode } from './presets.ts';

registerEnumType(TaxPresetCode, {
  name: 'TaxPresetCode',
  description: 'Ready-made tax regimes; taxPresets shows what each asks and what it rests on. Not legal advice.',
  valuesConfig: {
    INDONESIA: { description: 'Regional restaurant tax (PBJT, on receipts PB1), PPN for goods.' },
    ETHIOPIA: { description: 'VAT; turnover tax, off; withholding by business buyers.' },
    NONE: { description: 'No tax.' },
  },
});

@Extensions({ guest: true })
@ObjectType('TaxRate', { description: 'A rate of one tax group. Tax = rate × baseNumerator / baseDenominator of the amount.', simpleResolvers: true })
export class TaxRateType {
  @Field(() => String, { description: 'What products name: 2 to 20 upper-case letters, digits and _.' })
  taxGroup!: string;

  @Field(() => String, { description: 'As on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Basis points: 1000 = 10 %. 0 is shown on receipts.' })
  rate!: number;

  @Field(() => Int, { description: 'Of the part of the amount that is taxed; 11 for 11/12.' })
  baseNumerator!: number;

  @Field(() => Int, { description: 'Of the part of the amount that is taxed; 12 for 11/12.' })
  baseDenominator!: number;

  @Field(() => DateScalar, { nullable: true, description: "First day on which it holds, by the outlet's calendar; null: always did." })
  validFrom!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day on which it holds; null: no end.' })
  validUntil!: string | null;

  @Field(() => Boolean, { description: 'Off: on record, but not asked.' })
  active!: boolean;
}

@Extensions({ guest: true })
@ObjectType('TaxWithholding', { description: 'What a business that buys keeps back for the tax office.', simpleResolvers: true })
export class TaxWithholdingType {
  @Field(() => Int, { description: 'Basis points, of the amount without tax.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Amounts without tax up to this are not withheld from.' })
  above!: number;
}

@Extensions({ guest: true })
@ObjectType('TaxRegime', {
  implements: Node,
  description: 'The taxes of the outlets that have it: rates by tax group, each with the days on which it holds. The group EXEMPT is never taxed.',
  simpleResolvers: true,
})
export class TaxRegimeType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Unique in the tenant.' })
  name!: string;

  @Field(() => TaxPresetCode, { nullable: true, description: 'What it was made from; null: by hand.' })
  preset!: TaxPresetCode | null;

  @Field(() => String, { description: 'Of products without a group, of groups without a rate that holds, and of taxable fees.' })
  defaultGroup!: string;
}

@Extensions({ guest: true })
@ObjectType('TaxPreset', { description: 'A ready-made tax regime. Not legal advice.', simpleResolvers: true })
export class TaxPresetType {
  @Field(() => TaxPresetCode, { description: 'For createTaxRegime and calculateTax.' })
  code!: TaxPresetCode;

  @Field(() => String, { description: 'Of a regime that is made from it; its region stands behind.' })
  name!: string;

  @Field(() => String, { description: 'What it asks, and the law that each rule rests on.' })
  description!: string;

  @Field(() => String, { nullable: true, description: 'ISO 4217: brands with another currency get it without its amounts; null: it has none.' })
  currency!: string | null;

  @Field(() => String, { description: 'Of products without a group.' })
  defaultGroup!: string;

  @Field(() => [TaxRateType], { description: 'The rates, with the days on which they hold.' })
  rates!: readonly TaxRateType[];

  @Field(() => TaxWithholdingType, { nullable: true, description: 'Null: nothing is withheld.' })
  withholding!: TaxWithholdingType | null;
}
