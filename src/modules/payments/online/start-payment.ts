import { newId } from '../../../kernel/database/tenant-owned.ts';
import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { hasPermission } from '../../../kernel/request/session.ts';
import { checkInteger, checkOptionalText, checkUrl, invalid } from '../../../kernel/values/check.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { type Money, sumOf } from '../../../kernel/values/money.ts';
import { actingUser } from '../../identity/index.ts';
import { chooseProvider } from '../accounts/choose-provider.ts';
import type { PaymentOptions } from '../gateways/gateway.ts';
import { leaseEnd } from '../model/check-schedule.ts';
import { openShiftOf } from '../model/open-shift.ts';
import { type CaptureMode, type Payable, Payment } from '../model/payment.entity.ts';
import { isOpen, isPast } from '../model/payment.status.ts';
import { recordPaymentChanged } from '../model/payment-events.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import { endLocally } from '../model/request-cancel.ts';
import { debtToSettle, payableOf } from '../tenders/settle-tender.ts';
import { sealOptions } from './sealed-options.ts';
import { syncPayment } from './sync-payment.ts';

export interface StartPayment extends PaymentOptions {
  readonly orderId: string;
  readonly method: PaymentMethod;
  /** Default: the provider that is set up for the method. */
  readonly provider?: string | null;
  /** Debt to settle; default: all that is due and not held by another attempt. */
  readonly amount?: Money | null;
  readonly captureMode?: CaptureMode | null;
  readonly expiresInMinutes?: number | null;
}

const DEFAULT_MINUTES: Readonly<Partial<Record<PaymentMethod, number>>> = { QRIS: 15, EWALLET: 15, CARD: 30, BANK_TRANSFER: 24 * 60 };
const MAX_MINUTES = 7 * 24 * 60;
const MAX_ATTEMPTS = 50;

/**
 * Begins an attempt. It is committed before the provider is called, so that its id finds the money after any failure.
 * The same request returns the same attempt while that is open.
 */
export async function beginPayment(ctx: Context, input: StartPayment): Promise<Payment> {
  const { method } = input;
  const minutes = DEFAULT_MINUTES[method];
  if (minutes === undefined) throw invalid(['method'], 'must be QRIS, CARD, EWALLET or BANK_TRANSFER; others are taken at the till.');
  const payable = await payableOf(ctx, input.orderId);
  debtToSettle(payable, input.amount ?? null);
  const attempts = await ctx.em.find(Payment, { orderId: payable.id }, { orderBy: { createdAt: 'asc', id: 'asc' }, limit: MAX_ATTEMPTS + 1 });
  const again = attempts.find((payment) => isSame(payment, input, ctx.services.clock.now()));
  if (again) {
    ctx.answer.replayed = true;
    return again;
  }
  const amount = await freeAmount(ctx, payable, attempts, input);
  if (attempts.length >= MAX_ATTEMPTS) throw new UserFailure('LIMIT_EXCEEDED', `At most ${MAX_ATTEMPTS} payments of one order.`, { field: ['orderId'] });
  const captureMode = input.captureMode ?? 'AUTOMATIC';
  const provider = await chooseProvider(ctx, { method, currency: payable.currency, captureMode, wanted: input.provider ?? null });
  const now = ctx.services.clock.now();
  const id = newId();
  const expiresIn = checkInteger(input.expiresInMinutes ?? minutes, ['expiresInMinutes'], 1, MAX_MINUTES);
  const payment = ctx.em.create(Payment, {
    ...{ id, method, provider, amount, captureMode },
    orderId: payable.id,
    outlet: payable.outlet,
    status: 'PENDING',
    currency: payable.currency,
    sealedRequest: sealOptions(ctx, id, checkOptions(input)),
    cashier: actingUser(ctx),
    shift: await openShiftOf(ctx, payable.outlet.id),
    deviceId: ctx.session.deviceId,
    createdAt: now,
    expiresAt: new Date(now.getTime() + expiresIn * 60_000),
    // Until then this node sends the attempt; afterwards any node may send it.
    checkAt: leaseEnd(ctx.services),
  });
  await ctx.em.persist(payment).flush();
  recordPaymentChanged(ctx, payment);
  return payment;
}

