import { Field, ID, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { PaymentMethod } from '../model/payment-method.ts';
import { ShiftEntryKind } from '../model/shift.entity.ts';

@ObjectType('ShiftCash', { description: 'The cash of a drawer: expected = float + taken + paidIn − paidOut − refunded.', simpleResolvers: true })
export class ShiftCashType {
  @Field(() => MoneyScalar, { description: 'Cash in the drawer when the shift was opened, in minor units.' })
  float!: number;

  @Field(() => MoneyScalar, { description: 'Cash taken for orders in minor units: Σ amount + rounding.' })
  taken!: number;

  @Field(() => MoneyScalar, { description: 'Cash put in beside the sales, in minor units.' })
  paidIn!: number;

  @Field(() => MoneyScalar, { description: 'Cash taken out beside the sales, in minor units.' })
  paidOut!: number;

  @Field(() => MoneyScalar, { description: 'Cash refunds in minor units: Σ amount + rounding.' })
  refunded!: number;

  @Field(() => MoneyScalar, { description: 'Cash that must be in the drawer, in minor units.' })
  expected!: number;
}

@ObjectType('ShiftTender', { description: 'Payments of a shift by one method.', simpleResolvers: true })
export class ShiftTenderType {
  @Field(() => PaymentMethod, { description: 'Payment method of the figures.' })
  method!: PaymentMethod;

  @Field(() => Int, { description: 'Number of settled payments.' })
  count!: number;

  @Field(() => MoneyScalar, { description: 'Sum of the payments in minor units; for CASH with rounding.' })
  taken!: number;

  @Field(() => Int, { description: 'Number of refunds.' })
  refundCount!: number;

  @Field(() => MoneyScalar, { description: 'Sum of the refunds in minor units; for CASH with rounding.' })
  refunded!: number;

  @Field(() => MoneyScalar, { description: 'Difference taken − refunded, in minor units.' })
  net!: number;

  @Field(() => MoneyScalar, { description: 'Amount that must be there, in minor units: for CASH what must be in the drawer, float included; for others net.' })
  expected!: number;

  @Field(() => MoneyScalar, { nullable: true, description: 'Amount that was counted, in minor units; null when it was not counted.' })
  counted!: number | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Difference counted − expected in minor units, negative when something is missing; null when it was not counted.',
  })
  difference!: number | null;
}

@ObjectType('ShiftEntry', { description: 'Cash put into a drawer or taken out of it beside the sales, or a drawer opened without one.', simpleResolvers: true })
export class ShiftEntryType {
  @Field(() => ShiftEntryKind, { description: 'Kind of the entry.' })
  kind!: ShiftEntryKind;

  @Field(() => MoneyScalar, { description: 'Amount in minor units, whose direction the kind says; 0 for NO_SALE.' })
  amount!: number;

  @Field(() => String, { description: 'Reason of the entry, in the words of the staff.' })
  reason!: string;

  @Field(() => DateTimeScalar, { description: 'Instant of the entry.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Name of the user who made the entry; null when it was the till itself, or the platform.' })
  by!: string | null;
}

@ObjectType('ShiftReport', { description: 'The figures of a shift.', simpleResolvers: true })
export class ShiftReportType {
  @Field(() => ID, { description: 'UUID of the shift.' })
  shiftId!: string;

  @Field(() => Int, { description: 'Number of the shift in its outlet.' })
  number!: number;

  @Field(() => String, { nullable: true, description: 'Name of the till whose drawer it is; null when it is the drawer of a person.' })
  till!: string | null;

  @Field(() => DateTimeScalar, { description: 'Instant at which the shift was opened.' })
  openedAt!: Date;

  @Field(() => String, { nullable: true, description: 'Name of the user who opened it; null when it was the till itself, or the platform.' })
  openedBy!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the shift was closed; null while it is open.' })
  closedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the user who closed it; null while it is open, or when the till itself or the platform closed it.',
  })
  closedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'Note of the person who closed the shift.' })
  note!: string | null;

  @Field(() => ShiftCashType, { description: 'Figures of the cash in detail.' })
  cash!: ShiftCashType;

  @Field(() => [ShiftTenderType], { description: 'Figures by payment method: always CASH, others when something was taken, refunded or counted; at most 8.' })
  tenders!: ShiftTenderType[];

  @Field(() => MoneyScalar, { description: 'Sum of the cash roundings of payments less those of refunds, in minor units; it may be negative.' })
  rounding!: number;

  @Field(() => Int, { description: 'Number of times the drawer was opened without a sale.' })
  noSales!: number;

  @Field(() => Int, { description: 'Number of entries of the shift.' })
  entryCount!: number;

  @Field(() => [ShiftEntryType], { description: 'Entries of the shift, oldest first; the first 250 of them.' })
  entries!: ShiftEntryType[];
}
