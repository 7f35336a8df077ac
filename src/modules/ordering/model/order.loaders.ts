import { byId, loader } from '../../../kernel/request/per-em.ts';
import { paymentsOfOrders } from '../../payments/index.ts';
import { Order, OrderLine } from './order.entity.ts';

/** Orders and lines by id, for objects whose reach was checked already. */
export const ordersById = byId(Order);
export const linesById = byId(OrderLine);

/** Payments by order. */
export const orderPayments = loader(async (ctx, orderIds) => {
  const payments = await paymentsOfOrders(ctx, orderIds);
  return orderIds.map((id) => payments.get(id) ?? []);
});
