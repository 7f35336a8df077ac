import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { CashRoundingMode } from '../../kernel/money.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { ServiceChargeBasis, ServiceMode } from './outlet.entity.ts';
import { OutletType } from './outlet.type.ts';

@InputType({ description: 'The service charge of one service mode.' })
export class ServiceChargeRateInput {
  @Field(() => ServiceMode, { description: 'A service mode; each stands in the list at most once.' })
  serviceMode!: ServiceMode;

  @Field(() => Int, { description: 'Basis points, 0 to 10000: 500 = 5 %, 0 = no service charge.' })
  rate!: number;
}

@InputType({ description: 'A new outlet.' })
export class CreateOutletInput {
  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: '1 to 8 letters and digits, unique in the tenant; part of order numbers.' })
  code!: string;

  @Field(() => String, { nullable: true, description: "IANA time zone; default: the tenant's." })
  timeZone?: string | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Default: all.' })
  serviceModes?: ServiceMode[] | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Prices on the menu include tax.' })
  pricesIncludeTax?: boolean | null;

  @Field(() => String, { nullable: true, defaultValue: 'Tax', description: 'What the tax is called on receipts.' })
  taxName?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Basis points: 1000 = 10 %.' })
  taxRate?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Service charge in basis points, 0 to 10000, of service modes without a rate of their own.',
  })
  serviceChargeRate?: number | null;

  @Field(() => [ServiceChargeRateInput], {
    nullable: true,
    description: 'Service charges of service modes that ask another rate, at most 3, e.g. [{ serviceMode: TAKEAWAY, rate: 0 }].',
  })
  serviceChargeRates?: ServiceChargeRateInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 1, description: 'The smallest cash amount in use, in minor units.' })
  cashRoundingStep?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'Whether tax is asked of the service charge too.' })
  serviceChargeTaxable?: boolean | null;

  @Field(() => ServiceChargeBasis, { nullable: true, defaultValue: 'AFTER_DISCOUNTS', description: 'From which amounts the service charge is taken.' })
  serviceChargeBasis?: ServiceChargeBasis | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 0, description: 'Asked of each DELIVERY order, 0 to 10^9.' })
  deliveryFee?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether tax is asked of the delivery fee, by the default tax group.' })
  deliveryFeeTaxable?: boolean | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 0, description: 'Asked of each TAKEAWAY and DELIVERY order, 0 to 10^9.' })
  packagingFee?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether tax is asked of the packaging fee, by the default tax group.' })
  packagingFeeTaxable?: boolean | null;

  @Field(() => CashRoundingMode, { nullable: true, defaultValue: 'NEAREST', description: 'To which multiple of the step cash is rounded.' })
  cashRoundingMode?: CashRoundingMode | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether cash may be taken only in an open shift of the drawer.' })
  cashNeedsShift?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether completeOrder serves an order that is not served yet, e.g. at a counter without displays.',
  })
  completeServes?: boolean | null;

  @Field(() => Int, { nullable: true, defaultValue: 4, description: 'Hour at which a business date begins, 0 to 23, local time.' })
  dayStartsAt?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Minute of the hour dayStartsAt at which a business date begins, 0 to 59; 4 and 30: at 04:30.',
  })
  dayStartsAtMinute?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 10, description: 'For how many minutes READY orders stand on the order board, 1 to 240.' })
  boardMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'Postal address.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  phone?: string | null;

  @Field(() => Float, { nullable: true, description: 'Degrees, WGS 84, -90 to 90; with longitude.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees, WGS 84, -180 to 180; with latitude.' })
  longitude?: number | null;

  @Field(() => String, { nullable: true, description: 'For receipts.' })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts: TIN or NPWP, as it is to be written; validateTaxId checks its form.' })
  taxId?: string | null;
}

@ObjectType({ description: 'Answer of createOutlet.', simpleResolvers: true })
export class CreateOutletPayload {
  @Field(() => OutletType, { nullable: true, description: 'The outlet; null when the mutation failed.' })
  outlet?: OutletType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of an outlet: only the fields that are sent change; null clears what may be empty, and leaves the rest.' })
export class UpdateOutletInput {
  @Field(() => ID, { description: 'The outlet.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'IANA time zone.' })
  timeZone?: string | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'What it offers.' })
  serviceModes?: ServiceMode[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Prices on the menu include tax.' })
  pricesIncludeTax?: boolean | null;

  @Field(() => String, { nullable: true, description: 'What the tax is called on receipts; only without a tax regime, which sets the rates.' })
  taxName?: string | null;

  @Field(() => Int, { nullable: true, description: 'Basis points; only without a tax regime, which sets the rates.' })
  taxRate?: number | null;

  @Field(() => Int, { nullable: true, description: 'Service charge in basis points, 0 to 10000, of service modes without a rate of their own.' })
  serviceChargeRate?: number | null;

  @Field(() => [ServiceChargeRateInput], {
    nullable: true,
    description: 'All service charges of service modes that ask another rate, in place of those that there are; at most 3. Null or empty: none does.',
  })
  serviceChargeRates?: ServiceChargeRateInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'The smallest cash amount in use.' })
  cashRoundingStep?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether tax is asked of the service charge too.' })
  serviceChargeTaxable?: boolean | null;

  @Field(() => ServiceChargeBasis, { nullable: true, description: 'From which amounts the service charge is taken.' })
  serviceChargeBasis?: ServiceChargeBasis | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Asked of each DELIVERY order, 0 to 10^9.' })
  deliveryFee?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether tax is asked of the delivery fee, by the default tax group.' })
  deliveryFeeTaxable?: boolean | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Asked of each TAKEAWAY and DELIVERY order, 0 to 10^9.' })
  packagingFee?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether tax is asked of the packaging fee, by the default tax group.' })
  packagingFeeTaxable?: boolean | null;

  @Field(() => CashRoundingMode, { nullable: true, description: 'To which multiple of the step cash is rounded.' })
  cashRoundingMode?: CashRoundingMode | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether cash may be taken only in an open shift of the drawer.' })
  cashNeedsShift?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether completeOrder serves an order that is not served yet.' })
  completeServes?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Hour at which a business date begins, 0 to 23.' })
  dayStartsAt?: number | null;

  @Field(() => Int, { nullable: true, description: 'Minute of the hour dayStartsAt at which a business date begins, 0 to 59.' })
  dayStartsAtMinute?: number | null;

  @Field(() => Int, { nullable: true, description: 'For how many minutes READY orders stand on the order board, 1 to 240. Open boards follow at once.' })
  boardMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'Postal address.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  phone?: string | null;

  @Field(() => Float, { nullable: true, description: 'Degrees, WGS 84; with longitude.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees, WGS 84; with latitude.' })
  longitude?: number | null;

  @Field(() => String, { nullable: true, description: 'For receipts.' })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts: TIN or NPWP, as it is to be written; validateTaxId checks its form.' })
  taxId?: string | null;
}

@ObjectType({ description: 'Answer of the mutations that change an outlet.', simpleResolvers: true })
export class OutletPayload {
  @Field(() => OutletType, { nullable: true, description: 'The outlet; null when the mutation failed.' })
  outlet?: OutletType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
