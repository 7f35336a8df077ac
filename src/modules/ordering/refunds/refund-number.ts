import type { Connection, PageArguments } from '../../../kernel/lists/page.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { byId } from '../../../kernel/request/per-em.ts';
import { findRefunds, type Refund, type RefundFilter } from '../../payments/index.ts';
import { Order } from '../model/order.entity.ts';

const ordersById = byId(Order);

/** The printed number of a refund: its order's number and the refund's sequence. Null: it has none. */
export async function refundNumber(ctx: Context, { orderId, sequence }: Refund): Promise<string | null> {
  const order = sequence == null ? null : await ordersById(ctx).load(orderId);
  return order?.number == null ? null : `${order.number}-R${sequence}`;
}

const NUMBER = /^(.{1,60}?)(?:-R([1-9]\d{0,5}))?$/;

/** Refunds in the caller's reach, newest first, by the number of the refund or of its order. */
export async function findRefundsByNumber(ctx: Context, { number, ...wanted }: RefundFilter, page: PageArguments): Promise<Connection<Refund>> {
  tenantOf(ctx);
  const written = number?.trim().toUpperCase();
  if (!written) return findRefunds(ctx, wanted, page);
  const [, orderNumber = '', sequence] = NUMBER.exec(written) ?? [];
  const order = orderNumber.includes('\0') ? null : await ctx.em.findOne(Order, { number: orderNumber });
  // If the filter names the order twice, both must be the same order.
  const orderId = order && (wanted.orderId == null || wanted.orderId.toLowerCase() === order.id) ? order.id : '';
  return findRefunds(ctx, { ...wanted, orderId, sequence: sequence === undefined ? null : Number(sequence) }, page);
}
