import { Extensions, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { CashRoundingMode } from '../../kernel/money.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { Channel, ConfirmOn } from './channel.ts';
import { ServiceChargeBasis, ServiceMode } from './outlet.entity.ts';

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
registerEnumType(ServiceChargeBasis, {
  name: 'ServiceChargeBasis',
  description: 'From which amounts the service charge is taken.',
  valuesConfig: {
    AFTER_DISCOUNTS: { description: 'What is left of the lines after discounts.' },
    BEFORE_DISCOUNTS: { description: 'The lines before discounts.' },
  },
});
registerEnumType(CashRoundingMode, {
  name: 'CashRoundingMode',
  description: "To which multiple of the outlet's step the cash that settles an order is rounded.",
  valuesConfig: {
    NEAREST: { description: 'The nearest; halves up.' },
    DOWN: { description: 'The one below.' },
    UP: { description: 'The one above.' },
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
@ObjectType('ServiceChargeRate', { description: 'The service charge of orders of one service mode.', simpleResolvers: true })
export class ServiceChargeRateType {
  @Field(() => ServiceMode, { description: 'A service mode that the outlet offers.' })
  serviceMode!: ServiceMode;

  @Field(() => Int, { description: 'Basis points: 500 = 5 %, 0 = no service charge.' })
  rate!: number;

  @Field(() => Boolean, { description: "True: the outlet's serviceChargeRate, because the service mode has no rate of its own." })
  isDefault!: boolean;
}

@Extensions({ guest: true })
@ObjectType('Outlet', { implements: Node, description: 'A store of a tenant.', simpleResolvers: true })
export class OutletType {
  @Field(() => ID, { description: shared.id })
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

  @Field(() => Int, { description: 'Minute of the hour dayStartsAt at which a business date begins, 0 to 59.' })
  dayStartsAtMinute!: number;

  @Field(() => Int, { description: 'For how many minutes READY orders stand on the order board, 1 to 240.' })
  boardMinutes!: number;

  @Field(() => Boolean, { description: 'Prices on the menu include tax.' })
  pricesIncludeTax!: boolean;

  @Field(() => String, { description: 'What the tax is called on receipts, unless a tax regime says: see `taxes`.' })
  taxName!: string;

  @Field(() => Int, { description: 'Basis points: 1000 = 10 %. Of everything, unless a tax regime sets the rates: see `taxes`.' })
  taxRate!: number;

  @Field(() => Int, {
    description: 'Service charge in basis points, 500 = 5 %, of service modes without a rate of their own; serviceChargeRates has it by mode.',
  })
  serviceChargeRate!: number;

  @Field(() => Boolean, { description: 'Whether tax is asked of the service charge too.' })
  serviceChargeTaxable!: boolean;

  @Field(() => ServiceChargeBasis, { description: 'From which amounts the service charge is taken.' })
  serviceChargeBasis!: ServiceChargeBasis;

  @Field(() => MoneyScalar, { description: 'Asked of each DELIVERY order; 0: none.' })
  deliveryFee!: number;

  @Field(() => Boolean, { description: 'Whether tax is asked of the delivery fee, by the default tax group.' })
  deliveryFeeTaxable!: boolean;

  @Field(() => MoneyScalar, { description: 'Asked of each TAKEAWAY and DELIVERY order; 0: none.' })
  packagingFee!: number;

  @Field(() => Boolean, { description: 'Whether tax is asked of the packaging fee, by the default tax group.' })
  packagingFeeTaxable!: boolean;

  @Field(() => MoneyScalar, { description: 'Cash is rounded to multiples of it.' })
  cashRoundingStep!: number;

  @Field(() => CashRoundingMode, { description: 'To which multiple.' })
  cashRoundingMode!: CashRoundingMode;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the outlet was archived: it takes no orders any more; null: in use.' })
  archivedAt!: Date | null;

  @Field(() => [OpeningHoursType], { nullable: true, description: 'The week; null: always open.' })
  openingHours!: OpeningHoursType[] | null;

  @Field(() => [OpeningExceptionType], { description: 'Dates that differ.' })
  openingExceptions!: OpeningExceptionType[];
}

@ObjectType('KitchenStation', { implements: Node, description: "A place in an outlet's kitchen that works off tickets.", simpleResolvers: true })
export class KitchenStationType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'For staff.' })
  name!: string;

  @Field(() => String, { description: 'Unique in its outlet; products name stations by it.' })
  code!: string;

  @Field(() => Boolean, { description: 'Takes what neither product nor category routes.' })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the station was archived: it gets no new tickets; null: in use.' })
  archivedAt!: Date | null;
}
