import { loader } from '../../../kernel/request/per-em.ts';
import { refundsOfPayments } from '../model/payment.repository.ts';

export const paymentRefunds = loader(async (ctx, paymentIds) => {
  const refunds = await refundsOfPayments(ctx, paymentIds);
  return paymentIds.map((id) => refunds.get(id) ?? []);
});
