import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkInteger, checkText, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { type Approval, type ApproverCredentials, requireApproval, requireApproverReach } from '../../identity/index.ts';
import {
  chooseRefundRoute,
  isSettled,
  issueRefund,
  lockPayment,
  type Payment,
  type Refund,
  type RefundEffect,
  refundableAmount,
} from '../../payments/index.ts';
import { requireLines } from '../model/archived-lines.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { isFullyRefunded, type RefundParts, refundableOfOrder } from './earlier-refunds.ts';
import { type Refundable, type Refunded, totalOf } from './refund.ts';
import { type CheckedRefund, checkRefundRequest, hasParts, type RefundRequest, takeRequestedParts } from './refund-request.ts';

/** Without lines, fees and amount ({@link RefundRequest}) it refunds all that is left of the payment. */
export interface RefundPayment extends RefundRequest {
  readonly paymentId: string;
  readonly reason: string;
  /** Whether the refunded amount becomes due again; default: while some of the order is due. */
  readonly reopen?: boolean | null;
  /** Refunds in cash what was paid by another method. */
  readonly cash?: boolean | null;
  /** Units that track stock go back on sale. */
  readonly restock?: boolean | null;
  readonly approval?: ApproverCredentials | null;
}

/**
 * Refunds money of a payment (docs/payments.md): cash, credits and certificates at once; a provider is called after the commit.
 * Locks payable, payment, shift, order: everything that refunds, pays or prices the order waits here.
 */
export async function refundPayment(ctx: Context, input: RefundPayment, approval: Approval | undefined): Promise<Refund> {
  const reason = checkText(input.reason, ['reason'], { max: 200 });
  const wanted = checkRefundRequest(input);
  const approver = await requireApproval(ctx, 'REFUND', approval);
  const locked = await lockPayment(ctx, input.paymentId);
  const { payment } = locked;
  requireApproverReach(approver, payment.outlet.id);
  requireTaken(payment);
  const left = await refundableAmount(ctx, payment);
  const way = await chooseRefundRoute(ctx, payment, { cash: input.cash ?? false });
  const order = await lockOrder(ctx, payment.orderId);
  const effect = effectOf(payment, order, input, wanted);
  const { amount, parts } = await worked(ctx, order, { effect, wanted, left, restock: input.restock ?? false });
  const before = { status: payment.status, refunded: payment.refunded };
  const refund = await issueRefund(ctx, locked, way, { amount, effect, parts, reason, approverId: approver?.id ?? null });
  await audit(ctx, {
    action: 'PAYMENT_REFUNDED',
    outletId: payment.outlet.id,
    entityType: 'Payment',
    entityId: payment.id,
    approverId: approver?.id ?? null,
    reason,
    before,
    after: { refundId: refund.id, method: refund.method, effect, amount, rounding: refund.rounding, status: refund.status },
  });
  return refund;
}

/** Only a payment whose money was taken can be refunded. */
function requireTaken({ status }: Payment): void {
  if (status === 'PAID_LATE' || isSettled(status)) return;
  throw new UserFailure('INVALID_TRANSITION', `A payment that is ${status} has nothing to give back; one that is open is called off (cancelPayment).`, {
    field: ['paymentId'],
    details: { status },
  });
}

/**
 * What the refund does to the debt, and whether the request fits that. If the order is not fully paid yet, the refund reopens
 * the debt by default: a mistyped part payment must not become a discount (docs/adr/0013).
 */
function effectOf({ status }: Payment, order: Order, { reopen, restock }: RefundPayment, wanted: CheckedRefund): RefundEffect {
  const isLate = status === 'PAID_LATE';
  const isOwed = order.due() > 0 && order.status !== 'COMPLETED';
  const reopens = reopen ?? (!isLate && isOwed && !hasParts(wanted) && !restock);
  if (!isLate && !reopens) return 'RETURN';
  const why = isLate ? 'Late money has paid for no part of the order' : 'What is due again is still sold';
  const parts = wanted.lines.length > 0 ? 'lines' : 'fees';
  if (hasParts(wanted)) throw invalid([parts], `cannot be named. ${why}.`);
  if (restock) throw invalid(['restock'], `is not possible. ${why}.`);
  if (isLate && reopens) throw invalid(['reopen'], `is not possible. ${why}.`);
  return isLate ? 'NONE' : 'REOPEN';
}

interface RefundContext {
  readonly effect: RefundEffect;
  readonly wanted: CheckedRefund;
  /** Amount left of the payment. */
  readonly left: Money;
  readonly restock: boolean;
}

interface Worked {
  readonly amount: Money;
  readonly parts: Readonly<Record<string, unknown>> | null;
}

async function worked(ctx: Context, order: Order, { effect, wanted, left, restock }: RefundContext): Promise<Worked> {
  const all = wanted.amount === null && !hasParts(wanted);
  if (all && left === 0) throw exceeds('paymentId', left);
  const request = all ? { ...wanted, amount: left } : wanted;
  if (request.amount !== null) checkInteger(request.amount, ['amount'], 1, Number.MAX_SAFE_INTEGER);
  if (request.amount !== null && request.amount > left) throw exceeds('amount', left);
  if (effect === 'NONE' && request.amount !== left) throw invalid(['amount'], 'cannot be a part: late money is given back as a whole.');
  if (effect === 'REOPEN') mustTakeMoney(order);
  if (effect !== 'RETURN') return { amount: request.amount ?? left, parts: null };
  requireLines(order, ['paymentId']);
  const lines = await order.lines.loadItems();
  const state = await refundableOfOrder(ctx, order, lines);
  const taken = takeRequestedParts(state, request);
  const amount = totalOf(taken.refund);
  const field = request.lines.length > 0 ? 'lines' : 'fees';
  if (amount === 0) throw invalid([field], 'come to nothing.');
  if (amount > left) throw exceeds(request.amount === null ? field : 'amount', left);
  const parts: RefundParts = { ...taken.refund, ...(restock && { restock: unitsBack(state, taken, lines) }) };
  return { amount, parts: { ...parts } };
}

function mustTakeMoney({ status }: Order): void {
  if (status !== 'COMPLETED' && status !== 'CANCELLED') return;
  throw new UserFailure('INVALID_TRANSITION', `An order that is ${status} cannot be due again; without reopen it is given back for good.`, {
    field: ['reopen'],
    details: { status },
  });
}

/** Units that go back on sale: the refunded units; or, once nothing of the order is left, all units not refunded before. */
function unitsBack(state: Refundable, { refund, left }: Refunded, lines: readonly OrderLine[]): RefundParts['restock'] {
  const units = isFullyRefunded(left) ? state.lines : refund.lines.filter((line) => line.units > 0);
  if (units.length === 0) throw invalid(['restock'], 'needs lines with a quantity, or a refund of all that is left of the order.');
  const stocked = new Set(lines.filter(({ stockTaken }) => stockTaken).map(({ id }) => id));
  return units.filter((line) => stocked.has(line.lineId) && line.units > 0).map((line) => ({ lineId: line.lineId, units: line.units }));
}

function exceeds(field: string, left: Money): UserFailure {
  return new UserFailure('REFUND_EXCEEDS_PAID', `Only ${left} of the payment is left.`, { field: [field], details: { left } });
}
