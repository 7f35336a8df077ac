import { Field, ID, InputType, Int } from 'type-graphql';
import { MeasureScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { ApprovalInput } from '../identity/index.ts';
import { Channel, ServiceMode } from '../tenancy/index.ts';
import { OrderCommandInput } from './order-command.input.type.ts';
import { PriceOverrideInput, StaffDiscountInput } from './staff-price.input.type.ts';

@InputType({ description: 'A chosen option.' })
export class ModifierSelectionInput {
  @Field(() => ID, { description: 'From the menu.' })
  optionId!: string;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Units; more than 1 in groups of type QUANTITY only.' })
  quantity?: number | null;

  @Field(() => String, { nullable: true, description: 'For groups of type TEXT, at most 200 characters.' })
  text?: string | null;
}

@InputType({ description: 'A line of an order.' })
export class OrderLineInput {
  @Field(() => ID, { description: 'From the menu.' })
  productId!: string;

  @Field(() => Int, { defaultValue: 1, description: 'Pieces, 1 to 999; 1 of a product that is sold by measure.' })
  quantity!: number;

  @Field(() => MeasureScalar, {
    nullable: true,
    description:
      'How much of a product that is sold by measure, in its unit: a multiple of the item\'s measureStep, 0.001 to 999, e.g. "0.345" of KG. Needed for it, and not for others. ' +
      'Several measures of one product are several lines.',
  })
  measure?: string | null;

  @Field(() => [ModifierSelectionInput], { nullable: true, defaultValue: [], description: "Within the groups' rules; defaults are the client's to send." })
  modifiers?: ModifierSelectionInput[] | null;

  @Field(() => String, { nullable: true, description: 'For the kitchen, at most 200 characters.' })
  notes?: string | null;

  @Field(() => PriceOverrideInput, { nullable: true, description: "Another price than the menu's. Staff at a till." })
  priceOverride?: PriceOverrideInput | null;
}

@InputType({ description: 'A basket to price.' })
export class PriceOrderInput {
  @Field(() => ID, { description: 'Where.' })
  outletId!: string;

  @Field(() => ServiceMode, { description: 'One that the outlet offers.' })
  serviceMode!: ServiceMode;

  @Field(() => Channel, { nullable: true, defaultValue: 'API', description: 'Where it comes from.' })
  channel?: Channel | null;

  @Field(() => [OrderLineInput], { description: '1 to 250.' })
  lines!: OrderLineInput[];

  @Field(() => [String], { nullable: true, defaultValue: [], description: 'Codes that the guest has; case does not count. At most 20.' })
  promotionCodes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Of the guest, at most 40 characters: decides about promotions that are limited per customer.' })
  customerPhone?: string | null;

  @Field(() => [StaffDiscountInput], { nullable: true, description: 'By staff at a till, at most 20; a quote needs no approval.' })
  discounts?: StaffDiscountInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'For the staff, on top of everything and untaxed; 0 to 1000000000. Default: 0.' })
  tip?: number | null;
}

@InputType({ description: 'What the client showed of a line; a different amount is refused with PRICE_CHANGED, which names the line.' })
export class ExpectedLineInput {
  @Field(() => MoneyScalar, { nullable: true, description: 'Price of one unit with its modifiers; null: not held against.' })
  unitPrice?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Total of the line, unit price times quantity before discount; null: not held against.' })
  total?: number | null;
}

@InputType({
  description:
    'Cash that is taken with an order, for all that it costs, under the rules of payCash: rounded to the coins of the outlet, in an open shift where the outlet demands one.',
})
export class CounterPaymentInput {
  @Field(() => MoneyScalar, { description: 'What the guest hands over.' })
  tendered!: number;
}

@InputType({ description: 'An order to place.' })
export class PlaceOrderInput {
  @Field(() => ID, { nullable: true, description: 'UUID chosen by the client, so that an order taken offline has its final id at once. Optional.' })
  id?: string | null;

  @Field(() => ID, { description: 'Where.' })
  outletId!: string;

  @Field(() => ServiceMode, { description: 'One that the outlet offers.' })
  serviceMode!: ServiceMode;

  @Field(() => Channel, { nullable: true, defaultValue: 'API', description: 'Where it comes from; decides when it is fired.' })
  channel?: Channel | null;

  @Field(() => [OrderLineInput], { description: '1 to 250.' })
  lines!: OrderLineInput[];

  @Field(() => [String], { nullable: true, defaultValue: [], description: 'Codes that the guest has; one that does not apply is refused.' })
  promotionCodes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'To call out, at most 100 characters.' })
  customerName?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 40 characters; decides about promotions that are limited per customer.' })
  customerPhone?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the table, at most 40 characters; with tableToken the name is that of the table.' })
  tableName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Token of the QR code of a table, see tableByToken. A guest needs one: the order is then of the channel QR and DINE_IN. ' +
      'Per table, customer, address and brand so many are taken in 10 minutes (TOO_MANY_ATTEMPTS with details.retryAfter), and 10 of a table may wait for their payment (LIMIT_EXCEEDED).',
  })
  tableToken?: string | null;

  @Field(() => String, { nullable: true, description: 'For the kitchen and the till, at most 500 characters.' })
  notes?: string | null;

  @Field(() => Int, { nullable: true, description: 'The menu the client built the order from.' })
  menuVersion?: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description:
      'Total that the client showed; a different one is refused with PRICE_CHANGED, whose details have total, totals (its parts), unitPrices, and lines when expectedLines were sent.',
  })
  expectedTotal?: number | null;

  @Field(() => [ExpectedLineInput], { nullable: true, description: 'What the client showed of each line, one entry for each in their order.' })
  expectedLines?: ExpectedLineInput[] | null;

  @Field(() => CounterPaymentInput, { nullable: true, description: 'Cash taken with the order. CASHIER.' })
  payment?: CounterPaymentInput | null;

  @Field(() => [StaffDiscountInput], { nullable: true, description: 'By staff at a till, at most 20.' })
  discounts?: StaffDiscountInput[] | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'For the staff, on top of everything and untaxed; 0 to 1000000000. Default: 0.' })
  tip?: number | null;

  @Field(() => ApprovalInput, { nullable: true, description: 'Needed below MANAGER for discounts and prices by hand.' })
  approval?: ApprovalInput | null;
}

@InputType({ description: 'Calls an order off.' })
export class CancelOrderInput extends OrderCommandInput {
  @Field(() => String, { description: '1 to 200 characters.' })
  reason!: string;

  @Field(() => ApprovalInput, { nullable: true, description: 'Leave of a MANAGER: a CASHIER needs it once the kitchen has begun.' })
  approval?: ApprovalInput | null;
}

@InputType({ description: 'The tip of an order.' })
export class SetTipInput extends OrderCommandInput {
  @Field(() => MoneyScalar, { description: 'All of it, 0 to 1000000000; 0: none.' })
  amount!: number;
}