/** Whether an attempt answers a repeated request: a kiosk that was tapped twice or lost the answer asks for the same again. */
function isSame(payment: Payment, { method, provider, amount }: StartPayment, now: Date): boolean {
  const isWanted = isOpen(payment.status) && payment.cancelledAt == null && !isPast(payment, now) && !isLost(payment);
  return isWanted && payment.method === method && (amount == null || amount === payment.amount) && (provider == null || provider === payment.provider);
}

/** The provider has the payment, but its answer was lost, and with it the customer's action: no customer can pay it. */
function isLost({ status, sentAt, action }: Payment): boolean {
  return status === 'PENDING' && sentAt != null && action == null;
}

/** Amount for a new attempt: due, and not held by another attempt. Ends attempts that expired, and of this method cancelled or lost ones. */
async function freeAmount(ctx: Context, payable: Payable, attempts: readonly Payment[], { method, amount }: StartPayment): Promise<Money> {
  const now = ctx.services.clock.now();
  for (const payment of attempts.filter(({ status }) => isOpen(status))) {
    const isExpired = isPast(payment, now);
    if (isExpired || ((payment.cancelledAt != null || isLost(payment)) && payment.method === method))
      endLocally(ctx, payment, isExpired ? 'EXPIRED' : 'CANCELLED');
  }
  await ctx.em.flush();
  const holding = attempts.filter((payment) => (isOpen(payment.status) && payment.cancelledAt == null) || payment.status === 'UNDER_REVIEW');
  const sameMethod = holding.find((payment) => payment.method === method && isOpen(payment.status));
  const free = payable.due() - sumOf(holding.map((payment) => payment.amount));
  const other = sameMethod ?? (free <= 0 ? holding[0] : undefined);
  if (other) {
    throw new UserFailure('CONFLICT', `A ${other.method} payment of ${other.amount} is open; cancel it first.`, {
      field: sameMethod ? ['method'] : ['orderId'],
      details: { paymentId: other.id },
    });
  }
  if (amount != null && amount > free)
    throw new UserFailure('AMOUNT_MISMATCH', `Only ${free} is free to be paid.`, { field: ['amount'], details: { due: free } });
  return amount ?? free;
}

function checkOptions(input: StartPayment): PaymentOptions {
  const text = (field: keyof StartPayment & keyof PaymentOptions, max: number): string | null =>
    checkOptionalText(input[field] as string | null | undefined, [field], { max }) ?? null;
  return {
    bank: text('bank', 20)?.toUpperCase() ?? null,
    wallet: text('wallet', 20)?.toUpperCase() ?? null,
    cardToken: text('cardToken', 500),
    hostedPage: input.hostedPage ?? false,
    customerName: text('customerName', 100),
    customerEmail: text('customerEmail', 254),
    customerPhone: text('customerPhone', 40),
    returnUrl: checkUrl(input.returnUrl, ['returnUrl']) ?? null,
  };
}

/** Attempts that this node is sending, by payment id. */
const sending = perApp(() => new Map<string, Promise<void>>());

/**
 * Creates a begun attempt at its provider, and waits for the answer or the deadline. A repeated command does not send
 * again what was sent, and sends what a crash kept from being sent.
 * @throws PAYMENT_FAILED when no money was taken and none will be
 */
export async function sendPayment(ctx: Context, begun: Payment): Promise<Payment> {
  const { services } = ctx;
  const tenantId = tenantOf(ctx);
  if (begun.sentAt == null && isOpen(begun.status)) await sendOnce(services, tenantId, begun.id);
  const payment = await ctx.em.findOneOrFail(Payment, { id: begun.id }, { refresh: true });
  if (payment.status === 'FAILED') {
    const reason = hasPermission(ctx.session, 'LIST_PAYMENTS') ? payment.failureReason : null;
    throw new UserFailure('PAYMENT_FAILED', reason ?? 'The payment was refused; try once more, or pay otherwise.', { details: { paymentId: payment.id } });
  }
  return payment;
}

async function sendOnce(services: Services, tenantId: string, id: string): Promise<void> {
  const running = sending(services);
  const mine = running.get(id) ?? syncPayment(services, tenantId, id).finally(() => running.delete(id));
  running.set(id, mine);
  await mine;
}
