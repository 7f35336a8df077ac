import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { MeasureUnit } from '../../../kernel/graphql/measure.type.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateScalar, DateTimeScalar, MeasureScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { Channel, ServiceMode } from '../../tenancy/index.ts';
import { OrderPaymentStatus, OrderStatus } from './order.status.ts';

registerEnumType(OrderStatus, {
  name: 'OrderStatus',
  description: 'Status of an order, from draft to completion.',
  valuesConfig: {
    DRAFT: { description: 'The order is not placed yet.' },
    PENDING: { description: 'The order is placed; the kitchen does not have it yet.' },
    CONFIRMED: { description: 'The order is accepted and fired to the kitchen.' },
    PREPARING: { description: 'The kitchen has begun with the order.' },
    READY: { description: 'Everything of the order is ready.' },
    SERVED: { description: 'The guest has the food.' },
    COMPLETED: { description: 'The order is paid and closed.' },
    CANCELLED: { description: 'The order was cancelled.' },
  },
});
registerEnumType(OrderPaymentStatus, {
  name: 'OrderPaymentStatus',
  description: 'Payment status of an order.',
  valuesConfig: {
    UNPAID: { description: 'Nothing of the order is paid.' },
    PARTIALLY_PAID: { description: 'A part of the order is paid.' },
    PAID: { description: 'All of the order is paid.' },
    PARTIALLY_REFUNDED: { description: 'A part of the money was refunded.' },
    REFUNDED: { description: 'All of the money was refunded.' },
  },
});

@Extensions({ guest: true })
@ObjectType('OrderLineModifier', { description: 'A modifier option as it was sold.', simpleResolvers: true })
export class OrderLineModifierType {
  @Field(() => String, { description: 'Name of the option.' })
  name!: string;

  @Field(() => Int, { description: 'Number of units of the option.' })
  quantity!: number;

  @Field(() => MoneyScalar, {
    description: 'Amount in minor units that each unit of the option adds to the unit price; on a line sold by measure it is added once.',
  })
  priceAdjustment!: number;

  @Field(() => String, { nullable: true, description: 'Text that the guest wrote, e.g. a name on a cake.' })
  text!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the group that the option was chosen from, as it was when it was sold, e.g. Sugar.' })
  groupName!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the option: the same choice can be ordered again with it.' })
  optionId!: string | null;
}

@Extensions({ guest: true })
@ObjectType('OrderLine', {
  implements: Node,
  description:
    'A line of an order. total = unitPrice × quantity, before discount; unitPrice includes the modifiers. A product that is sold by measure is one unit: ' +
    'its quantity is 1, and unitPrice is measurePrice × measure, rounded half up once, with the modifiers added once.',
  simpleResolvers: true,
})
export class OrderLineType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the product as it was when it was sold.' })
  productName!: string;

  @Field(() => Int, { description: 'Number of units; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Measure that was sold, in measureUnit, e.g. "0.345" of KG; null when the product is sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => MoneyScalar, { nullable: true, description: "The menu's price of one measureUnit, e.g. of 1 kg, without modifiers; null: sold by pieces." })
  measurePrice!: number | null;

  @Field(() => MoneyScalar, {
    description: 'Price of one unit with its modifiers, in minor units; for a product that is sold by measure, the price of all that was measured.',
  })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'Amount before discount, in minor units: unitPrice × quantity.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Discount on the line, in minor units.' })
  discount!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Unit price that the menu asked, in minor units, when staff set another; else null.' })
  menuPrice!: number | null;

  @Field(() => MoneyScalar, { description: "Share of the line in the order's service charge, in minor units." })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: "Share of the line in the order's tax, in minor units." })
  tax!: number;

  @Field(() => [OrderLineModifierType], { description: 'Options that the guest chose.' })
  modifiers!: readonly OrderLineModifierType[];

  @Field(() => String, { nullable: true, description: 'Note for the kitchen.' })
  notes!: string | null;

  @Field(() => Boolean, { description: 'Whether the line was taken off the order.' })
  voided!: boolean;
}

