import { Field, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';

export const PaymentWarningCode = { NO_OPEN_SHIFT: 'NO_OPEN_SHIFT' } as const;
export type PaymentWarningCode = keyof typeof PaymentWarningCode;

registerEnumType(PaymentWarningCode, {
  name: 'PaymentWarningCode',
  description: 'Code of a warning about a payment that succeeded. New values may be added.',
  valuesConfig: { NO_OPEN_SHIFT: { description: 'Cash was taken while no shift of the drawer was open: no report of a shift counts it.' } },
});

@ObjectType('PaymentWarning', { description: 'A warning to show to the staff about a payment that succeeded.', simpleResolvers: true })
export class PaymentWarningType {
  @Field(() => PaymentWarningCode, { description: 'Stable code of the warning.' })
  code!: PaymentWarningCode;

  @Field(() => String, { description: 'Text of the warning for people.' })
  message!: string;
}
