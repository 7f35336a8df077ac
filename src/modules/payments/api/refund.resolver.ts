import { Arg, Authorized, Ctx, Extensions, FieldResolver, ID, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { Payment } from '../model/payment.entity.ts';
import { PaymentType } from '../model/payment.type.ts';
import { PayWithCreditPayload } from '../model/payment-payload.type.ts';
import type { Refund } from '../model/refund.entity.ts';
import { PayWithCreditInput, RefundType } from '../model/refund.type.ts';
import { paymentRefunds } from '../refunds/refund.loaders.ts';
import { payWithCredit } from '../tenders/pay-with-credit.ts';

@Resolver(() => PaymentType)
export class PaymentRefundsResolver {
  @Mutation(() => PayWithCreditPayload, {
    description: 'Pays an order with what is left of a late payment that its guest keeps as a credit: a GIFT_CARD payment. CASHIER.',
  })
  @Authorized('TAKE_CASH')
  @Extensions({ onlyField: true })
  payWithCredit(@Ctx() ctx: Context, @Arg('input', () => PayWithCreditInput) input: PayWithCreditInput): Promise<ValueOf<typeof PayWithCreditPayload>> {
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
