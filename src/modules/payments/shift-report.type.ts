import { Field, ID, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { PaymentMethod } from './payment.entity.ts';
import { ShiftEntryKind } from './shift.entity.ts';

@ObjectType('ShiftCash', { description: 'The cash of a drawer: expected = float + taken + paidIn − paidOut − refunded.', simpleResolvers: true })
export class ShiftCashType {
  @Field(() => MoneyScalar, { description: 'At the beginning.' })
  float!: number;

  @Field(() => MoneyScalar, { description: 'Cash taken for orders: Σ amount + rounding.' })
  taken!: number;

  @Field(() => MoneyScalar, { description: 'Put in beside the sales.' })
  paidIn!: number;

  @Field(() => MoneyScalar, { description: 'Taken out beside the sales.' })
  paidOut!: number;

  @Field(() => MoneyScalar, { description: 'Given back in cash: Σ amount + rounding.' })
  refunded!: number;

  @Field(() => MoneyScalar, { description: 'What must be in the drawer.' })
  expected!: number;
}

@ObjectType('ShiftTender', { description: 'What was paid in one way in a shift.', simpleResolvers: true })
export class ShiftTenderType {
  @Field(() => PaymentMethod, { description: 'In which.' })
  method!: PaymentMethod;

  @Field(() => Int, { description: 'Settled payments.' })
  count!: number;

  @Field(() => MoneyScalar, { description: 'Their amounts; of CASH with rounding.' })
  taken!: number;

  @Field(() => Int, { description: 'Refunds.' })
  refundCount!: number;

  @Field(() => MoneyScalar, { description: 'What was given back; of CASH with rounding.' })
  refunded!: number;

  @Field(() => MoneyScalar, { description: 'taken − refunded.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'What must be there: of CASH what must be in the drawer, float included; of others net.' })
  expected!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'What is there; null: not counted.' })
  counted!: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'counted − expected, less than 0 when something is missing; null: not counted.' })
  difference!: number | null;
}

@ObjectType('ShiftEntry', { description: 'Cash put into a drawer or taken out of it beside the sales, or a drawer opened without one.', simpleResolvers: true })
export class ShiftEntryType {
  @Field(() => ShiftEntryKind, { description: 'What was done.' })
  kind!: ShiftEntryKind;

  @Field(() => MoneyScalar, { description: 'How much; the kind says which way. 0 of NO_SALE.' })
  amount!: number;

  @Field(() => String, { description: 'Why.' })
  reason!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Name of the user who did it; null: the till itself, or the platform.' })
  by!: string | null;
}

@ObjectType('ShiftReport', { description: 'The figures of a shift.', simpleResolvers: true })
export class ShiftReportType {
  @Field(() => ID, { description: 'Of the shift.' })
  shiftId!: string;

  @Field(() => Int, { description: 'Of the shift, in its outlet.' })
  number!: number;

  @Field(() => String, { nullable: true, description: "Name of the till whose drawer it is; null: a person's own." })
  till!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  openedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Name of the user who opened it; null: the till itself, or the platform.' })
  openedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was closed; null: it is open.' })
  closedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Name of the user who closed it; null: it is open, or the till itself or the platform closed it.' })
  closedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'Of whoever closed it.' })
  note!: string | null;

  @Field(() => ShiftCashType, { description: 'Cash in detail.' })
  cash!: ShiftCashType;

  @Field(() => [ShiftTenderType], { description: 'By tender: cash always, others when something was taken, given back or counted; at most 8.' })
  tenders!: ShiftTenderType[];

  @Field(() => MoneyScalar, { description: 'What the rounding of cash has brought, less what it has cost in refunds; may be negative.' })
  rounding!: number;

  @Field(() => Int, { description: 'How often the drawer was opened without a sale.' })
  noSales!: number;

  @Field(() => Int, { description: 'How many entries there are.' })
  entryCount!: number;

  @Field(() => [ShiftEntryType], { description: 'The first 250 of them, oldest first.' })
  entries!: ShiftEntryType[];
}
