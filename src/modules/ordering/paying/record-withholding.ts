import { audit } from '../../../kernel/request/audit.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { type Approval, type ApproverCredentials, requireApproval, requireApproverReach } from '../../identity/index.ts';
import { checkCertificate, debtToSettle, type Payment, payableOf, settleCertificate, withheldAmount } from '../../payments/index.ts';
import { outletWithholding, type Withheld, withhold } from '../../tax/index.ts';
import type { Order } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';

export interface RecordWithholding {
  readonly orderId: string;
  readonly amount: Money;
  readonly certificateNumber: string;
  readonly approval?: ApproverCredentials | null;
}

/**
 * Takes a business buyer's withholding certificate for a part of the debt: the buyer pays that part to the tax office in the
 * seller's name (payments reference §10.13). It is a tender, not a discount: the total and its taxes stay. Like a discount it
 * brings no money, so it needs the same approval; the outlet's tax regime bounds it.
 */
export async function recordWithholding(ctx: Context, input: RecordWithholding, approval: Approval | undefined): Promise<Payment> {
  const certificate = checkCertificate(input.certificateNumber);
  const approver = await requireApproval(ctx, 'DISCOUNT', approval);
  const payable = await payableOf(ctx, input.orderId);
  requireApproverReach(approver, payable.outlet.id);
  const before = { dueAmount: payable.due() };
  const amount = debtToSettle(payable, input.amount);
  const { base, rate } = await withholdable(ctx, await lockOrder(ctx, payable.id), amount);
  const payment = await settleCertificate(ctx, payable, certificate, amount);
  await audit(ctx, {
    action: 'WITHHOLDING_RECORDED',
    outletId: payable.outlet.id,
    entityType: 'Order',
    entityId: payable.id,
    approverId: approver?.id ?? null,
    before,
    after: { dueAmount: payable.due(), paymentId: payment.id, amount, certificateNumber: certificate.number, base, rate },
  });
  return payment;
}

/** What a buyer may withhold from an order in all; `amount` must not exceed what is left of that. A tip is no purchase and does not count. */
async function withholdable(ctx: Context, order: Order, amount: Money): Promise<Withheld> {
  const outlet = await order.outlet.loadOrFail();
  const terms = await outletWithholding(ctx, outlet);
  if (!terms) {
    const remedy = 'set a withholding rate with updateTaxRegime and give the outlet that regime, or take another tender.';
    throw new UserFailure('CONFLICT', `The outlet has no tax regime by which a buyer withholds anything: ${remedy}`, { field: ['orderId'] });
  }
  const { total, tip, tax } = order;
  const most = withhold(total - tip, tax, terms);
  if (!most) {
    const details = { max: 0, base: total - tip - tax, above: terms.above };
    const message = `Nothing is withheld from amounts up to ${terms.above} without tax; this order comes to ${details.base}.`;
    throw new UserFailure('AMOUNT_MISMATCH', message, { field: ['amount'], details });
  }
  const withheld = await withheldAmount(ctx, order.id);
  const max = Math.max(0, most.amount - withheld);
  if (amount > max) {
    const { base, rate } = most;
    const message = `At most ${max} may be withheld, not ${amount}: ${rate / 100} % of ${base}${withheld > 0 ? `, less ${withheld} of earlier certificates` : ''}.`;
    throw new UserFailure('AMOUNT_MISMATCH', message, { field: ['amount'], details: { max, base, rate, withheld } });
  }
  return most;
}
