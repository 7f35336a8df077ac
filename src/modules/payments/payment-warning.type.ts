import { Field, ObjectType, registerEnumType } from 'type-graphql';

export const PaymentWarningCode = { NO_OPEN_SHIFT: 'NO_OPEN_SHIFT' } as const;
export type PaymentWarningCode = keyof typeof PaymentWarningCode;

registerEnumType(PaymentWarningCode, {
  name: 'PaymentWarningCode',
  description: 'What a client should tell the staff about a payment that went well; new ones may be added.',
  valuesConfig: { NO_OPEN_SHIFT: { description: 'Cash was taken while no shift of the drawer was open: no report of a shift counts it.' } },
});

@ObjectType('PaymentWarning', { description: 'Something to tell the staff about a payment that went well.', simpleResolvers: true })
export class PaymentWarningType {
  @Field(() => PaymentWarningCode, { description: 'Stable code.' })
  code!: PaymentWarningCode;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}
