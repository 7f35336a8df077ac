import type { Context } from '../../../kernel/request/context.ts';
import { stageInsert } from '../../../kernel/request/staged-inserts.ts';
import { lockPayable } from '../model/payable.repository.ts';
import { Payable } from '../model/payment.entity.ts';
import { cancelExcessAttempts } from '../model/request-cancel.ts';

/** What payments need to know of an order. */
export interface NewPayable {
  readonly id: string;
  readonly outlet: { readonly id: string };
  readonly currency: string;
  readonly total: number;
}

/** Opens the payable of a new order. */
export async function openPayable(ctx: Context, order: NewPayable): Promise<void> {
  stageInsert(ctx, Payable, { id: order.id, outlet: order.outlet.id, currency: order.currency, total: order.total });
}

/** Closes the payable of a cancelled order: it takes no more money, and open attempts are cancelled. */
export async function closePayable(ctx: Context, order: { readonly id: string }): Promise<void> {
  const payable = await lockPayable(ctx, order.id);
  if (!payable) return;
  payable.open = false;
  await cancelExcessAttempts(ctx, payable);
}
