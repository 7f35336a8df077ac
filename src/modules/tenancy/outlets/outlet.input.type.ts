import { Field, Float, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { CashRoundingMode } from '../../../kernel/values/money.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { ServiceChargeBasis, ServiceMode } from '../model/outlet.entity.ts';
import { OutletType } from '../model/outlet.type.ts';

@InputType({ description: 'The service charge of one service mode.' })
export class ServiceChargeRateInput {
  @Field(() => ServiceMode, { description: 'Service mode of the rate; each stands in the list at most once.' })
  serviceMode!: ServiceMode;

  @Field(() => Int, { description: 'Rate in basis points, 0 to 10000: 500 = 5 %, 0 = no service charge.' })
  rate!: number;
}

@InputType({ description: 'A new outlet.' })
export class CreateOutletInput {
  @Field(() => String, { description: 'Name for guests and staff, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: 'Code of 1 to 8 letters and digits, unique in the brand; part of order numbers.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Time zone, one of the IANA names, e.g. Asia/Jakarta; default: that of the brand.' })
  timeZone?: string | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Service modes that it offers; default: all.' })
  serviceModes?: ServiceMode[] | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: prices on the menu include tax.' })
  pricesIncludeTax?: boolean | null;

  @Field(() => String, { nullable: true, defaultValue: 'Tax', description: 'Name of the tax on receipts, 1 to 40 characters.' })
  taxName?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Tax rate in basis points, 0 to 10000: 1000 = 10 %.' })
  taxRate?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 0,
    description: 'Service charge in basis points, 0 to 10000, for service modes without a rate of their own.',
  })
  serviceChargeRate?: number | null;

  @Field(() => [ServiceChargeRateInput], {
    nullable: true,
    description: 'Service charges of service modes with another rate, at most 3, e.g. [{ serviceMode: TAKEAWAY, rate: 0 }].',
  })
  serviceChargeRates?: ServiceChargeRateInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 1, description: 'Smallest cash amount in use, in minor units, 1 to 1000000.' })
  cashRoundingStep?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'True: the service charge is taxed too.' })
  serviceChargeTaxable?: boolean | null;

  @Field(() => ServiceChargeBasis, { nullable: true, defaultValue: 'AFTER_DISCOUNTS', description: 'Amounts that the service charge is calculated from.' })
  serviceChargeBasis?: ServiceChargeBasis | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 0, description: 'Fee for each DELIVERY order in minor units, 0 to 1000000000.' })
  deliveryFee?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: the delivery fee is taxed, by the default tax group.' })
  deliveryFeeTaxable?: boolean | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 0, description: 'Fee for each TAKEAWAY and DELIVERY order in minor units, 0 to 1000000000.' })
  packagingFee?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: the packaging fee is taxed, by the default tax group.' })
  packagingFeeTaxable?: boolean | null;

  @Field(() => CashRoundingMode, { nullable: true, defaultValue: 'NEAREST', description: 'Direction in which cash is rounded to a multiple of the step.' })
  cashRoundingMode?: CashRoundingMode | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: cash is taken only in an open shift of the drawer.' })
  cashNeedsShift?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'True: completeOrder serves an order that is not served yet, e.g. at a counter without displays.',
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

  @Field(() => Int, { nullable: true, defaultValue: 10, description: 'Number of minutes for which READY orders stay on the order board, 1 to 240.' })
  boardMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'Postal address, at most 500 characters; it may have several lines.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Phone number for guests, at most 40 characters.' })
  phone?: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude in degrees, WGS 84, -90 to 90; with longitude.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude in degrees, WGS 84, -180 to 180; with latitude.' })
  longitude?: number | null;

  @Field(() => String, { nullable: true, description: 'Legal name on receipts, at most 200 characters.' })
  legalName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Tax number on receipts, TIN or NPWP, printed as it is written here; at most 40 characters. validateTaxId checks its form.',
  })
  taxId?: string | null;
}

export const CreateOutletPayload = payloadType('CreateOutlet', { outlet: () => OutletType });

