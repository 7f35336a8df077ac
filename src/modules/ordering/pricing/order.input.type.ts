import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { MeasureScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { ApprovalInput } from '../../identity/index.ts';
import { Channel, ServiceMode } from '../../tenancy/index.ts';
import { OrderCommandInput } from '../model/order-command.input.type.ts';
import { PriceOverrideInput, StaffDiscountInput } from './staff-price.input.type.ts';

@InputType({ description: 'An option that the guest chose for a product.' })
export class ModifierSelectionInput {
  @Field(() => ID, { description: 'UUID of the option on the menu.' })
  optionId!: string;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Number of units of the option; more than 1 only in groups of type QUANTITY.' })
  quantity?: number | null;

  @Field(() => String, { nullable: true, description: 'Text of the guest for a group of type TEXT, e.g. a name on a cake; at most 200 characters.' })
  text?: string | null;
}

@InputType({ description: 'A line of an order: one product with its options.' })
export class OrderLineInput {
  @Field(() => ID, { description: 'UUID of the product on the menu.' })
  productId!: string;

  @Field(() => Int, { defaultValue: 1, description: 'Number of pieces, 1 to 999; always 1 for a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description:
      'Measure of a product that is sold by measure, in its unit: a multiple of the item\'s measureStep, 0.001 to 999, e.g. "0.345" of KG. It is required ' +
      'for such a product and refused for others. Several measures of one product are several lines.',
  })
  measure?: string | null;

  @Field(() => [ModifierSelectionInput], {
    nullable: true,
    defaultValue: [],
    description: 'Chosen options within the rules of the groups, at most 250. The client sends the defaults too.',
  })
  modifiers?: ModifierSelectionInput[] | null;

  @Field(() => String, { nullable: true, description: 'Note for the kitchen, at most 200 characters; it may have several lines.' })
  notes?: string | null;

  @Field(() => PriceOverrideInput, { nullable: true, description: 'Price instead of that of the menu. Staff at a till.' })
  priceOverride?: PriceOverrideInput | null;
}

@InputType({ description: 'A basket to price.' })
export class PriceOrderInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => ServiceMode, { description: 'Service mode, one that the outlet offers.' })
  serviceMode!: ServiceMode;

  @Field(() => Channel, { nullable: true, defaultValue: 'API', description: 'Channel that the order comes from.' })
  channel?: Channel | null;

  @Field(() => [OrderLineInput], { description: 'Lines of the basket, 1 to 250.' })
  lines!: OrderLineInput[];

  @Field(() => [String], {
    nullable: true,
    defaultValue: [],
    description: 'Promotion codes of the guest, at most 20 of at most 100 characters; letter case does not count.',
  })
  promotionCodes?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of the guest, at most 40 characters. It decides about promotions that are limited per customer.',
  })
  customerPhone?: string | null;

  @Field(() => [StaffDiscountInput], { nullable: true, description: 'Discounts that staff at a till give, at most 20; a quote needs no approval.' })
  discounts?: StaffDiscountInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Tip for the staff on top of everything, in minor units, untaxed; 0 to 1000000000. Default: 0.' })
  tip?: number | null;
}

@InputType({ description: 'Amounts that the client showed for a line. A different amount is refused with PRICE_CHANGED, which names the line.' })
export class ExpectedLineInput {
  @Field(() => MoneyScalar, { nullable: true, description: 'Price of one unit with its modifiers, in minor units; null: it is not compared.' })
  unitPrice?: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Total of the line in minor units, unit price times quantity before discount; null: it is not compared.',
  })
  total?: number | null;
}

@InputType({
  description:
    'Cash that is taken with an order and pays all of it, under the rules of payCash: rounded to the coins of the outlet, in an open shift where the outlet requires one.',
})
export class CounterPaymentInput {
  @Field(() => MoneyScalar, { description: 'Cash that the guest hands over, in minor units.' })
  tendered!: number;
}

@InputType({ description: 'An order to place.' })
export class PlaceOrderInput {
  @Field(() => ID, { nullable: true, description: 'UUID chosen by the client, so that an order taken offline has its final id at once. Optional.' })
  id?: string | null;

  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => ServiceMode, { description: 'Service mode, one that the outlet offers.' })
  serviceMode!: ServiceMode;

  @Field(() => Channel, {
    nullable: true,
    defaultValue: 'API',
    description: 'Channel that the order comes from; it decides when the order is fired to the kitchen.',
  })
  channel?: Channel | null;

  @Field(() => [OrderLineInput], { description: 'Lines of the order, 1 to 250.' })
  lines!: OrderLineInput[];

  @Field(() => [String], {
    nullable: true,
    defaultValue: [],
    description: 'Promotion codes of the guest, at most 20 of at most 100 characters; letter case does not count. A code that does not apply is refused.',
  })
  promotionCodes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Name that is called out when the order is ready, at most 100 characters.' })
  customerName?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of the guest, at most 40 characters. It decides about promotions that are limited per customer.',
  })
  customerPhone?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the table, at most 40 characters; with tableToken the name is that of the table.' })
  tableName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Token of the QR code of a table, see tableByToken, at most 142 characters. A guest needs one: the order is then of the channel QR and DINE_IN. ' +
      'The number of orders in 10 minutes is limited per table, customer, address and brand (TOO_MANY_ATTEMPTS with details.retryAfter), and 10 orders of a ' +
      'table may wait for their payment (LIMIT_EXCEEDED).',
  })
  tableToken?: string | null;

  @Field(() => String, { nullable: true, description: 'Note for the kitchen and the till, at most 500 characters; it may have several lines.' })
  notes?: string | null;

  @Field(() => Int, { nullable: true, description: 'Version of the menu that the client built the order from.' })
  menuVersion?: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Total that the client showed; a different one is refused with PRICE_CHANGED, whose details have total, totals (its parts), unitPrices, and lines when ' +
      'expectedLines were sent.',
  })
  expectedTotal?: number | null;

  @Field(() => [ExpectedLineInput], {
    nullable: true,
    description: 'Amounts that the client showed, one entry for each of the 1 to 250 lines, in their order.',
  })
  expectedLines?: ExpectedLineInput[] | null;

  @Field(() => CounterPaymentInput, { nullable: true, description: 'Cash taken with the order. CASHIER.' })
  payment?: CounterPaymentInput | null;

  @Field(() => [StaffDiscountInput], { nullable: true, description: 'Discounts that staff at a till give, at most 20.' })
  discounts?: StaffDiscountInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Tip for the staff on top of everything, in minor units, untaxed; 0 to 1000000000. Default: 0.' })
  tip?: number | null;

  @Field(() => ApprovalInput, { nullable: true, description: 'Approval of a manager. It is required below MANAGER for discounts and for prices set by hand.' })
  approval?: ApprovalInput | null;
}

@InputType({ description: 'The order to cancel, and the reason.' })
export class CancelOrderInput extends OrderCommandInput {
  @Field(() => String, { description: 'Reason of the cancellation, 1 to 200 characters.' })
  reason!: string;

  @Field(() => ApprovalInput, { nullable: true, description: 'Approval of a MANAGER. A CASHIER needs it once the kitchen has begun.' })
  approval?: ApprovalInput | null;
}

@InputType({ description: 'The tip of an order.' })
export class SetTipInput extends OrderCommandInput {
  @Field(() => MoneyScalar, { description: 'Whole tip in minor units, 0 to 1000000000; 0 removes the tip.' })
  amount!: number;
}
