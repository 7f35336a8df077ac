import { invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { recordEvent } from '../../kernel/events/record-event.ts';
import { Failure, notFound } from '../../kernel/failure.ts';
import type { Money } from '../../kernel/money.ts';
import { announce } from '../../kernel/reactions.ts';
import { User } from '../identity/index.ts';
import { cashLeg } from './cash-leg.ts';
import { lockPayable } from './payable.repository.ts';
import { type Payable, Payment } from './payment.entity.ts';

declare module '../../kernel/reactions.ts' {
  interface Facts {
    /** What is paid of an order has changed. */
    'payment.changed': { readonly orderId: string; readonly paid: Money };
  }
}

export interface PayCash {
  readonly orderId: string;
  /** Debt to settle; default: all that is due. */
  readonly amount?: Money | null;
  readonly tendered: Money;
}

/** Takes cash for an order. The payable is locked first, so two tills cannot take the same debt. */
export async function payCash(ctx: Context, input: PayCash): Promise<Payment> {
  const payable = await lockPayable(ctx, input.orderId);
  if (!payable) throw notFound('Order', ['orderId']);
  const amount = debtToSettle(payable, input.amount ?? null);
  const { cashRoundingStep: step, cashRoundingMode: mode } = await payable.outlet.loadOrFail();
  const leg = cashLeg({ amount, due: payable.due(), tendered: input.tendered, step, mode });
  const now = ctx.services.clock.now();
  const { userId, deviceId } = ctx.session;
  const payment = ctx.em.create(Payment, {
    orderId: payable.id,
    outlet: payable.outlet,
    method: 'CASH',
    provider: 'cash',
    status: 'PAID',
    currency: payable.currency,
    amount,
    ...leg,
    tendered: input.tendered,
    cashier: userId !== null && ctx.session.homeTenantId !== null ? ctx.em.getReference(User, userId) : null,
    deviceId,
    createdAt: now,
    settledAt: now,
  });
  payable.paid += amount;
  await ctx.em.persist(payment).flush();
  recordEvent(ctx, {
    streamId: payable.outlet.id,
    type: 'PAYMENT_CHANGED',
    entityId: payment.id,
    data: { orderId: payable.id, status: payment.status, amount },
  });
  await announce(ctx, 'payment.changed', { orderId: payable.id, paid: payable.paid });
  return payment;
}

function debtToSettle(payable: Payable, amount: Money | null): Money {
  const due = payable.due();
  if (!payable.open) throw new Failure('CONFLICT', 'The order is cancelled; it takes no more payments.', { field: ['orderId'] });
  if (due === 0) throw new Failure('ALREADY_PAID', 'Nothing is due any more.', { field: ['orderId'] });
  if (amount !== null && amount <= 0) throw invalid(['amount'], 'must be more than 0.');
  if (amount !== null && amount > due) throw new Failure('AMOUNT_MISMATCH', `Only ${due} is due.`, { field: ['amount'], details: { due } });
  return amount ?? due;
}