@InputType({
  description: 'Changes of an outlet: only the fields that are sent change. Null clears a field that can be empty, and does not change the others.',
})
export class UpdateOutletInput {
  @Field(() => ID, { description: shared.outletId })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name for guests and staff, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Time zone, one of the IANA names, e.g. Asia/Jakarta.' })
  timeZone?: string | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Service modes that it offers.' })
  serviceModes?: ServiceMode[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True: prices on the menu include tax.' })
  pricesIncludeTax?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Name of the tax on receipts, 1 to 40 characters; only without a tax regime, which sets the rates.' })
  taxName?: string | null;

  @Field(() => Int, { nullable: true, description: 'Tax rate in basis points, 0 to 10000; only without a tax regime, which sets the rates.' })
  taxRate?: number | null;

  @Field(() => Int, { nullable: true, description: 'Service charge in basis points, 0 to 10000, for service modes without a rate of their own.' })
  serviceChargeRate?: number | null;

  @Field(() => [ServiceChargeRateInput], {
    nullable: true,
    description: 'Service charges of all service modes with another rate, in place of the present ones; at most 3. Null or empty: no service mode has one.',
  })
  serviceChargeRates?: ServiceChargeRateInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Smallest cash amount in use, in minor units, 1 to 1000000.' })
  cashRoundingStep?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: the service charge is taxed too.' })
  serviceChargeTaxable?: boolean | null;

  @Field(() => ServiceChargeBasis, { nullable: true, description: 'Amounts that the service charge is calculated from.' })
  serviceChargeBasis?: ServiceChargeBasis | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Fee for each DELIVERY order in minor units, 0 to 1000000000.' })
  deliveryFee?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: the delivery fee is taxed, by the default tax group.' })
  deliveryFeeTaxable?: boolean | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Fee for each TAKEAWAY and DELIVERY order in minor units, 0 to 1000000000.' })
  packagingFee?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: the packaging fee is taxed, by the default tax group.' })
  packagingFeeTaxable?: boolean | null;

  @Field(() => CashRoundingMode, { nullable: true, description: 'Direction in which cash is rounded to a multiple of the step.' })
  cashRoundingMode?: CashRoundingMode | null;

  @Field(() => Boolean, { nullable: true, description: 'True: cash is taken only in an open shift of the drawer.' })
  cashNeedsShift?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: completeOrder serves an order that is not served yet.' })
  completeServes?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Hour at which a business date begins, 0 to 23, local time.' })
  dayStartsAt?: number | null;

  @Field(() => Int, { nullable: true, description: 'Minute of the hour dayStartsAt at which a business date begins, 0 to 59.' })
  dayStartsAtMinute?: number | null;

  @Field(() => Int, { nullable: true, description: 'Number of minutes for which READY orders stay on the order board, 1 to 240. Open boards follow at once.' })
  boardMinutes?: number | null;

  @Field(() => String, { nullable: true, description: 'Postal address, at most 500 characters; it may have several lines.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Phone number for guests, at most 40 characters.' })
  phone?: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude in degrees, WGS 84, -90 to 90; with longitude.' })
  latitude?: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude in degrees, WGS 84, -180 to 180; with latitude.' })
  longitude?: number | null;

  @Field(() => String, { nullable: true, description: 'Legal name on receipts, at most 200 characters.' })
  legalName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Tax number on receipts, TIN or NPWP, printed as it is written here; at most 40 characters. validateTaxId checks its form.',
  })
  taxId?: string | null;
}

export const UpdateOutletPayload = payloadType('UpdateOutlet', { outlet: () => OutletType });
export const SetOpeningHoursPayload = payloadType('SetOpeningHours', { outlet: () => OutletType });
export const PauseChannelPayload = payloadType('PauseChannel', { outlet: () => OutletType });
export const ResumeChannelPayload = payloadType('ResumeChannel', { outlet: () => OutletType });
export const SetConfirmOnPayload = payloadType('SetConfirmOn', { outlet: () => OutletType });
