import { CurrencyType } from '../../kernel/graphql/currency.type.ts';
import { Extensions, Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../kernel/graphql/decorators.ts';
import { shared } from '../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../kernel/graphql/payload.type.ts';
import { ONE_OF } from '../../kernel/values/one-of.ts';
import { DateScalar, MoneyScalar } from '../../kernel/values/scalars.ts';
import { ServiceMode } from '../tenancy/index.ts';
import { TaxPresetCode } from './presets.ts';
import { TaxIdKind } from './tax-id.ts';

registerEnumType(TaxIdKind, {
  name: 'TaxIdKind',
  description: 'Kind of tax number whose form can be checked.',
  valuesConfig: {
    ETHIOPIA_TIN: { description: 'Ethiopian taxpayer number: 10 digits; spaces and dashes may stand between.' },
    INDONESIA_NPWP: { description: 'Indonesian taxpayer number: 15 or 16 digits; spaces, dots and dashes may stand between.' },
  },
});

@Extensions({ guest: true })
@ObjectType('TaxIdCheck', {
  description: 'Result of checking whether a text has the form of a tax number; it does not say whether the number was given to anybody.',
  simpleResolvers: true,
})
export class TaxIdCheckType {
  @Field(() => Boolean, { description: 'Whether the text has the form.' })
  valid!: boolean;

  @Field(() => String, { nullable: true, description: 'Digits of the number only, leading zeros kept; null when it is not valid.' })
  normalized!: string | null;

  @Field(() => String, { nullable: true, description: 'Explanation for people why it is not valid; null when it is.' })
  reason!: string | null;
}

@Extensions({ guest: true })
@ObjectType('TaxLine', { description: 'The tax of one rule.', simpleResolvers: true })
export class TaxLineType {
  @Field(() => String, { description: 'Name of the tax as printed on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Rate in basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Amount that the rate was applied to, in minor units.' })
  base!: number;

  @Field(() => MoneyScalar, { description: 'Amount of the tax, in minor units.' })
  amount!: number;
}

@Extensions({ guest: true })
@ObjectType('TaxInForce', { description: 'A tax that an outlet charges today.', simpleResolvers: true })
export class TaxInForceType {
  @Field(() => String, { description: 'Tax group: products that name it are taxed by it; STANDARD at an outlet without a tax regime.' })
  taxGroup!: string;

  @Field(() => String, { description: 'Name of the tax as printed on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Rate in basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => Int, { description: 'Numerator of the taxed part: the rate is for baseNumerator / baseDenominator of the amount.' })
  baseNumerator!: number;

  @Field(() => Int, { description: 'Denominator of the taxed part: the rate is for baseNumerator / baseDenominator of the amount.' })
  baseDenominator!: number;

  @Field(() => Boolean, { description: 'Whether it is also charged on products without a tax group, and on taxable fees.' })
  isDefault!: boolean;
}

const USE_RULES = 'Use `rules`, of which exactly one field is sent.';

@InputType({ description: 'An amount to calculate the tax of.' })
export class TaxableLineInput {
  @Field(() => MoneyScalar, { description: "Amount after discounts in minor units of the brand's currency, 0 to 1000000000000." })
  amount!: number;

  @Field(() => String, {
    nullable: true,
    description: "Tax group, 2 to 20 characters; EXEMPT: no tax. Null, or a group without a rate in force: the regime's default group.",
  })
  taxGroup?: string | null;
}

@Extensions(ONE_OF)
@InputType({ description: 'Rules of a tax calculation: of an outlet, of a tax regime, or of a preset.' })
export class TaxRulesInput {
  @Field(() => ID, { nullable: true, description: 'The outlet whose tax regime, or whose own single rate, is used.' })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The tax regime that is used.' })
  taxRegimeId?: string | null;

  @Field(() => TaxPresetCode, { nullable: true, description: 'The preset that is used as it is.' })
  preset?: TaxPresetCode | null;
}

@InputType({ description: 'Amounts to calculate the tax of. Exactly one of outletId, taxRegimeId and preset names the rules.' })
export class CalculateTaxInput {
  @Field(() => [TaxableLineInput], { description: 'Amounts to tax, 1 to 250.' })
  lines!: TaxableLineInput[];

  @Field(() => TaxRulesInput, {
    nullable: true,
    description: 'Rules that the tax is calculated by; needed, unless one of the deprecated fields beside it is sent.',
  })
  rules?: TaxRulesInput | null;

  @Field(() => ID, { nullable: true, description: 'UUID of an outlet: its tax regime, or its own single rate.', deprecationReason: USE_RULES })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of a tax regime.', deprecationReason: USE_RULES })
  taxRegimeId?: string | null;

  @Field(() => TaxPresetCode, { nullable: true, description: 'Code of a preset, as it is.', deprecationReason: USE_RULES })
  preset?: TaxPresetCode | null;

  @Field(() => DateScalar, { nullable: true, description: "Date whose rates are used; default: today at the outlet, else by the brand's time zone." })
  date?: string | null;

  @Field(() => Boolean, { nullable: true, description: "True: the amounts include tax and service charge. Default: the outlet's setting, else false." })
  pricesIncludeTax?: boolean | null;

  @Field(() => ServiceMode, {
    nullable: true,
    description: "Service mode whose service charge the outlet asks; only with outletId. Default: the outlet's serviceChargeRate.",
  })
  serviceMode?: ServiceMode | null;

  @Field(() => Int, { nullable: true, description: "Service charge in basis points, 0 to 10000; default: the outlet's, else 0." })
  serviceChargeRate?: number | null;

  @Field(() => Boolean, { nullable: true, description: "True: the service charge is taxed too. Default: the outlet's setting, else true." })
  serviceChargeTaxable?: boolean | null;
}

@Extensions({ guest: true })
@ObjectType('TaxCalculationLine', { description: 'A line with its shares: net + serviceCharge + tax = total.', simpleResolvers: true })
export class TaxCalculationLineType {
  @Field(() => MoneyScalar, { description: 'Amount without service charge and tax, in minor units.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Share of the line in the service charge, in minor units.' })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: 'Share of the line in the tax, in minor units.' })
  tax!: number;

  @Field(() => String, { nullable: true, description: 'Name of the tax on the line; null when there is none.' })
  taxName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Tax rate in basis points, 1000 = 10 %; null when there is no tax.' })
  taxRate!: number | null;

  @Field(() => MoneyScalar, { description: 'Price of the line in all, in minor units.' })
  total!: number;
}

@Extensions({ guest: true })
@ObjectType('WithheldTax', {
  description: 'Tax that a business buyer withholds for the tax office. It is a way of paying, not a discount, so the total stays.',
  simpleResolvers: true,
})
export class WithheldTaxType {
  @Field(() => Int, { description: 'Rate in basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'Total without tax in minor units, which the rate was applied to.' })
  base!: number;

  @Field(() => MoneyScalar, { description: 'Amount that the buyer withholds, in minor units.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'Amount that is left to pay to the seller, in minor units.' })
  toPay!: number;
}

@Extensions({ guest: true })
@ObjectType('TaxCalculation', {
  description: 'Service charge and taxes of the amounts; net + serviceCharge + tax = total, and so for every line.',
  simpleResolvers: true,
})
export class TaxCalculationType {
  @Field(() => CurrencyType, { description: shared.currency })
  currency!: CurrencyType;

  @Field(() => DateScalar, { description: 'Date whose rates were used.' })
  date!: string;

  @Field(() => Boolean, { description: 'Whether the amounts of the input included tax and service charge.' })
  pricesIncludeTax!: boolean;

  @Field(() => MoneyScalar, { description: 'Amount without service charge and tax, in minor units.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Amount that serviceChargeRate was applied to, in minor units.' })
  serviceChargeBase!: number;

  @Field(() => MoneyScalar, { description: 'Service charge in minor units.' })
  serviceCharge!: number;

  @Field(() => [TaxLineType], { description: 'Taxes, one entry per rule, by rate and name.' })
  taxes!: readonly TaxLineType[];

  @Field(() => MoneyScalar, { description: 'Sum of the taxes, in minor units.' })
  tax!: number;

  @Field(() => MoneyScalar, { description: 'Price of all lines, in minor units.' })
  total!: number;

  @Field(() => [TaxCalculationLineType], { description: 'Lines in the order of the input.' })
  lines!: readonly TaxCalculationLineType[];

  @Field(() => WithheldTaxType, {
    nullable: true,
    description: 'Tax that a business buyer withholds; null when the regime has no withholding, or the amount without tax is not above its threshold.',
  })
  withholding!: WithheldTaxType | null;
}

export const CalculateTaxPayload = payloadType('CalculateTax', { calculation: () => TaxCalculationType }, { guest: true });
