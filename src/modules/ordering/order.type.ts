import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { MeasureUnit } from '../../kernel/measure.type.ts';
import { Node } from '../../kernel/node.type.ts';
import { payloadType } from '../../kernel/payload.type.ts';
import { DateScalar, DateTimeScalar, MeasureScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { Channel, ServiceMode } from '../tenancy/index.ts';
import { OrderPaymentStatus, OrderStatus } from './order.status.ts';

registerEnumType(OrderStatus, {
  name: 'OrderStatus',
  description: 'Where an order stands.',
  valuesConfig: {
    DRAFT: { description: 'Not placed yet.' },
    PENDING: { description: 'Placed; the kitchen does not know it yet.' },
    CONFIRMED: { description: 'Fired to the kitchen.' },
    PREPARING: { description: 'The kitchen has begun.' },
    READY: { description: 'All of it is ready.' },
    SERVED: { description: 'The guest has it.' },
    COMPLETED: { description: 'Paid and closed.' },
    CANCELLED: { description: 'Called off.' },
  },
});
registerEnumType(OrderPaymentStatus, {
  name: 'OrderPaymentStatus',
  description: 'How much of an order is paid.',
  valuesConfig: {
    UNPAID: { description: 'Nothing.' },
    PARTIALLY_PAID: { description: 'A part.' },
    PAID: { description: 'All of it.' },
    PARTIALLY_REFUNDED: { description: 'A part was given back.' },
    REFUNDED: { description: 'All was given back.' },
  },
});

@Extensions({ guest: true })
@ObjectType('OrderLineModifier', { description: 'A modifier as it was sold.', simpleResolvers: true })
export class OrderLineModifierType {
  @Field(() => String, { description: "The option's name." })
  name!: string;

  @Field(() => Int, { description: 'Units.' })
  quantity!: number;

  @Field(() => MoneyScalar, { description: 'Added to the unit price for each unit; of a line that is measured once, whatever it measures.' })
  priceAdjustment!: number;

  @Field(() => String, { nullable: true, description: "The guest's words." })
  text!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the group that the option was chosen from, as it was called when it was sold, e.g. Sugar.' })
  groupName!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the option: the same choice can be ordered again with it.' })
  optionId!: string | null;
}

@Extensions({ guest: true })
@ObjectType('OrderLine', {
  implements: Node,
  description:
    'unitPrice: with its modifiers. total = unitPrice × quantity, before discount. What is sold by measure is one unit: its quantity is 1, and unitPrice is ' +
    'measurePrice × measure, rounded half up once, with the modifiers added once.',
  simpleResolvers: true,
})
export class OrderLineType {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => String, { description: 'As it was called when it was sold.' })
  productName!: string;

  @Field(() => Int, { description: 'Units; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'How much was sold of a product that is sold by measure, in measureUnit: "0.345" of KG. Null: sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => MoneyScalar, { nullable: true, description: "The menu's price of one measureUnit, e.g. of 1 kg, without modifiers; null: sold by pieces." })
  measurePrice!: number | null;

  @Field(() => MoneyScalar, { description: 'Of one unit, with its modifiers; of a product that is sold by measure, of all that was measured.' })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'unitPrice × quantity, before discount.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Taken off the total.' })
  discount!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'The unit price that the menu asked, when staff set another; else null.' })
  menuPrice!: number | null;

  @Field(() => MoneyScalar, { description: "Its share of the order's service charge." })
  serviceCharge!: number;

  @Field(() => MoneyScalar, { description: "Its share of the order's tax." })
  tax!: number;

  @Field(() => [OrderLineModifierType], { description: 'As chosen.' })
  modifiers!: readonly OrderLineModifierType[];

  @Field(() => String, { nullable: true, description: 'For the kitchen.' })
  notes!: string | null;

  @Field(() => Boolean, { description: 'Taken off the order.' })
  voided!: boolean;
}

@Extensions({ guest: true })
@ObjectType('Order', { implements: Node, description: 'What a guest has ordered at an outlet.', simpleResolvers: true })
export class OrderType {
  @Field(() => ID, { description: 'Opaque; may be chosen by the client.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Number of the order, unique in the brand: ORD-<business date>-<outlet code><queue number in at least four digits>, e.g. ORD-20261130-KMG0013; a queue number above 9999 stands behind a hyphen (KMG-10000). Null while a draft.',
  })
  number!: string | null;

  @Field(() => Int, { nullable: true, description: 'Per outlet and business date: 1, 2, 3 … without gaps. Null while a draft.' })
  queueNumber!: number | null;

