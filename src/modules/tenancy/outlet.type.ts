import { Extensions, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { Channel, ConfirmOn } from './channel.ts';
import { ServiceMode } from './outlet.entity.ts';

registerEnumType(ServiceMode, {
  name: 'ServiceMode',
  description: 'How the guest gets the food.',
  valuesConfig: {
    DINE_IN: { description: 'Eaten at a table of the outlet.' },
    TAKEAWAY: { description: 'Picked up.' },
    DELIVERY: { description: 'Brought to the guest.' },
  },
});
registerEnumType(Channel, {
  name: 'Channel',
  description: 'Where an order comes from.',
  valuesConfig: {
    KIOSK: { description: 'A self-service terminal in the outlet.' },
    POS: { description: 'A till, by staff.' },
    QR: { description: "The guest's own phone at a table." },
    DELIVERY: { description: 'A delivery service.' },
    API: { description: 'Any other client.' },
  },
});
registerEnumType(ConfirmOn, {
  name: 'ConfirmOn',
  description: 'When a placed order goes to the kitchen.',
  valuesConfig: {
    PLACEMENT: { description: 'At once.' },
    PAYMENT: { description: 'When nothing is due any more.' },
    MANUAL: { description: 'By confirmOrder.' },
  },
});

@Extensions({ guest: true })
@ObjectType('ChannelSetting', { description: 'How an outlet takes orders of one channel.', simpleResolvers: true })
export class ChannelSettingType {
  @Field(() => Channel, { description: 'The channel.' })
  channel!: Channel;

  @Field(() => ConfirmOn, { description: 'When its orders go to the kitchen.' })
  confirmOn!: ConfirmOn;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Takes no orders until then; null: takes orders.' })
  pausedUntil!: Date | null;
}

@Extensions({ guest: true })
@ObjectType('OpeningHours', { description: 'One opening interval of the week, outlet-local.', simpleResolvers: true })
export class OpeningHoursType {
  @Field(() => Int, { description: 'ISO weekday: 1 Monday … 7 Sunday.' })
  day!: number;

  @Field(() => String, { description: 'HH:MM.' })
  opens!: string;

  @Field(() => String, { description: 'HH:MM, 24:00 allowed; at or before `opens`: on the next day.' })
  closes!: string;
}

@Extensions({ guest: true })
@ObjectType('OpeningInterval', { description: 'An interval of an exceptional day.', simpleResolvers: true })
export class OpeningIntervalType {
  @Field(() => String, { description: 'HH:MM.' })
  opens!: string;

  @Field(() => String, { description: 'HH:MM, 24:00 allowed; at or before `opens`: on the next day.' })
  closes!: string;
}

@Extensions({ guest: true })
@ObjectType('OpeningException', { description: "A date whose hours differ from the week's.", simpleResolvers: true })
export class OpeningExceptionType {
  @Field(() => DateScalar, { description: 'The local date.' })
  date!: string;

  @Field(() => [OpeningIntervalType], { description: 'Empty: closed all day.' })
  intervals!: OpeningIntervalType[];

  @Field(() => String, { nullable: true, description: 'For guests, e.g. a holiday.' })
  reason!: string | null;
}

@Extensions({ guest: true })
@ObjectType('Outlet', { description: 'A store of a tenant.', simpleResolvers: true })
export class OutletType {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => String, { description: 'For guests and staff.' })
  name!: string;

  @Field(() => String, { description: 'Unique in the tenant; upper-case letters and digits, part of order numbers.' })
  code!: string;

  @Field(() => String, { description: 'IANA time zone.' })
  timeZone!: string;

  @Field(() => [ServiceMode], { description: 'What it offers.' })
  serviceModes!: ServiceMode[];

  @Field(() => String, { nullable: true, description: 'Postal address.' })
  address!: string | null;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  phone!: string | null;

  @Field(() => Float, { nullable: true, description: 'Degrees, WGS 84.' })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees, WGS 84.' })
  longitude!: number | null;

  @Field(() => String, { nullable: true, description: 'For receipts.' })
  legalName!: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts: TIN or NPWP.' })
  taxId!: string | null;

  @Field(() => Int, { description: 'Hour at which a business date begins, local time.' })
  dayStartsAt!: number;

  @Field(() => Boolean, { description: 'Prices on the menu include tax.' })
  pricesIncludeTax!: boolean;

  @Field(() => String, { description: 'What the tax is called on receipts.' })
  taxName!: string;

  @Field(() => Int, { description: 'Basis points: 1000 = 10 %.' })
  taxRate!: number;

  @Field(() => Int, { description: 'Basis points: 500 = 5 %.' })
  serviceChargeRate!: number;

  @Field(() => MoneyScalar, { description: 'Cash is rounded to multiples of it.' })
  cashRoundingStep!: number;

  @Field(() => [OpeningHoursType], { nullable: true, description: 'The week; null: always open.' })
  openingHours!: OpeningHoursType[] | null;

  @Field(() => [OpeningExceptionType], { description: 'Dates that differ.' })
  openingExceptions!: OpeningExceptionType[];
}

@ObjectType('KitchenStation', { description: "A place in an outlet's kitchen that works off tickets.", simpleResolvers: true })
export class KitchenStationType {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => String, { description: 'For staff.' })
  name!: string;

  @Field(() => String, { description: 'Unique in its outlet; products name stations by it.' })
  code!: string;

  @Field(() => Boolean, { description: 'Takes what neither product nor category routes.' })
  isDefault!: boolean;
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

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Basis points.' })
  serviceChargeRate?: number | null;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 1, description: 'The smallest cash amount in use, in minor units.' })
  cashRoundingStep?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 4, description: 'Hour at which a business date begins, 0 to 23, local time.' })
  dayStartsAt?: number | null;

  @Field(() => String, { nullable: true, description: 'Postal address.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts.' })
  legalName?: string | null;

  @Field(() => String, { nullable: true, description: 'For receipts: TIN or NPWP.' })
  taxId?: string | null;
}

@ObjectType({ description: 'Answer of createOutlet.', simpleResolvers: true })
export class CreateOutletPayload {
  @Field(() => OutletType, { nullable: true, description: 'Null when it failed.' })
  outlet?: OutletType | null;

  @Field(() => [UserError], { description: 'Empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of an outlet: only the fields that are sent change; null clears.' })
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

  @Field(() => String, { nullable: true, description: 'What the tax is called on receipts.' })
  taxName?: string | null;

  @Field(() => Int, { nullable: true, description: 'Basis points.' })
  taxRate?: number | null;

  @Field(() => Int, { nullable: true, description: 'Basis points.' })
  serviceChargeRate?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'The smallest cash amount in use.' })
  cashRoundingStep?: number | null;

  @Field(() => Int, { nullable: true, description: 'Hour at which a business date begins, 0 to 23.' })
  dayStartsAt?: number | null;

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

  @Field(() => String, { nullable: true, description: 'For receipts: TIN or NPWP.' })
  taxId?: string | null;
}

@ObjectType({ description: 'Answer of the mutations that change an outlet.', simpleResolvers: true })
export class OutletPayload {
  @Field(() => OutletType, { nullable: true, description: 'Null when it failed.' })
  outlet?: OutletType | null;

  @Field(() => [UserError], { description: 'Empty on success.' })
  userErrors!: UserError[];
}
