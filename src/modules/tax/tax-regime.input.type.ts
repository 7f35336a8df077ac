import { Field, ID, InputType, Int } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../kernel/graphql/payload.type.ts';
import { DateScalar, MoneyScalar } from '../../kernel/values/scalars.ts';
import { OutletType } from '../tenancy/index.ts';
import { TaxPresetCode } from './presets.ts';
import { TaxRegimeType } from './tax-regime.type.ts';

@InputType({ description: 'A rate of one tax group.' })
export class TaxRateInput {
  @Field(() => String, { description: 'Tax group: 2 to 20 upper-case letters, digits and _; not EXEMPT.' })
  taxGroup!: string;

  @Field(() => String, { description: 'Name of the tax as printed on receipts, 1 to 40 characters.' })
  name!: string;

  @Field(() => Int, { description: 'Rate in basis points, 0 to 10000: 1000 = 10 %.' })
  rate!: number;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Numerator of the part of the amount that is taxed, 1 to 1000; at most baseDenominator.' })
  baseNumerator?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Denominator of the part of the amount that is taxed, 1 to 1000.' })
  baseDenominator?: number | null;

  @Field(() => DateScalar, { nullable: true, description: "First day of the rate, by the outlet's calendar; null: it has no beginning." })
  validFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of the rate; null: it has no end. At most one active rate of a group is in force on a day.',
  })
  validUntil?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'False: the rate is on record, but not charged.' })
  active?: boolean | null;
}

@InputType({ description: 'Tax that business buyers withhold for the tax office.' })
export class TaxWithholdingInput {
  @Field(() => Int, { description: 'Rate in basis points of the amount without tax, 1 to 10000.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Threshold in minor units, 0 or more: from amounts without tax up to it nothing is withheld.' })
  above!: number;
}

@InputType({ description: 'A new tax regime: by hand, or from a preset, to which rates can be added.' })
export class CreateTaxRegimeInput {
  @Field(() => String, {
    nullable: true,
    description: 'Name of the regime, 1 to 120 characters, unique in the brand; default: that of the preset, followed by the region.',
  })
  name?: string | null;

  @Field(() => TaxPresetCode, { nullable: true, description: 'Preset that gives rates, default group and withholding.' })
  preset?: TaxPresetCode | null;

  @Field(() => String, { nullable: true, description: 'City or region for the name of a regime from a preset, at most 80 characters.' })
  region?: string | null;

  @Field(() => Int, { nullable: true, description: 'Restaurant tax of the city in basis points, with INDONESIA only; 0 to 1000, default 1000.' })
  restaurantTaxRate?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Default tax group, 2 to 20 characters: a group with a rate, or EXEMPT; required without a preset. Default: that of the preset.',
  })
  defaultGroup?: string | null;

  @Field(() => [TaxRateInput], { nullable: true, defaultValue: [], description: 'Rates to add to those of the preset; at most 100 in all.' })
  rates?: TaxRateInput[] | null;

  @Field(() => TaxWithholdingInput, { nullable: true, description: 'Withholding by business buyers. Not sent: that of the preset; null: nothing is withheld.' })
  withholding?: TaxWithholdingInput | null;
}

@InputType({ description: 'Changes of a tax regime: only the fields that are sent change. Orders keep what they were priced with.' })
export class UpdateTaxRegimeInput {
  @Field(() => ID, { description: 'UUID of the regime.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the regime, 1 to 120 characters, unique in the brand.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Default tax group, 2 to 20 characters: a group with a rate, or EXEMPT.' })
  defaultGroup?: string | null;

  @Field(() => [TaxRateInput], { nullable: true, description: 'All rates from now on, in place of the present ones; at most 100.' })
  rates?: TaxRateInput[] | null;

  @Field(() => TaxWithholdingInput, { nullable: true, description: 'Withholding by business buyers; null: nothing is withheld.' })
  withholding?: TaxWithholdingInput | null;
}

@InputType({ description: 'A tax regime to delete.' })
export class DeleteTaxRegimeInput {
  @Field(() => ID, { description: 'UUID of a regime that no outlet has.' })
  id!: string;
}

@InputType({ description: 'The tax regime of an outlet.' })
export class SetOutletTaxRegimeInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => ID, { nullable: true, description: "UUID of the regime; null: none, so that the outlet's own taxRate holds. The field must be sent." })
  taxRegimeId?: string | null;
}

export const CreateTaxRegimePayload = payloadType('CreateTaxRegime', { taxRegime: () => TaxRegimeType });
export const UpdateTaxRegimePayload = payloadType('UpdateTaxRegime', { taxRegime: () => TaxRegimeType });

export const DeleteTaxRegimePayload = payloadType('DeleteTaxRegime', {
  taxRegimeId: { type: () => ID, description: 'UUID of the deleted regime; null when the mutation failed.' },
});

export const SetOutletTaxRegimePayload = payloadType('SetOutletTaxRegime', { outlet: () => OutletType });