  @Field(() => DateScalar, { nullable: true, description: "The outlet's business date." })
  businessDate!: string | null;

  @Field(() => OrderStatus, { description: 'Where it stands.' })
  status!: OrderStatus;

  @Field(() => OrderPaymentStatus, { description: 'How much of it is paid.' })
  paymentStatus!: OrderPaymentStatus;

  @Field(() => Int, { description: 'Raised by every change; commands may send the version they saw.' })
  version!: number;

  @Field(() => ServiceMode, { description: 'How the guest gets it.' })
  serviceMode!: ServiceMode;

  @Field(() => Channel, { description: 'Where it came from.' })
  channel!: Channel;

  @Field(() => String, { nullable: true, description: 'Of the guest.' })
  customerName!: string | null;

  @Field(() => String, { nullable: true, description: 'Where the guest sits.' })
  tableName!: string | null;

  @Field(() => String, { nullable: true, description: 'For the kitchen and the till.' })
  notes!: string | null;

  @Field(() => MoneyScalar, { description: 'Sum of settled payment amounts.' })
  paidAmount!: number;

  @Field(() => MoneyScalar, { description: 'Given back of that for good; it is not due again.' })
  refundedAmount!: number;

  @Field(() => Int, { nullable: true, description: 'The version of the menu it was built from, as the client said.' })
  menuVersion!: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was placed.' })
  placedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was fired to the kitchen.' })
  confirmedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the kitchen began.' })
  preparingAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When all of it was ready.' })
  readyAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the guest had it.' })
  servedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed.' })
  completedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was called off.' })
  cancelledAt!: Date | null;

  @Field(() => DateTimeScalar, { description: 'Of the last change.' })
  updatedAt!: Date;
}

@Extensions({ guest: true })
@ObjectType('TrackedLine', { description: 'A line as a guest sees it.', simpleResolvers: true })
export class TrackedLineType {
  @Field(() => String, { description: 'As it was called when it was sold.' })
  productName!: string;

  @Field(() => Int, { description: 'Units; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'How much was sold of a product that is sold by measure, in measureUnit: "0.345" of KG. Null: sold by pieces.',
  })
  measure!: number | null;

  @Field(() => MeasureUnit, { description: 'Unit of measure; PIECE: sold by pieces, which quantity counts.' })
  measureUnit!: MeasureUnit;

  @Field(() => MoneyScalar, { description: 'Of one unit, with its modifiers; of a product that is sold by measure, of all that was measured.' })
  unitPrice!: number;

  @Field(() => MoneyScalar, { description: 'Before discount.' })
  total!: number;

  @Field(() => MoneyScalar, { description: 'Taken off the total.' })
  discount!: number;

  @Field(() => [OrderLineModifierType], { description: 'As chosen.' })
  modifiers!: readonly OrderLineModifierType[];
}

@Extensions({ guest: true })
@ObjectType('OrderTracking', { description: "What a guest with the order's token sees.", simpleResolvers: true })
export class OrderTrackingType {
  @Field(() => String, {
    nullable: true,
    description: 'Number of the order: ORD-<business date>-<outlet code><queue number in at least four digits>, e.g. ORD-20261130-KMG0013.',
  })
  number!: string | null;

  @Field(() => Int, { nullable: true, description: 'The number that is called out.' })
  queueNumber!: number | null;

  @Field(() => OrderStatus, { description: 'Where it stands.' })
  status!: OrderStatus;

  @Field(() => OrderPaymentStatus, { description: 'How much of it is paid.' })
  paymentStatus!: OrderPaymentStatus;

  @Field(() => MoneyScalar, { description: 'Given back to the guest for good.' })
  refundedAmount!: number;

  @Field(() => DateTimeScalar, { description: 'Of the last change.' })
  updatedAt!: Date;
}

export const orderConnection = connectionTypes(() => OrderType, { name: 'Order', one: 'An order', page: 'A page of orders, newest first.' });

export const PlaceOrderPayload = payloadType('PlaceOrder', { order: () => OrderType }, { guest: true });

export const OrderPayload = payloadType(
  'Order',
  { order: () => OrderType },
  { says: 'Answer of confirmOrder, serveOrder, completeOrder and cancelOrder: the order, or the failures in userErrors.' },
);
export const SetTipPayload = payloadType('SetTip', { order: () => OrderType });
export const DiscountOrderPayload = payloadType('DiscountOrder', { order: () => OrderType });
export const RemoveDiscountPayload = payloadType('RemoveDiscount', { order: () => OrderType });
export const OverridePricePayload = payloadType('OverridePrice', { order: () => OrderType });
