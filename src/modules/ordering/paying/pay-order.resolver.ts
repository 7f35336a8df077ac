import { Arg, Authorized, Ctx, Extensions, ID, Mutation, Resolver, Root, Subscription, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { command, mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { CancelPaymentPayload, CheckPaymentPayload, Payment, PaymentType, refreshedPayment, StartPaymentPayload, sendPayment } from '../../payments/index.ts';
import { followPayments, type PaymentChange, paymentOfChange } from '../feeds/payment-feed.ts';
import { cancelByToken, cancelOwnPayment, payByToken, requireOwnPayment, startPayment } from './pay-order.ts';
import {
  CancelByTokenInput,
  CancelByTokenPayload,
  CancelPaymentInput,
  CheckPaymentInput,
  PayByTokenInput,
  PayByTokenPayload,
  StartPaymentInput,
} from './pay-order.type.ts';

@Resolver()
export class PayOrderResolver {
  @Mutation(() => StartPaymentPayload, {
    description: 'Starts a payment through a provider: QR code, card, wallet or transfer. CASHIER; a kiosk for its own orders.',
  })
  @Authorized('PAY_ORDER')
  @Extensions({ onlyField: true, waitsOutside: true })
  startPayment(@Ctx() ctx: Context, @Arg('input', () => StartPaymentInput) input: StartPaymentInput): Promise<ValueOf<typeof StartPaymentPayload>> {
    const after = (payment: Payment): Promise<Payment> => sendPayment(ctx, payment);
    return command(ctx, { field: 'startPayment', input, of: Payment, run: () => startPayment(ctx, input), after, payload: (payment) => ({ payment }) });
  }

  @Mutation(() => PayByTokenPayload, { description: "Starts a payment of a guest's own order, by the order's token. Guests." })
  @Authorized('ORDER_BY_TOKEN')
  @Extensions({ onlyField: true, waitsOutside: true })
  payByToken(@Ctx() ctx: Context, @Arg('input', () => PayByTokenInput) input: PayByTokenInput): Promise<ValueOf<typeof PayByTokenPayload>> {
    return mutationPayload(
      ctx,
      () => payByToken(ctx, input),
      (payment) => ({ payment, token: input.token }),
    );
  }

  @Mutation(() => CancelByTokenPayload, { description: "Cancels a payment of a guest's own order, e.g. to pay in another way. Guests." })
  @Authorized('ORDER_BY_TOKEN')
  @Extensions({ waitsOutside: true })
  cancelByToken(@Ctx() ctx: Context, @Arg('input', () => CancelByTokenInput) input: CancelByTokenInput): Promise<ValueOf<typeof CancelByTokenPayload>> {
    return mutationPayload(
      ctx,
      () => cancelByToken(ctx, input),
      (payment) => ({ payment, token: input.token }),
    );
  }

  @Mutation(() => CancelPaymentPayload, {
    description:
      'Cancels a payment that is not paid, and releases an authorised amount. A payment that was paid meanwhile is answered as it is. CASHIER; a kiosk for its own orders.',
  })
  @Authorized('PAY_ORDER')
  @Extensions({ onlyField: true, waitsOutside: true })
  cancelPayment(@Ctx() ctx: Context, @Arg('input', () => CancelPaymentInput) input: CancelPaymentInput): Promise<ValueOf<typeof CancelPaymentPayload>> {
    const after = (payment: Payment): Promise<Payment> => refreshedPayment(ctx, payment);
    const run = (): Promise<Payment> => cancelOwnPayment(ctx, input.paymentId);
    return command(ctx, { field: 'cancelPayment', input, of: Payment, run, after, payload: (payment) => ({ payment }) });
  }

  @Mutation(() => CheckPaymentPayload, {
    description:
      "Asks the provider for the state of a payment now, for a client that cannot wait for the provider's notification. Nothing changes but what the " +
      'provider reports. CASHIER; a kiosk for its own orders.',
  })
  @Authorized('PAY_ORDER')
  @Extensions({ onlyField: true, waitsOutside: true })
  checkPayment(@Ctx() ctx: Context, @Arg('input', () => CheckPaymentInput) input: CheckPaymentInput): Promise<ValueOf<typeof CheckPaymentPayload>> {
    return mutationPayload(
      ctx,
      async () => refreshedPayment(ctx, await requireOwnPayment(ctx, input.paymentId)),
      (payment) => ({ payment }),
    );
  }

  @Subscription(() => PaymentType, {
    description:
      'Live payments of an order: first the newest payment, if there is one, then each payment of the order after each of its changes. Staff; a kiosk for its own orders.',
    subscribe: ({ args, context }) => followPayments(context as Context, (args as { orderId: string }).orderId),
  })
  @Authorized('READ_PAYMENTS')
  paymentChanged(
    @Root() change: PaymentChange,
    @Ctx() ctx: Context,
    @Arg('orderId', () => ID, { description: shared.orderId }) _orderId: string,
  ): Promise<Payment> {
    return paymentOfChange(ctx, change);
  }
}
