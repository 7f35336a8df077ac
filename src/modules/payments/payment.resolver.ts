import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { CurrencyType, currencyOf } from '../../kernel/currency.type.ts';
import { beginCapture, sendCapture } from './capture-payment.ts';
import { payCash } from './pay-cash.ts';
import { Payment } from './payment.entity.ts';
import { CapturePaymentInput, PayCashInput, PaymentPayload, PaymentType, RecordWithholdingInput, ReviewPaymentInput } from './payment.type.ts';
import { recordWithholding } from './record-withholding.ts';
import { reviewPayment } from './review-payment.ts';

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Mutation(() => PaymentPayload, { description: 'Takes cash for an order. CASHIER.' })
  @Authorized('TAKE_CASH')
  payCash(@Ctx() ctx: Context, @Arg('input', () => PayCashInput) input: PayCashInput): Promise<unknown> {
    return command(ctx, { field: 'payCash', input, of: Payment, run: () => payCash(ctx, input), payload: (payment) => ({ payment }) });
  }

  @Mutation(() => PaymentPayload, { description: "Takes a business buyer's certificate of tax that it withholds, as a tender. CASHIER." })
  @Authorized('TAKE_CASH')
  recordWithholding(@Ctx() ctx: Context, @Arg('input', () => RecordWithholdingInput) input: RecordWithholdingInput): Promise<unknown> {
    return command(ctx, { field: 'recordWithholding', input, of: Payment, run: () => recordWithholding(ctx, input), payload: (payment) => ({ payment }) });
  }

  @Mutation(() => PaymentPayload, { description: 'Takes money that was authorised with captureMode MANUAL, all of it or a part. CASHIER.' })
  @Authorized('CAPTURE_PAYMENT')
  capturePayment(@Ctx() ctx: Context, @Arg('input', () => CapturePaymentInput) input: CapturePaymentInput): Promise<unknown> {
    const after = (payment: Payment): Promise<Payment> => sendCapture(ctx, payment);
    return command(ctx, { field: 'capturePayment', input, of: Payment, run: () => beginCapture(ctx, input), after, payload: (payment) => ({ payment }) });
  }

  @Mutation(() => PaymentPayload, { description: 'Ends the doubt about a payment that is UNDER_REVIEW or PAID_LATE. MANAGER.' })
  @Authorized('REVIEW_PAYMENT')
  reviewPayment(@Ctx() ctx: Context, @Arg('input', () => ReviewPaymentInput) input: ReviewPaymentInput): Promise<unknown> {
    return command(ctx, { field: 'reviewPayment', input, of: Payment, run: () => reviewPayment(ctx, input), payload: (payment) => ({ payment }) });
  }

  @FieldResolver(() => CurrencyType, { description: "The order's." })
  currency(@Root() payment: Payment): CurrencyType {
    return currencyOf(payment.currency);
  }
}
