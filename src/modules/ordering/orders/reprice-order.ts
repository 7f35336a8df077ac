import type { Context } from '../../../kernel/request/context.ts';
import { recordEvent } from '../../../kernel/request/record-event.ts';
import { type FieldPath, notFound, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { type Approval, type Approver, requireApproval, requireApproverReach } from '../../identity/index.ts';
import { changePayable, lockPayable, type Payable } from '../../payments/index.ts';
import { updateUses } from '../../promotions/index.ts';
import type { Order, OrderLine } from '../model/order.entity.ts';
import { lockOrder } from '../model/order.repository.ts';
import { orderEvent } from '../model/order-event.ts';
import { type Deduction, type LineToPrice, type PricedLine, type Pricing, recalculatePrice } from '../model/pricing.ts';
import { type PricingSnapshot, readSnapshot, snapshotOf } from '../model/pricing-snapshot.ts';
import { promotionsAmong } from '../pricing/explain.ts';
import { requireInFull, requireTotalInRange } from '../pricing/staff-prices.ts';
import type { OrderCommand } from './confirm-order.ts';
import { settle } from './settle-order.ts';

/** A placed order, locked, with everything that decides its price. */
export interface OpenedOrder {
  readonly order: Order;
  readonly payable: Payable | null;
  /** By position. Voided lines stay in the list, so that positions do not change. */
  readonly lines: readonly OrderLine[];
  readonly snapshot: PricingSnapshot;
  /** Id of the user who approved the change; null: no approval was needed. */
  readonly approverId: string | null;
  /** The total before the change. */
  readonly total: Money;
}

/** Locks an order for a price change by the caller, or by an approver with the permission DISCOUNT. */
export async function openForPricing(ctx: Context, input: OrderCommand, approval: Approval | undefined): Promise<OpenedOrder> {
  return openOrder(ctx, input, await requireApproval(ctx, 'DISCOUNT', approval));
}

/** Locks an order for a change of its total. `approver` has approved the change; null: no approval is needed. */
export async function openOrder(ctx: Context, input: OrderCommand, approver: Approver | null): Promise<OpenedOrder> {
  const payable = await lockPayable(ctx, input.orderId);
  const order = await lockOrder(ctx, input.orderId, input.version);
  requireApproverReach(approver, order.outlet.id);
  const { status, total } = order;
  if (status === 'COMPLETED' || status === 'CANCELLED') {
    throw new UserFailure('INVALID_TRANSITION', `An order that is ${status} keeps its price; money of it is given back by refundPayment.`, {
      field: ['orderId'],
      details: { status },
    });
  }
  const lines = await order.lines.loadItems();
  return { order, payable, lines, snapshot: readSnapshot(order), approverId: approver?.id ?? null, total };
}

/** A line of the order that is not voided. */
export function lineOf({ lines }: OpenedOrder, lineId: string): OrderLine {
  const line = lines.find(({ id }) => id === lineId.toLowerCase());
  if (!line) throw notFound('Line', ['lineId']);
  if (line.voided) throw new UserFailure('CONFLICT', 'The line is voided.', { field: ['lineId'] });
  return line;
}

/**
 * Prices an order again and writes the results. It uses the rules and promotions that the order was placed with, never today's
 * menu or rates. Minimum purchases and limits of the promotions are not checked again. `field` is the field that the error
 * names when a discount does not fit any more.
 */
export async function reprice(ctx: Context, opened: OpenedOrder, deductions: readonly Deduction[], field: FieldPath): Promise<Pricing> {
  const { order, payable, lines, snapshot } = opened;
  const { rules, promotions, notApplied } = snapshot;
  const toPrice = lines.map((line) => lineToPrice(line, snapshot));
  const pricing = recalculatePrice({ lines: toPrice, rules, promotions, deductions, tip: order.tip });
  requireInFull(pricing, deductions, () => field);
  requireTotalInRange(pricing.total, field);
  const paid = payable?.paid ?? order.paidAmount;
  const { total } = pricing;
  if (paid > total) {
    throw new UserFailure('ORDER_HAS_PAYMENTS', `${paid} is paid, the order would come to ${total}: refund it first.`, {
      field: ['orderId'],
      details: { paidAmount: paid, total },
    });
  }
  const { subtotal, discount, serviceCharge, tax, delivery, packaging } = pricing;
  // Promotions that take nothing off at the moment stay with the order too.
  const kept = { ...snapshotOf(pricing, rules, toPrice, deductions), promotions, notApplied };
  Object.assign(order, { subtotal, discount, serviceCharge, tax, delivery, packaging, total, pricing: kept });
  lines.forEach((line, position) => {
    const { total, discount, serviceCharge, tax } = pricing.lines[position] as PricedLine;
    if (!line.voided) Object.assign(line, { total, discount, serviceCharge, tax });
  });
  if (payable) await changePayable(ctx, payable, total);
  await settle(ctx, order, paid);
  await ctx.em.flush();
  if (promotions.length > 0) await updateUses(ctx, { orderId: order.id, revenue: total, promotions: promotionsAmong(pricing.discounts) });
  recordEvent(ctx, orderEvent('ORDER_CHANGED', order));
  return pricing;
}

/** A line as the engine needs it. An order of the first release kept no category, and has no promotions that need one. */
function lineToPrice({ position, product, unitPrice, quantity, measure, voided }: OrderLine, { lines }: PricingSnapshot): LineToPrice {
  const { categoryId, taxGroup } = lines[position] ?? { categoryId: '', taxGroup: null };
  return { productId: product.id, categoryId, taxGroup, unitPrice, measure: measure ?? null, quantity: voided ? 0 : quantity };
}
