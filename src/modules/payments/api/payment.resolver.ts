import { CurrencyType, currencyOf } from '../../../kernel/graphql/currency.type.ts';
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
  type ValueOf,
} from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { Payment, ReviewReason } from '../model/payment.entity.ts';
import { findPayment } from '../model/payment.repository.ts';
import { CapturePaymentInput, PayCashInput, PaymentType, paymentConnection, ReviewPaymentInput } from '../model/payment.type.ts';
import { CapturePaymentPayload, PaymentPayload, ReviewPaymentPayload } from '../model/payment-payload.type.ts';
import { beginCapture, sendCapture } from '../online/capture-payment.ts';
import { reviewPayment } from '../online/review-payment.ts';
import { payCash } from '../tenders/pay-cash.ts';
import { findPayments } from './find-payments.ts';
import { PaymentFilter, PaymentOrder } from './payment-filter.type.ts';

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Mutation(() => PaymentPayload, { description: 'Takes cash for an order. CASHIER.' })
  @Authorized('TAKE_CASH')
  @Extensions({ onlyField: true })
  payCash(@Ctx() ctx: Context, @Arg('input', () => PayCashInput) input: PayCashInput): Promise<ValueOf<typeof PaymentPayload>> {
    return command(ctx, { field: 'payCash', input, of: Payment, run: () => payCash(ctx, input), payload: (payment) => ({ payment }) });
  }

  @Mutation(() => CapturePaymentPayload, { description: 'Captures money that was authorised with captureMode MANUAL, all of it or a part. CASHIER.' })
  @Authorized('CAPTURE_PAYMENT')
  @Extensions({ onlyField: true, waitsOutside: true })
  capturePayment(@Ctx() ctx: Context, @Arg('input', () => CapturePaymentInput) input: CapturePaymentInput): Promise<ValueOf<typeof CapturePaymentPayload>> {
    const after = (payment: Payment): Promise<Payment> => sendCapture(ctx, payment);
    return command(ctx, { field: 'capturePayment', input, of: Payment, run: () => beginCapture(ctx, input), after, payload: (payment) => ({ payment }) });
  }

  @Mutation(() => ReviewPaymentPayload, { description: 'Decides on a payment that is UNDER_REVIEW or PAID_LATE. MANAGER.' })
  @Authorized('REVIEW_PAYMENT')
  @Extensions({ waitsOutside: true })
  reviewPayment(@Ctx() ctx: Context, @Arg('input', () => ReviewPaymentInput) input: ReviewPaymentInput): Promise<ValueOf<typeof ReviewPaymentPayload>> {
    return command(ctx, { field: 'reviewPayment', input, of: Payment, run: () => reviewPayment(ctx, input), payload: (payment) => ({ payment }) });
  }

  @Query(() => PaymentType, { nullable: true, description: 'One payment; null when it does not exist or the caller cannot reach its outlet. CASHIER.' })
  @Authorized('LIST_PAYMENTS')
  payment(@Ctx() ctx: Context, @Arg('id', () => ID, { description: shared.paymentId }) id: string): Promise<Payment | null> {
    return findPayment(ctx, id);
  }

  @Query(() => paymentConnection.type, {
    description: 'Payments of the outlets that the caller can reach, newest first unless orderBy says otherwise. first: 1 to 100. CASHIER.',
  })
  @Authorized('LIST_PAYMENTS')
  payments(
    @Ctx() ctx: Context,
    @Arg('filter', () => PaymentFilter, { nullable: true, description: shared.filter })
    filter: PaymentFilter | null,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('orderBy', () => PaymentOrder, { nullable: true, description: 'Sorting of the list; default: CREATED_AT, DESC.' }) orderBy: PaymentOrder | null,
  ): Promise<Connection<Payment>> {
    return findPayments(ctx, filter ?? {}, orderBy ?? null, page);
  }

  @FieldResolver(() => CurrencyType, { description: shared.currency })
  currency(@Root() payment: Payment): CurrencyType {
    return currencyOf(payment.currency);
  }

  @FieldResolver(() => ReviewReason, { nullable: true, description: 'Reason why a payment is UNDER_REVIEW; null otherwise. Staff.' })
  @Authorized('LIST_PAYMENTS')
  reviewReason(@Root() payment: Payment): ReviewReason | null {
    return payment.reviewReason ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'Reason why the payment failed, in the words of the provider. Staff.' })
  @Authorized('LIST_PAYMENTS')
  failureReason(@Root() payment: Payment): string | null {
    return payment.failureReason ?? null;
  }

  @FieldResolver(() => MoneyScalar, {
    nullable: true,
    description: 'Amount that is left of the payment as a credit of the guest, in minor units; null when it is no credit. Staff.',
  })
  @Authorized('LIST_PAYMENTS')
  credit(@Root() payment: Payment): number | null {
    return payment.credit ?? null;
  }
}
