import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { payloadType } from '../../kernel/payload.type.ts';
import { PaymentStatus } from './payment.entity.ts';
import { DemoOutcome } from './settle-demo-payment.ts';

registerEnumType(DemoOutcome, {
  name: 'DemoOutcome',
  description: 'What the customer does at the demo gateway.',
  valuesConfig: {
    PAY: { description: 'Pays; with captureMode MANUAL the money is authorised.' },
    DECLINE: { description: 'Does not pay.' },
    EXPIRE: { description: 'Lets the time run out.' },
  },
});

@InputType({ description: 'Plays the customer of a payment at the demo gateway.' })
export class SettleDemoPaymentInput {
  @Field(() => ID, { description: 'A payment whose provider is demo.' })
  paymentId!: string;

  @Field(() => DemoOutcome, { description: 'What the customer does.' })
  outcome!: DemoOutcome;
}

@Extensions({ guest: true })
@ObjectType({ description: 'A payment at the demo gateway.', simpleResolvers: true })
export class DemoPayment {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => PaymentStatus, { description: 'Its state, after it was looked at.' })
  status!: PaymentStatus;
}

export const SettleDemoPaymentPayload = payloadType('SettleDemoPayment', { payment: () => DemoPayment }, { guest: true });
