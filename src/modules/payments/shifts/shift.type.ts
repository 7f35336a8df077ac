import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { PaymentMethod } from '../model/payment-method.ts';
import { ShiftEntryKind } from '../model/shift.entity.ts';

registerEnumType(ShiftEntryKind, {
  name: 'ShiftEntryKind',
  description: 'Kind of something done to a drawer beside the sales.',
  valuesConfig: {
    PAY_IN: { description: 'Cash was put into the drawer.' },
    PAY_OUT: { description: 'Cash was taken out of the drawer.' },
    NO_SALE: { description: 'The drawer was opened without a sale.' },
  },
});

@ObjectType('CountedTender', { description: 'Counted amount of one payment method.', simpleResolvers: true })
export class CountedTenderType {
  @Field(() => PaymentMethod, { description: 'Payment method that was counted.' })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, { description: 'Counted amount, in minor units.' })
  amount!: number;
}

@ObjectType('Shift', { implements: Node, description: 'A shift of a cash drawer, from its float to its count.', simpleResolvers: true })
export class ShiftType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => Int, { description: 'Number of the shift in its outlet: 1, 2, 3 and so on, without gaps; it is the number of the Z report.' })
  number!: number;

  @Field(() => ID, { nullable: true, description: 'UUID of the till whose drawer it is; null when it is the drawer of a person.' })
  deviceId!: string | null;

  @Field(() => MoneyScalar, { description: 'Cash in the drawer when the shift was opened, in minor units.' })
  float!: number;

  @Field(() => DateTimeScalar, { description: 'Instant at which the shift was opened.' })
  openedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which the drawer was counted and closed; null while the shift is open.' })
  closedAt!: Date | null;

  @Field(() => [CountedTenderType], {
    nullable: true,
    description: 'Amounts counted at the end, at most one for each payment method; null while the shift is open.',
  })
  counted!: CountedTenderType[] | null;

  @Field(() => String, { nullable: true, description: 'Note of the person who closed the shift.' })
  note!: string | null;
}

export const shiftConnection = connectionTypes(() => ShiftType, { name: 'Shift', one: 'A shift', page: 'A page of shifts, newest first.' });

@InputType({ description: 'Conditions for a list of shifts; a shift meets all that are set.' })
export class ShiftFilter {
  @Field(() => ID, { nullable: true, description: 'Shifts of one outlet.' })
  outletId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: open shifts; false: closed shifts.' })
  open?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Shifts opened at this instant or later.' })
  openedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Shifts opened before this instant.' })
  openedUntil?: Date | null;
}

@InputType({
  description: "A shift to open for the caller's own drawer: that of the till, or of the person who is signed in. A drawer has at most one open shift.",
})
export class OpenShiftInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => MoneyScalar, { description: 'Cash in the drawer in minor units, 0 to 10000000000.' })
  float!: number;
}

/** Fields of both inputs that move cash; not a type of the schema itself. */
@InputType()
export abstract class MoveCash {
  @Field(() => ID, { description: 'UUID of an open shift; a manager can name those of others.' })
  shiftId!: string;

  @Field(() => MoneyScalar, { description: 'Amount in minor units, 1 to 10000000000; at most what must be in the drawer when it is taken out.' })
  amount!: number;

  @Field(() => String, { description: 'Reason of the movement, 1 to 200 characters.' })
  reason!: string;
}

@InputType({ description: 'Cash that is put into a drawer beside the sales.' })
export class PayInInput extends MoveCash {}

@InputType({ description: 'Cash that is taken out of a drawer beside the sales.' })
export class PayOutInput extends MoveCash {}

@InputType({ description: 'A drawer opened without a sale.' })
export class OpenDrawerInput {
  @Field(() => ID, { description: 'UUID of an open shift; a manager can name those of others.' })
  shiftId!: string;

  @Field(() => String, { description: 'Reason to open the drawer, 1 to 200 characters.' })
  reason!: string;
}

@InputType({ description: 'Counted amount of one payment method.' })
export class CountedTenderInput {
  @Field(() => PaymentMethod, { description: 'Payment method that was counted.' })
  method!: PaymentMethod;

  @Field(() => MoneyScalar, {
    description: 'Counted amount in minor units, at most 10000000000; for CASH at least 0, for others negative when more was refunded than taken.',
  })
  amount!: number;
}

@InputType({ description: 'Count of a drawer that closes its shift.' })
export class CloseShiftInput {
  @Field(() => ID, { description: 'UUID of an open shift; a manager can name those of others.' })
  shiftId!: string;

  @Field(() => [CountedTenderInput], { description: 'Counted amounts: CASH, float included, and every other method that was counted; each once, at most 8.' })
  counted!: CountedTenderInput[];

  @Field(() => String, { nullable: true, description: 'Note of at most 500 characters, e.g. why something is missing; it may have several lines.' })
  note?: string | null;
}

export const OpenShiftPayload = payloadType('OpenShift', { shift: () => ShiftType });
export const PayInPayload = payloadType('PayIn', { shift: () => ShiftType });
export const PayOutPayload = payloadType('PayOut', { shift: () => ShiftType });
export const OpenDrawerPayload = payloadType('OpenDrawer', { shift: () => ShiftType });
export const CloseShiftPayload = payloadType('CloseShift', { shift: () => ShiftType });

export const shiftPayloads = [OpenShiftPayload, PayInPayload, PayOutPayload, OpenDrawerPayload, CloseShiftPayload];
