import { Field, ID, InputType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { DateRangeInput, DateTimeRangeInput, MoneyRangeInput } from '../../../kernel/graphql/range.type.ts';
import { SortDirection } from '../../../kernel/lists/page.ts';
import { DateScalar, DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { Channel, ServiceMode } from '../../tenancy/index.ts';
import { OrderPaymentStatus, OrderStatus } from '../model/order.status.ts';
import { OrderSortKey } from '../model/order-filter.ts';

registerEnumType(OrderSortKey, {
  name: 'OrderSortKey',
  description: 'Value that a list of orders is sorted by.',
  valuesConfig: {
    PLACED_AT: { description: 'Instant at which the order was placed.' },
    UPDATED_AT: { description: 'Instant at which the order, its payments or its kitchen state last changed.' },
    TOTAL: { description: 'Total of the order, in minor units.' },
    QUEUE_NUMBER: { description: 'Queue number, which is called out. Orders without one, which are drafts, are left out.' },
  },
});

@InputType({ description: 'Sorting of a list of orders. A cursor is valid only with the sorting that it was given with.' })
export class OrderOrder {
  @Field(() => OrderSortKey, { description: 'Value that the list is sorted by.' })
  key!: OrderSortKey;

  @Field(() => SortDirection, {
    nullable: true,
    defaultValue: 'DESC',
    description: 'Direction of the list; default DESC, e.g. the newest or the largest first.',
  })
  direction?: SortDirection | null;
}

@InputType({ description: 'Conditions for a list of orders; an order meets all that are set.' })
export class OrderFilter {
  @Field(() => ID, { nullable: true, description: 'Orders of one outlet.' })
  outletId?: string | null;

  @Field(() => [OrderStatus], { nullable: true, description: 'Orders in any of these states.' })
  status?: OrderStatus[] | null;

  @Field(() => [OrderPaymentStatus], {
    nullable: true,
    description: 'Orders in any of these payment states. UNPAID and PARTIALLY_PAID find what is owed: a cancelled order owes nothing and is not among them.',
  })
  paymentStatus?: OrderPaymentStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True: orders with something still due (dueAmount above 0), the open bills. False: all others.' })
  due?: boolean | null;

  @Field(() => DateScalar, { nullable: true, description: 'Orders of one business date.' })
  businessDate?: string | null;

  @Field(() => DateRangeInput, { nullable: true, description: 'Orders of a range of business dates.' })
  businessDates?: DateRangeInput | null;

  @Field(() => DateTimeRangeInput, { nullable: true, description: 'Orders placed in this time.' })
  placedAt?: DateTimeRangeInput | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Orders that changed at this instant or later. To miss no change follow outletFeed: a change may become visible some seconds after its instant.',
  })
  updatedSince?: Date | null;

  @Field(() => MoneyRangeInput, { nullable: true, description: 'Orders whose total lies in this range.' })
  total?: MoneyRangeInput | null;

  @Field(() => [Channel], { nullable: true, description: 'Orders of any of these channels.' })
  channel?: Channel[] | null;

  @Field(() => [ServiceMode], { nullable: true, description: 'Orders of any of these service modes.' })
  serviceMode?: ServiceMode[] | null;

  @Field(() => String, { nullable: true, description: 'Orders at the table of this name, at most 40 characters, e.g. "Meja 7"; letter case does not count.' })
  tableName?: string | null;

  @Field(() => ID, { nullable: true, description: 'Orders placed by the QR code of this table.' })
  tableId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Orders that this user took.' })
  cashierId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Orders that were taken on this device.' })
  deviceId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Orders of this phone number, at most 40 characters in any spelling, e.g. 0812 7777 8888, +6281277778888 or 006281277778888.',
  })
  customerPhone?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Order number, whole (ORD-20261130-KMG0001) or in part (KMG0001, 0001); queue number (1); phone number in any spelling; name of the table; or the ' +
      "beginning of the guest's name. The first 100 characters count.",
  })
  search?: string | null;
}
