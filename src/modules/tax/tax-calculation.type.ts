import { Extensions, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CurrencyType } from '../../kernel/currency.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { DateScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { ServiceMode } from '../tenancy/index.ts';
import { TaxPresetCode } from './presets.ts';
import { TaxIdKind } from './tax-id.ts';

registerEnumType(TaxIdKind, {
  name: 'TaxIdKind',
  description: 'Tax numbers whose form can be checked.',
  valuesConfig: {
    ETHIOPIA_TIN: { description: 'Ethiopian taxpayer number: 10 digits; spaces and dashes may stand between.' },
    INDONESIA_NPWP: { description: 'Indonesian taxpayer number: 15 or 16 digits; spaces, dots and dashes may stand between.' },
  },
});

@Extensions({ guest: true })
@ObjectType('TaxIdCheck', { description: 'Whether a text has the form of a tax number; not whether anybody has it.', simpleResolvers: true })
export class TaxIdCheckType {
  @Field(() => Boolean, { description: 'It has the form.' })
  valid!: boolean;

  @Field(() => String, { nullable: true, description: 'Its digits only, leading zeros kept; null when it is not valid.' })
  normalized!: string | null;

  @Field(() => String, { nullable: true, description: 'For people: why not; null when it is valid.' })
  reason!: string | null;
}

@Extensions({ guest: true })
@ObjectType('TaxLine', { description: 'rate in basis points; base: what the rate was applied to.', simpleResolvers: true })
export class TaxLineType {
  @Field(() => String, { description: 'As on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'What the rate was applied to.' })
  base!: number;

  @Field(() => MoneyScalar, { description: 'The tax.' })
  amount!: number;
}

@Extensions({ guest: true })
@ObjectType('TaxInForce', { description: 'A tax that an outlet asks today.', simpleResolvers: true })
export class TaxInForceType {
  @Field(() => String, { description: 'Of the products that name it; STANDARD at an outlet without a tax regime.' })
  taxGroup!: string;

  @Field(() => String, { description: 'As on receipts.' })
  name!: string;

  @Field(() => Int, { description: 'Basis points: 1000 = 10 %.' })
  rate!: number;

  @Field(() => Int, { description: 'The rate is of baseNumerator / baseDenominator of the amount.' })
  baseNumerator!: number;

  @Field(() => Int, { description: 'The rate is of baseNumerator / baseDenominator of the amount.' })
  baseDenominator!: number;

  @Field(() => Boolean, { description: 'Also asked of products without a tax group, and of taxable fees.' })
  isDefault!: boolean;
}

@InputType({ description: 'An amount to be taxed.' })
export class TaxableLineInput {
  @Field(() => MoneyScalar, { description: "After discounts, in the tenant's currency; 0 to 10^12." })
  amount!: number;

  @Field(() => String, { nullable: true, description: "Null, or one without a rate that holds: the regime's default group. EXEMPT: no tax." })
  taxGroup?: string | null;
}

@InputType({ description: 'What to calculate. Exactly one of outletId, taxRegimeId and preset says by which rules.' })
export class CalculateTaxInput {
  @Field(() => [TaxableLineInput], { description: '1 to 250.' })
  lines!: TaxableLineInput[];

  @Field(() => ID, { nullable: true, description: "By the outlet's tax regime, or its own single rate." })
  outletId?: string | null;

  @Field(() => ID, { nullable: true, description: 'By a tax regime.' })
  taxRegimeId?: string | null;

  @Field(() => TaxPresetCode, { nullable: true, description: 'By a preset as it is.' })
  preset?: TaxPresetCode | null;

  @Field(() => DateScalar, { nullable: true, description: "The rates of that day; default: today at the outlet, else by the tenant's time zone." })
  date?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Amounts have tax and service charge inside; default: the outlet's, else false." })
  pricesIncludeTax?: boolean | null;

  @Field(() => ServiceMode, {
    nullable: true,
    description: "Service mode whose service charge the outlet asks; only with outletId. Default: the outlet's serviceChargeRate.",
  })
  serviceMode?: ServiceMode | null;

  @Field(() => Int, { nullable: true, description: "Service charge in basis points, 0 to 10000; default: the outlet's, else 0." })
  serviceChargeRate?: number | null;

  @Field(() => Boolean, { nullable: true, description: "Tax is asked of the service charge too; default: the outlet's, else true." })
  serviceChargeTaxable?: boolean | null;
}

@Extensions({ guest: true })
@ObjectType('TaxCalculationLine', { description: 'A line with its shares; net + serviceCharge + tax = total.', simpleResolvers: true })
export class TaxCalculationLineType {
  @Field(() => MoneyScalar, { description: 'Without service charge and tax.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Its share of the service charge.' })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: 'Its share of the tax.' })
  tax!: number;

  @Field(() => String, { nullable: true, description: 'The tax that is asked of it; null: none.' })
  taxName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Basis points; null: no tax.' })
  taxRate!: number | null;

  @Field(() => MoneyScalar, { description: 'What it costs in all.' })
  total!: number;
}

@Extensions({ guest: true })
@ObjectType('WithheldTax', {
  description: 'What a business that buys keeps back for the tax office: a way of paying, not a discount, so the total stays.',
  simpleResolvers: true,
})
export class WithheldTaxType {
  @Field(() => Int, { description: 'Basis points.' })
  rate!: number;

  @Field(() => MoneyScalar, { description: 'The total without tax: what the rate was applied to.' })
  base!: number;

  @Field(() => MoneyScalar, { description: 'Kept back.' })
  amount!: number;

  @Field(() => MoneyScalar, { description: 'What is left to pay to the seller.' })
  toPay!: number;
}

@Extensions({ guest: true })
@ObjectType('TaxCalculation', { description: 'Service charge and taxes; net + serviceCharge + tax = total, and so of every line.', simpleResolvers: true })
export class TaxCalculationType {
  @Field(() => CurrencyType, { description: 'Of every amount.' })
  currency!: CurrencyType;

  @Field(() => DateScalar, { description: 'The day whose rates were taken.' })
  date!: string;

  @Field(() => Boolean, { description: 'Whether the amounts of the input had tax and service charge inside.' })
  pricesIncludeTax!: boolean;

  @Field(() => MoneyScalar, { description: 'Without service charge and tax.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'What serviceChargeRate was applied to.' })
  serviceChargeBase!: number;

  @Field(() => MoneyScalar, { description: 'Service charge.' })
  serviceCharge!: number;

  @Field(() => [TaxLineType], { description: 'One per rule, by rate and name.' })
  taxes!: readonly TaxLineType[];

  @Field(() => MoneyScalar, { description: 'Sum of the taxes.' })
  tax!: number;

  @Field(() => MoneyScalar, { description: 'What it costs in all.' })
  total!: number;

  @Field(() => [TaxCalculationLineType], { description: 'In the order of the input.' })
  lines!: readonly TaxCalculationLineType[];

  @Field(() => WithheldTaxType, { nullable: true, description: 'Null: the regime has no withholding, or the amount without tax is not above its threshold.' })
  withholding!: WithheldTaxType | null;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of calculateTax.', simpleResolvers: true })
export class CalculateTaxPayload {
  @Field(() => TaxCalculationType, { nullable: true, description: 'The calculation; null when the mutation failed.' })
  calculation?: TaxCalculationType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
