import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { PaymentMethod } from './payment.entity.ts';
import { ShiftEntryKind } from './shift.entity.ts';

registerEnumType(ShiftEntryKind, {
  name: 'ShiftEntryKind',
  description: 'What somebody did to a drawer beside the sales.',
  valuesConfig: {
    PAY_IN: { description: 'Put cash in.' },
    PAY_OUT: { description: 'Took cash out.' },
    NO_SALE: { description: 'Only opened it.' },
  },
});

@ObjectType('CountedTender', { description: 'What was counted of a tender.', simpleResolvers: true })
export class CountedTenderType {
  @Field(() => PaymentMethod, { description: 'Of what.' })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, { description: 'How much.' })
  amount!: number;
}

@ObjectType('Shift', { implements: Node, description: 'A drawer from its float to its count.', simpleResolvers: true })
export class ShiftType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => Int, { description: 'Of the outlet: 1, 2, 3 …, without gaps; the number of its Z report.' })
  number!: number;

  @Field(() => ID, { nullable: true, description: "The till whose drawer it is; null: a person's own." })
  deviceId!: string | null;

  @Field(() => MoneyScalar, { description: 'Cash in the drawer at the beginning.' })
  float!: number;

  @Field(() => DateTimeScalar, { description: 'When it was opened.' })
  openedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was counted and closed; null: it is open.' })
  closedAt!: Date | null;

  @Field(() => [CountedTenderType], { nullable: true, description: 'What was counted at the end; null: it is open. At most one of each tender.' })
  counted!: CountedTenderType[] | null;

  @Field(() => String, { nullable: true, description: 'Of whoever closed it.' })
  note!: string | null;
}

export const shiftConnection = connectionTypes(() => ShiftType, { name: 'Shift', one: 'A shift', page: 'A page of shifts, newest first.' });

@InputType({ description: 'Which shifts; all that is set must hold.' })
export class ShiftFilter {
  @Field(() => ID, { nullable: true, description: 'Of one outlet.' })
  outletId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: open ones; false: closed ones.' })
  open?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not opened before this instant.' })
  openedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Opened before this instant.' })
  openedUntil?: Date | null;
}

@InputType({ description: "Opens the caller's own drawer: that of the till, or of the person who is signed in. One shift of a drawer is open at a time." })
export class OpenShiftInput {
  @Field(() => ID, { description: 'Where.' })
  outletId!: string;

  @Field(() => MoneyScalar, { description: 'Cash in the drawer, 0 to 10^10.' })
  float!: number;
}

@InputType({ description: 'Cash put into a drawer or taken out of it beside the sales.' })
export class MoveCashInput {
  @Field(() => ID, { description: 'An open one; a manager also those of others.' })
  shiftId!: string;

  @Field(() => MoneyScalar, { description: '1 to 10^10; taken out, at most what must be in the drawer.' })
  amount!: number;

  @Field(() => String, { description: '1 to 200 characters.' })
  reason!: string;
}

@InputType({ description: 'A drawer opened without a sale.' })
export class OpenDrawerInput {
  @Field(() => ID, { description: 'An open one; a manager also those of others.' })
  shiftId!: string;

  @Field(() => String, { description: '1 to 200 characters.' })
  reason!: string;
}

@InputType({ description: 'What was counted of a tender.' })
export class CountedTenderInput {
  @Field(() => PaymentMethod, { description: 'Of what.' })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, { description: 'How much, up to 10^10; of CASH at least 0, of others less than 0 when more was given back than taken.' })
  amount!: number;
}

@InputType({ description: 'Counts and closes a drawer.' })
export class CloseShiftInput {
  @Field(() => ID, { description: 'An open one; a manager also those of others.' })
  shiftId!: string;

  @Field(() => [CountedTenderInput], { description: 'CASH, float included, and whichever others were counted; each once, at most 8.' })
  counted!: CountedTenderInput[];

  @Field(() => String, { nullable: true, description: 'At most 500 characters, e.g. why something is missing.' })
  note?: string | null;
}

@ObjectType({ description: 'Answer of the mutations of a shift.', simpleResolvers: true })
export class ShiftPayload {
  @Field(() => ShiftType, { nullable: true, description: 'The shift; null when the mutation failed.' })
  shift?: ShiftType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
