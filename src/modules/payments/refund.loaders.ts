import { loader } from '../../kernel/per-em.ts';
import { refundsOfPayments } from './payment.repository.ts';

/** Refunds by payment. */
export const paymentRefunds = loader(async (ctx, paymentIds) => {
  const refunds = await refundsOfPayments(ctx, paymentIds);
  return paymentIds.map((id) => refunds.get(id) ?? []);
});
