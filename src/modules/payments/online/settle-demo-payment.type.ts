import { Extensions, Field, ID, InputType, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { PaymentStatus } from '../model/payment.entity.ts';
import { DemoOutcome } from './settle-demo-payment.ts';

registerEnumType(DemoOutcome, {
  name: 'DemoOutcome',
  description: 'Action of the customer at the demo gateway.',
  valuesConfig: {
    PAY: { description: 'The customer pays; with captureMode MANUAL the money is authorised.' },
    DECLINE: { description: 'The customer does not pay.' },
    EXPIRE: { description: 'The customer lets the payment expire.' },
  },
});

@InputType({ description: 'Action of the customer on a payment at the demo gateway.' })
export class SettleDemoPaymentInput {
  @Field(() => ID, { description: 'UUID of a payment whose provider is demo.' })
  paymentId!: string;

  @Field(() => DemoOutcome, { description: 'Action of the customer.' })
  outcome!: DemoOutcome;
}

@Extensions({ guest: true })
@ObjectType({ description: 'A payment at the demo gateway.', simpleResolvers: true })
export class DemoPayment {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => PaymentStatus, { description: 'Status of the payment after the action.' })
  status!: PaymentStatus;
}

export const SettleDemoPaymentPayload = payloadType('SettleDemoPayment', { payment: () => DemoPayment }, { guest: true });
