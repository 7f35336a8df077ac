import { Extensions, Field, Float, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { CashRoundingMode } from '../../../kernel/values/money.ts';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { Channel, ConfirmOn } from './channel.ts';
import { ServiceChargeBasis, ServiceMode } from './outlet.entity.ts';

registerEnumType(ServiceMode, {
  name: 'ServiceMode',
  description: 'Way in which the guest gets the food.',
  valuesConfig: {
    DINE_IN: { description: 'The guest eats at a table of the outlet.' },
    TAKEAWAY: { description: 'The guest picks the food up.' },
    DELIVERY: { description: 'The food is brought to the guest.' },
  },
});
registerEnumType(Channel, {
  name: 'Channel',
  description: 'Channel that an order comes from.',
  valuesConfig: {
    KIOSK: { description: 'A self-service terminal in the outlet.' },
    POS: { description: 'A till, by staff.' },
    QR: { description: "The guest's own phone at a table." },
    DELIVERY: { description: 'A delivery service.' },
    API: { description: 'Another client of the API.' },
  },
});
registerEnumType(ConfirmOn, {
  name: 'ConfirmOn',
  description: 'Time at which a placed order goes to the kitchen.',
  valuesConfig: {
    PLACEMENT: { description: 'The order goes to the kitchen at once.' },
    PAYMENT: { description: 'The order goes to the kitchen when nothing is due any more.' },
    MANUAL: { description: 'The order goes to the kitchen by confirmOrder.' },
  },
});
registerEnumType(ServiceChargeBasis, {
  name: 'ServiceChargeBasis',
  description: 'Amounts that the service charge is calculated from.',
  valuesConfig: {
    AFTER_DISCOUNTS: { description: 'Amounts of the lines after discounts.' },
    BEFORE_DISCOUNTS: { description: 'Amounts of the lines before discounts.' },
  },
});
registerEnumType(CashRoundingMode, {
  name: 'CashRoundingMode',
  description: "Direction in which the cash that settles an order is rounded to a multiple of the outlet's step.",
  valuesConfig: {
    NEAREST: { description: 'The nearest multiple; halves are rounded up.' },
    DOWN: { description: 'The next multiple below.' },
    UP: { description: 'The next multiple above.' },
  },
});

@Extensions({ guest: true })
@ObjectType('ChannelSetting', { description: 'Settings of an outlet for the orders of one channel.', simpleResolvers: true })
export class ChannelSettingType {
  @Field(() => Channel, { description: 'Channel of the settings.' })
  channel!: Channel;

  @Field(() => ConfirmOn, { description: 'Time at which its orders go to the kitchen.' })
  confirmOn!: ConfirmOn;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant until which the channel takes no orders; null when it takes orders.' })
  pausedUntil!: Date | null;
}

@Extensions({ guest: true })
@ObjectType('OpeningHours', { description: 'One opening interval of the week, in local time of the outlet.', simpleResolvers: true })
export class OpeningHoursType {
  @Field(() => Int, { description: 'ISO weekday: 1 is Monday, 7 is Sunday.' })
  day!: number;

  @Field(() => String, { description: 'Opening time as HH:MM.' })
  opens!: string;

  @Field(() => String, { description: 'Closing time as HH:MM, up to 24:00; a time at or before `opens` is on the next day.' })
  closes!: string;
}

@Extensions({ guest: true })
@ObjectType('OpeningInterval', { description: 'One opening interval of an exceptional day.', simpleResolvers: true })
export class OpeningIntervalType {
  @Field(() => String, { description: 'Opening time as HH:MM.' })
  opens!: string;

  @Field(() => String, { description: 'Closing time as HH:MM, up to 24:00; a time at or before `opens` is on the next day.' })
  closes!: string;
}

@Extensions({ guest: true })
@ObjectType('OpeningException', { description: 'A date whose hours differ from those of the week.', simpleResolvers: true })
export class OpeningExceptionType {
  @Field(() => DateScalar, { description: 'Date in the time zone of the outlet.' })
  date!: string;

  @Field(() => [OpeningIntervalType], { description: 'Opening intervals of the day; an empty list: closed all day.' })
  intervals!: OpeningIntervalType[];

  @Field(() => String, { nullable: true, description: 'Reason for guests, e.g. the name of a holiday.' })
  reason!: string | null;
}

@Extensions({ guest: true })
@ObjectType('ServiceChargeRate', { description: 'The service charge of orders of one service mode.', simpleResolvers: true })
export class ServiceChargeRateType {
  @Field(() => ServiceMode, { description: 'Service mode that the outlet offers.' })
  serviceMode!: ServiceMode;

  @Field(() => Int, { description: 'Rate in basis points: 500 = 5 %, 0 = no service charge.' })
  rate!: number;

  @Field(() => Boolean, { description: "Whether it is the outlet's serviceChargeRate, because the service mode has no rate of its own." })
  isDefault!: boolean;
}

@Extensions({ guest: true })
@ObjectType('Outlet', { implements: Node, description: 'An outlet of a brand, where guests order.', simpleResolvers: true })
export class OutletType {
  @Extensions({ fromMenu: true })
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Extensions({ fromMenu: true })
  @Field(() => String, { description: 'Name for guests and staff.' })
  name!: string;

  @Extensions({ fromMenu: true })
  @Field(() => String, { description: 'Code of the outlet, unique in the brand: upper-case letters and digits, part of order numbers.' })
  code!: string;

  @Extensions({ fromMenu: true })
  @Field(() => String, { description: 'IANA time zone, e.g. Asia/Jakarta.' })
  timeZone!: string;

  @Extensions({ fromMenu: true })
  @Field(() => [ServiceMode], { description: 'Service modes that it offers.' })
  serviceModes!: ServiceMode[];

  @Extensions({ fromMenu: true })
  @Field(() => String, { nullable: true, description: 'Postal address of the outlet.' })
  address!: string | null;

  @Extensions({ fromMenu: true })
  @Field(() => String, { nullable: true, description: 'Phone number for guests.' })
  phone!: string | null;

  @Field(() => Float, { nullable: true, description: 'Latitude in degrees, WGS 84.' })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Longitude in degrees, WGS 84.' })
  longitude!: number | null;

  @Field(() => String, { nullable: true, description: 'Legal name on receipts.' })
  legalName!: string | null;

  @Field(() => String, { nullable: true, description: 'Tax number on receipts: TIN or NPWP.' })
  taxId!: string | null;

  @Field(() => Int, { description: 'Hour at which a business date begins, 0 to 23, local time.' })
  dayStartsAt!: number;

  @Field(() => Int, { description: 'Minute of the hour dayStartsAt at which a business date begins, 0 to 59.' })
  dayStartsAtMinute!: number;

  @Field(() => Int, { description: 'Number of minutes for which READY orders stay on the order board, 1 to 240.' })
  boardMinutes!: number;

  @Extensions({ fromMenu: true })
  @Field(() => Boolean, { description: 'Whether prices on the menu include tax.' })
  pricesIncludeTax!: boolean;

  @Field(() => String, { description: 'Name of the tax on receipts, unless a tax regime sets the rates: see `taxes`.' })
  taxName!: string;

  @Field(() => Int, { description: 'Tax rate of every product in basis points, 1000 = 10 %, unless a tax regime sets the rates: see `taxes`.' })
  taxRate!: number;

  @Field(() => Int, {
    description: 'Service charge in basis points, 500 = 5 %, for service modes without a rate of their own; serviceChargeRates has it by mode.',
  })
  serviceChargeRate!: number;

  @Field(() => Boolean, { description: 'Whether the service charge is taxed too.' })
  serviceChargeTaxable!: boolean;

  @Field(() => ServiceChargeBasis, { description: 'Amounts that the service charge is calculated from.' })
  serviceChargeBasis!: ServiceChargeBasis;

  @Field(() => MoneyScalar, { description: 'Fee for each DELIVERY order, in minor units; 0: none.' })
  deliveryFee!: number;

  @Field(() => Boolean, { description: 'Whether the delivery fee is taxed, by the default tax group.' })
  deliveryFeeTaxable!: boolean;

  @Field(() => MoneyScalar, { description: 'Fee for each TAKEAWAY and DELIVERY order, in minor units; 0: none.' })
  packagingFee!: number;

  @Field(() => Boolean, { description: 'Whether the packaging fee is taxed, by the default tax group.' })
  packagingFeeTaxable!: boolean;

  @Field(() => MoneyScalar, { description: 'Smallest cash amount in use, in minor units: cash is rounded to multiples of it.' })
  cashRoundingStep!: number;

  @Field(() => CashRoundingMode, { description: 'Direction in which cash is rounded to a multiple of the step.' })
  cashRoundingMode!: CashRoundingMode;

  @Extensions({ fromMenu: true })
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which the outlet was archived: it takes no orders any more; null while it is in use.',
  })
  archivedAt!: Date | null;

  @Field(() => [OpeningHoursType], { nullable: true, description: 'Opening intervals of the week; null: always open.' })
  openingHours!: OpeningHoursType[] | null;

  @Field(() => [OpeningExceptionType], { description: 'Dates whose hours differ from those of the week.' })
  openingExceptions!: OpeningExceptionType[];
}

@ObjectType('KitchenStation', { implements: Node, description: "A station of an outlet's kitchen, which works off tickets.", simpleResolvers: true })
export class KitchenStationType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the station for staff.' })
  name!: string;

  @Field(() => String, { description: 'Code of the station, unique in its outlet; products and categories name it.' })
  code!: string;

  @Field(() => Boolean, { description: 'Whether it makes the products for which neither product nor category names a station.' })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the station was archived: it gets no new tickets; null while it is in use.' })
  archivedAt!: Date | null;
}
