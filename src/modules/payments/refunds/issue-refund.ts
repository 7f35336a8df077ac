import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { type Money, sumOf } from '../../../kernel/values/money.ts';
import { refundsOf } from '../accounts/account.ts';
import { cashRefund } from '../model/cash-refund.ts';
import { leaseEnd } from '../model/check-schedule.ts';
import { openShiftOf, requireOpenShift } from '../model/open-shift.ts';
import type { Payment } from '../model/payment.entity.ts';
import { type LockedPayment, lockPaymentOnly, refundsOfPayments } from '../model/payment.repository.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { Refund } from '../model/refund.entity.ts';
import { Shift } from '../model/shift.entity.ts';
import { requireCashInDrawer } from '../shifts/drawer.ts';
import { type NewRefund, openRefund, refundableAmount, settleRefund } from './settle-refund.ts';

/** How a payment is refunded. */
export interface RefundRoute {
  readonly method: PaymentMethod;
  /** Whether the refund succeeds at once, without a provider. */
  readonly immediate: boolean;
  /** Open shift of the caller's drawer; a refund in cash is taken out of it. */
  readonly shiftId: string | null;
  /** The provider refunds a whole payment or nothing. */
  readonly wholeOnly: boolean;
}

/**
 * Chooses how a locked payment is refunded: by its own method, or in cash. It takes the locks in the order of all
 * tenders: the late payment that the credit came from, then the drawer's shift; the order is locked after them.
 * @throws SHIFT_CLOSED, CONFLICT when the provider cannot refund it
 */
export async function chooseRefundRoute(ctx: Context, payment: Payment, { cash }: { readonly cash: boolean }): Promise<RefundRoute> {
  const { method, provider, outlet } = payment;
  if (cash && method === 'WITHHOLDING') throw invalid(['cash'], 'is no way to give back tax that the buyer pays for the seller: no money was taken.');
  const inCash = cash || method === 'CASH';
  if (!inCash && provider === 'credit' && payment.providerReference != null) await lockPaymentOnly(ctx, payment.providerReference);
  const shift = inCash ? await requireOpenShift(ctx, outlet.id, 'EXCLUSIVE') : await openShiftOf(ctx, outlet.id);
  const asPaid: RefundRoute = { method: inCash ? 'CASH' : method, immediate: true, shiftId: shift?.id ?? null, wholeOnly: false };
  if (inCash) return asPaid;
  if (provider === 'credit' || provider === 'withholding') return asPaid;
  const can = refundsOf(ctx, payment);
  if (can === 'NONE') throw onlyInCash(`${provider} cannot give back ${method} payments`);
  return { ...asPaid, immediate: false, wholeOnly: can === 'FULL_ONLY' };
}

/**
 * Refunds a part of a locked payment: at once, or by its provider after the commit, see {@link sendRefund}.
 * @throws AMOUNT_MISMATCH when the drawer does not hold enough cash
 */
export async function issueRefund(
  ctx: Context,
  { payable, payment }: LockedPayment,
  route: RefundRoute,
  details: Omit<NewRefund, 'method' | 'rounding' | 'shiftId'>,
): Promise<Refund> {
  const { method, shiftId } = route;
  if (route.wholeOnly && details.amount !== (payment.captured ?? payment.amount)) throw onlyInCash(`${payment.provider} gives back whole payments only`);
  const rounding = method === 'CASH' ? await roundingOf(ctx, payment, details.amount) : 0;
  if (method === 'CASH') await requireCashInDrawer(ctx, await ctx.em.findOneOrFail(Shift, { id: shiftId }), details.amount + rounding, ['paymentId']);
  const refund = await openRefund(ctx, payment, { ...details, method, rounding, shiftId });
  if (route.immediate) {
    await settleRefund(ctx, payable, payment, refund);
    return refund;
  }
  // Until then this node sends the refund; afterwards any node may send it.
  payment.checkAt = leaseEnd(ctx.services);
  recordPaymentChanged(ctx, payment);
  return refund;
}

function onlyInCash(why: string): UserFailure {
  return new UserFailure('CONFLICT', `${why}; give it back in cash (cash: true).`, { field: ['cash'] });
}

async function roundingOf(ctx: Context, payment: Payment, amount: Money): Promise<Money> {
  const earlier = (await refundsOfPayments(ctx, [payment.id])).get(payment.id) ?? [];
  const refunded = sumOf(earlier.filter(({ status }) => status === 'PENDING' || status === 'SUCCEEDED').map((refund) => refund.amount + refund.rounding));
  const taken = (payment.captured ?? payment.amount) + payment.rounding;
  const spent = payment.left() - payment.free();
  const givesRest = payment.method === 'CASH' && amount === (await refundableAmount(ctx, payment));
  const { cashRoundingStep: step, cashRoundingMode: mode } = await payment.outlet.loadOrFail();
  return cashRefund({ amount, held: taken - refunded - spent, givesRest, step, mode });
}
