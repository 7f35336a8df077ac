import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Extensions,
  FieldResolver,
  Mutation,
  Query,
  Resolver,
  Root,
  type Shown,
  type ValueOf,
} from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { approvalOf, requireApprovalSent, withoutApproval } from '../../identity/index.ts';
import {
  findPayment,
  type Payment,
  PaymentType,
  Refund,
  RefundFilter,
  RefundType,
  refundConnection,
  reportOfShift,
  type ShiftReport,
  ShiftReportType,
  sendRefund,
} from '../../payments/index.ts';
import type { Order } from '../model/order.entity.ts';
import { findOrder } from '../model/order.repository.ts';
import { OrderType } from '../model/order.type.ts';
import { partsOf } from './earlier-refunds.ts';
import { refundedFees, refundedLines } from './explain-refund.ts';
import { RefundedFeeType, RefundedLineType } from './refund.type.ts';
import { findRefundsByNumber, refundNumber } from './refund-number.ts';
import { refundPayment } from './refund-payment.ts';
import { RefundPaymentInput, RefundPaymentPayload } from './refund-payment.type.ts';

@Resolver(() => RefundPaymentPayload)
export class RefundPaymentResolver {
  @Mutation(() => RefundPaymentPayload, {
    description:
      'Refunds money of a payment. Cash is given at once, out of the open shift of the drawer; other money goes back by its provider, which may decide later ' +
      '(PENDING). MANAGER, or CASHIER with an approval.',
  })
  @Authorized('REFUND_PAYMENT')
  @Extensions({ onlyField: true, waitsOutside: true })
  refundPayment(@Ctx() ctx: Context, @Arg('input', () => RefundPaymentInput) input: RefundPaymentInput): Promise<ValueOf<typeof RefundPaymentPayload>> {
    const approval = approvalOf(ctx, input.approval);
    const after = (refund: Refund): Promise<Refund> => sendRefund(ctx, refund);
    const authorize = (): void => requireApprovalSent(ctx, 'REFUND', approval);
    const about = { input: withoutApproval(input), prepare: approval, of: Refund, after, authorize, payload: (refund: Refund) => ({ refund }) };
    return command(ctx, { ...about, field: 'refundPayment', run: () => refundPayment(ctx, input, approval) });
  }

  @FieldResolver(() => PaymentType, { nullable: true, description: 'The payment as it is now; null when the mutation failed.' })
  payment(@Root() { refund }: { refund?: Refund }, @Ctx() ctx: Context): Promise<Payment | null> | null {
    return refund ? findPayment(ctx, refund.payment.id) : null;
  }

  @FieldResolver(() => ShiftReportType, {
    nullable: true,
    description:
      'Figures of the shift that the refund counts in, as they are now; null when it counts in none, or in one that the caller cannot reach. CASHIER.',
  })
  @Authorized('RUN_SHIFT')
  shiftReport(@Root() { refund }: { refund?: Refund }, @Ctx() ctx: Context): Promise<ShiftReport | null> {
    return reportOfShift(ctx, refund?.shift?.id);
  }

  @FieldResolver(() => OrderType, { nullable: true, description: 'The order as it is now; null when the mutation failed.' })
  order(@Root() { refund }: { refund?: Refund }, @Ctx() ctx: Context): Promise<Order | null> | null {
    return refund ? findOrder(ctx, refund.orderId) : null;
  }
}

@Resolver(() => RefundType)
export class RefundPartsResolver {
  @Query(() => refundConnection.type, { description: 'Refunds of the outlets that the caller can reach, newest first. first: 1 to 100. CASHIER.' })
  @Authorized('LIST_PAYMENTS')
  refunds(
    @Ctx() ctx: Context,
    @Arg('filter', () => RefundFilter, { nullable: true, description: shared.filter }) filter: RefundFilter | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Refund>> {
    return findRefundsByNumber(ctx, filter ?? {}, page);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Number of the refund for paper: <number of the order>-R<1, 2, 3 …>, unique in the brand. Null for a refund of a server of an earlier release.',
  })
  number(@Root() refund: Refund, @Ctx() ctx: Context): Promise<string | null> {
    return refundNumber(ctx, refund);
  }

  @FieldResolver(() => [RefundedLineType], { description: 'Refunded parts of lines; empty when the refund is for no line in particular.' })
  lines(@Root() refund: Refund): readonly Shown<RefundedLineType>[] {
    return refundedLines(partsOf(refund)?.lines ?? []);
  }

  @FieldResolver(() => [RefundedFeeType], { description: 'Fees that the refund gives back.' })
  fees(@Root() refund: Refund): readonly Shown<RefundedFeeType>[] {
    return refundedFees(partsOf(refund)?.fees ?? []);
  }
}
