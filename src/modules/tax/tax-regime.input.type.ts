import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { DateScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { TaxPresetCode } from './presets.ts';
import { TaxRegimeType } from './tax-regime.type.ts';

@InputType({ description: 'A rate of one tax group.' })
export class TaxRateInput {
  @Field(() => String, { description: '2 to 20 upper-case letters, digits and _; not EXEMPT.' })
  taxGroup!: string;

  @Field(() => String, { description: 'As on receipts; 1 to 40 characters.' })
  name!: string;

  @Field(() => Int, { description: 'Basis points, 0 to 10000.' })
  rate!: number;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Of the part of the amount that is taxed, 1 to 1000; at most baseDenominator.' })
  baseNumerator?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Of the part of the amount that is taxed, 1 to 1000.' })
  baseDenominator?: number | null;

  @Field(() => DateScalar, { nullable: true, description: "First day, by the outlet's calendar; null: always did." })
  validFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Last day; null: no end. On no day two active rates of a group hold.' })
  validUntil?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'Off: on record, but not asked.' })
  active?: boolean | null;
}

@InputType({ description: 'What a business that buys keeps back for the tax office.' })
export class TaxWithholdingInput {
  @Field(() => Int, { description: 'Basis points of the amount without tax, 1 to 10000.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Amounts without tax up to this are not withheld from; 0 or more.' })
  above!: number;
}

@InputType({ description: 'A new tax regime: by hand, or from a preset, to which own rates may be added.' })
export class CreateTaxRegimeInput {
  @Field(() => String, { nullable: true, description: "1 to 120 characters, unique in the tenant; default: the preset's with the region behind." })
  name?: string | null;

  @Field(() => TaxPresetCode, { nullable: true, description: 'Gives rates, default group and withholding.' })
  preset?: TaxPresetCode | null;

  @Field(() => String, { nullable: true, description: 'With a preset: the city or region, for the name on record; at most 80 characters.' })
  region?: string | null;

  @Field(() => Int, { nullable: true, description: "With INDONESIA: the city's own restaurant tax in basis points, 0 to 1000; default 1000." })
  restaurantTaxRate?: number | null;

  @Field(() => String, { nullable: true, description: "A group with a rate, or EXEMPT; needed without a preset, default: the preset's." })
  defaultGroup?: string | null;

  @Field(() => [TaxRateInput], { nullable: true, defaultValue: [], description: "Behind the preset's; at most 100 in all." })
  rates?: TaxRateInput[] | null;

  @Field(() => TaxWithholdingInput, { nullable: true, description: "Not sent: the preset's; null: nothing is withheld." })
  withholding?: TaxWithholdingInput | null;
}

@InputType({ description: 'Changes of a tax regime: only the fields that are sent change. Orders keep what they were priced with.' })
export class UpdateTaxRegimeInput {
  @Field(() => ID, { description: 'The regime.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters, unique in the tenant.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'A group with a rate, or EXEMPT.' })
  defaultGroup?: string | null;

  @Field(() => [TaxRateInput], { nullable: true, description: 'All rates from now on, in place of those that there are; at most 100.' })
  rates?: TaxRateInput[] | null;

  @Field(() => TaxWithholdingInput, { nullable: true, description: 'Null: nothing is withheld.' })
  withholding?: TaxWithholdingInput | null;
}

@InputType({ description: 'Deletes a tax regime.' })
export class DeleteTaxRegimeInput {
  @Field(() => ID, { description: 'One that no outlet has.' })
  id!: string;
}

@InputType({ description: 'Gives an outlet a tax regime.' })
export class SetOutletTaxRegimeInput {
  @Field(() => ID, { description: 'The outlet.' })
  outletId!: string;

  @Field(() => ID, { nullable: true, description: "The regime; null: none, the outlet's own taxRate holds. It must be sent." })
  taxRegimeId?: string | null;
}

@ObjectType({ description: 'Answer of createTaxRegime and updateTaxRegime.', simpleResolvers: true })
export class TaxRegimePayload {
  @Field(() => TaxRegimeType, { nullable: true, description: 'The tax regime; null when the mutation failed.' })
  taxRegime?: TaxRegimeType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Answer of deleteTaxRegime.', simpleResolvers: true })
export class DeleteTaxRegimePayload {
  @Field(() => ID, { nullable: true, description: 'Of the regime that is gone; null when it failed.' })
  taxRegimeId?: string | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
