import type { Context } from '../../../kernel/request/context.ts';
import { invalid } from '../../../kernel/values/check.ts';
import { notFound, UserFailure } from '../../../kernel/values/errors.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { actingUser } from '../../identity/index.ts';
import { openShiftOf } from '../model/open-shift.ts';
import { lockPayable } from '../model/payable.repository.ts';
import { type Payable, Payment } from '../model/payment.entity.ts';
import { emitDebtChanged, recordPaymentChanged } from '../model/payment-events.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { cancelExcessAttempts } from '../model/request-cancel.ts';

/** A tender that settles debt at once, as the calling use case has calculated it. */
export interface Tender {
  readonly method: PaymentMethod;
  /** Who moved the money. */
  readonly provider: string;
  /** Debt that the tender settles. */
  readonly amount: Money;
  readonly rounding?: Money;
  readonly tendered?: Money;
  readonly change?: Money;
  readonly providerReference?: string;
  readonly certificateKey?: string;
}

/** The payable of an order, locked, so that two tills cannot take the same debt. @throws NOT_FOUND at `orderId` */
export async function payableOf(ctx: Context, orderId: string): Promise<Payable> {
  const payable = await lockPayable(ctx, orderId);
  if (!payable) throw notFound('Order', ['orderId']);
  return payable;
}

/** Debt that a tender is to settle: `amount`, or all that is due. @throws CONFLICT, ALREADY_PAID, AMOUNT_MISMATCH */
export function debtToSettle(payable: Payable, amount: Money | null): Money {
  const due = payable.due();
  if (!payable.open) throw new UserFailure('CONFLICT', 'The order is cancelled; it takes no more payments.', { field: ['orderId'] });
  if (due === 0) throw new UserFailure('ALREADY_PAID', 'Nothing is due any more.', { field: ['orderId'] });
  if (amount !== null && amount <= 0) throw invalid(['amount'], 'must be more than 0.');
  if (amount !== null && amount > due) throw new UserFailure('AMOUNT_MISMATCH', `Only ${due} is due.`, { field: ['amount'], details: { due } });
  return amount ?? due;
}

/** Stores a settled tender, and updates the debt and the order. */
export async function settleTender(ctx: Context, payable: Payable, tender: Tender): Promise<Payment> {
  const now = ctx.services.clock.now();
  const { deviceId } = ctx.session;
  const payment = ctx.em.create(Payment, {
    ...tender,
    orderId: payable.id,
    outlet: payable.outlet,
    status: 'PAID',
    currency: payable.currency,
    cashier: actingUser(ctx),
    shift: await openShiftOf(ctx, payable.outlet.id),
    deviceId,
    createdAt: now,
    settledAt: now,
  });
  payable.paid += tender.amount;
  await ctx.em.persist(payment).flush();
  recordPaymentChanged(ctx, payment);
  await emitDebtChanged(ctx, payable);
  await cancelExcessAttempts(ctx, payable);
  return payment;
}
