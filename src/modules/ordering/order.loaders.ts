import { loader } from '../../kernel/per-em.ts';
import { paymentsOfOrders } from '../payments/index.ts';

/** Payments by order. */
export const orderPayments = loader(async (ctx, orderIds) => {
  const payments = await paymentsOfOrders(ctx, orderIds);
  return orderIds.map((id) => payments.get(id) ?? []);
});