@Extensions({ guest: true })
@ObjectType('Order', { implements: Node, description: 'An order that a guest placed at an outlet.', simpleResolvers: true })
export class OrderType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Number of the order, unique in the brand: ORD-<business date>-<outlet code><queue number in at least four digits>, e.g. ORD-20261130-KMG0013; a queue ' +
      'number above 9999 stands behind a hyphen (KMG-10000). Null while a draft.',
  })
  number!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Queue number, which is called out: 1, 2, 3 … without gaps per outlet and business date. Null while a draft.',
  })
  queueNumber!: number | null;

  @Field(() => DateScalar, { nullable: true, description: 'Business date of the order, in the time zone of the outlet.' })
  businessDate!: string | null;

  @Field(() => OrderStatus, { description: 'Status of the order.' })
  status!: OrderStatus;

  @Field(() => OrderPaymentStatus, { description: 'Payment status of the order.' })
  paymentStatus!: OrderPaymentStatus;

  @Field(() => Int, { description: shared.version })
  version!: number;

  @Field(() => ServiceMode, { description: 'Way in which the guest gets the food.' })
  serviceMode!: ServiceMode;

  @Field(() => Channel, { description: 'Channel that the order came from.' })
  channel!: Channel;

  @Field(() => String, { nullable: true, description: 'Name that the guest gave, called out when the order is ready.' })
  customerName!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the table at which the guest sits.' })
  tableName!: string | null;

  @Field(() => String, { nullable: true, description: 'Note for the kitchen and the till.' })
  notes!: string | null;

  @Field(() => MoneyScalar, { description: 'Sum of the settled payments, in minor units.' })
  paidAmount!: number;

  @Field(() => MoneyScalar, { description: 'Part of paidAmount that was refunded for good, in minor units; it is not due again.' })
  refundedAmount!: number;

  @Field(() => Int, { nullable: true, description: 'Version of the menu that the client built the order from, as the client sent it.' })
  menuVersion!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the order was placed.' })
  placedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the order was fired to the kitchen.' })
  confirmedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the kitchen began.' })
  preparingAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which everything was ready.' })
  readyAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the guest had the food.' })
  servedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the order was closed.' })
  completedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the order was cancelled.' })
  cancelledAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Instant at which the lines and the kitchen tickets of the old order were moved into the archive; null: they are here. Then `lines` has one line, ' +
      '"Archived lines", with the sums of all, and `tickets` is empty; all amounts and payments of the order stay. An operator can restore them.',
  })
  linesArchivedAt!: Date | null;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

@Extensions({ guest: true })
@ObjectType('TrackedLine', { description: 'A line of an order, as the guest sees it.', simpleResolvers: true })
export class TrackedLineType {
  @Field(() => String, { description: 'Name of the product as it was when it was sold.' })
  productName!: string;

  @Field(() => Int, { description: 'Number of units; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Measure that was sold, in measureUnit, e.g. "0.345" of KG; null when the product is sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => MoneyScalar, {
    description: 'Price of one unit with its modifiers, in minor units; for a product that is sold by measure, the price of all that was measured.',
  })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'Amount before discount, in minor units.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Discount on the line, in minor units.' })
  discount!: number;

  @Field(() => [OrderLineModifierType], { description: 'Options that the guest chose.' })
  modifiers!: readonly OrderLineModifierType[];
}

@Extensions({ guest: true })
@ObjectType('OrderTracking', { description: 'An order, as the guest who has its token sees it.', simpleResolvers: true })
export class OrderTrackingType {
  @Field(() => String, {
    nullable: true,
    description: 'Number of the order: ORD-<business date>-<outlet code><queue number in at least four digits>, e.g. ORD-20261130-KMG0013.',
  })
  number!: string | null;

  @Field(() => Int, { nullable: true, description: 'Queue number of the order, which is called out.' })
  queueNumber!: number | null;

  @Field(() => OrderStatus, { description: 'Status of the order.' })
  status!: OrderStatus;

  @Field(() => OrderPaymentStatus, { description: 'Payment status of the order.' })
  paymentStatus!: OrderPaymentStatus;

  @Field(() => MoneyScalar, { description: 'Amount that was refunded to the guest for good, in minor units.' })
  refundedAmount!: number;

  @Field(() => DateTimeScalar, { description: shared.updatedAt })
  updatedAt!: Date;
}

export const orderConnection = connectionTypes(() => OrderType, { name: 'Order', one: 'An order', page: 'A page of orders, newest first.' });

export const PlaceOrderPayload = payloadType('PlaceOrder', { order: () => OrderType }, { guest: true });

export const OrderPayload = payloadType(
  'Order',
  { order: () => OrderType },
  { description: 'Answer of confirmOrder, serveOrder, completeOrder and cancelOrder: the order, or the failures in userErrors.' },
);
export const SetTipPayload = payloadType('SetTip', { order: () => OrderType });
export const DiscountOrderPayload = payloadType('DiscountOrder', { order: () => OrderType });
export const RemoveDiscountPayload = payloadType('RemoveDiscount', { order: () => OrderType });
export const OverridePricePayload = payloadType('OverridePrice', { order: () => OrderType });
