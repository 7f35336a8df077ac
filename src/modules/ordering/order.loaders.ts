import DataLoader from 'dataloader';
import type { Context } from '../../kernel/context.ts';
import { type Payment, paymentsOfOrders } from '../payments/index.ts';

const loaders = new WeakMap<object, DataLoader<string, Payment[]>>();

/** Payments by order, in one statement for all orders of a list. Lives as long as the entity manager it reads with. */
export function orderPayments(ctx: Context): DataLoader<string, Payment[]> {
  let loader = loaders.get(ctx.em);
  if (!loader) {
    loader = new DataLoader(async (ids) => {
      const payments = await paymentsOfOrders(ctx, ids);
      return ids.map((id) => payments.get(id) ?? []);
    });
    loaders.set(ctx.em, loader);
  }
  return loader;
}
