import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { shared } from '../../kernel/descriptions.ts';
import { payWithCredit } from './pay-with-credit.ts';
import { Payment } from './payment.entity.ts';
import { PaymentType } from './payment.type.ts';
import { PayWithCreditPayload } from './payment-payload.type.ts';
import type { Refund } from './refund.entity.ts';
import { paymentRefunds } from './refund.loaders.ts';
import { PayWithCreditInput, RefundType } from './refund.type.ts';

@Resolver(() => PaymentType)
export class PaymentRefundsResolver {
  @Mutation(() => PayWithCreditPayload, {
    description: 'Pays an order with what is left of a late payment that its guest keeps as a credit: a GIFT_CARD payment. CASHIER.',
  })
  @Authorized('TAKE_CASH')
  payWithCredit(@Ctx() ctx: Context, @Arg('input', () => PayWithCreditInput) input: PayWithCreditInput): Promise<unknown> {
    return command(ctx, { field: 'payWithCredit', input, of: Payment, run: () => payWithCredit(ctx, input), payload: (payment) => ({ payment }) });
  }

  @FieldResolver(() => [RefundType], { description: 'Refunds of the payment, also those that are pending, oldest first. Staff.' })
  @Authorized('LIST_PAYMENTS')
  refunds(@Root() payment: Payment, @Ctx() ctx: Context): Promise<Refund[]> {
    return paymentRefunds(ctx).load(payment.id);
  }
}

@Resolver(() => RefundType)
export class RefundTypeResolver {
  @FieldResolver(() => ID, { description: shared.paymentId })
  paymentId(@Root() refund: Refund): string {
    return refund.payment.id;
  }

  @FieldResolver(() => PaymentType, { nullable: true, description: 'The payment that is refunded. Staff.' })
  @Authorized('LIST_PAYMENTS')
  async payment(@Root() refund: Refund): Promise<Payment | null> {
    return (await refund.payment.load()) ?? null;
  }
}
