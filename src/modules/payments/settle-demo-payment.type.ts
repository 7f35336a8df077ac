import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { UserError } from '../../kernel/user-error.type.ts';
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
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => PaymentStatus, { description: 'Its state, after it was looked at.' })
  status!: PaymentStatus;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of settleDemoPayment.', simpleResolvers: true })
export class SettleDemoPaymentPayload {
  @Field(() => DemoPayment, { nullable: true, description: 'The payment; null when the mutation failed.' })
  payment?: DemoPayment | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
