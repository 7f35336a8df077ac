import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import { refundsOfPayments } from './payment.repository.ts';
import type { Refund } from './refund.entity.ts';

const loaders = new WeakMap<object, DataLoader<string, Refund[]>>();

/** Refunds by payment, in one statement for all payments of a list. Lives as long as the entity manager it reads with. */
export function paymentRefunds(ctx: Context): DataLoader<string, Refund[]> {
  let loader = loaders.get(ctx.em);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const refunds = await refundsOfPayments(ctx, ids);
      return ids.map((id) => refunds.get(id) ?? []);
    });
    loaders.set(ctx.em, loader);
  }
  return loader;
}
