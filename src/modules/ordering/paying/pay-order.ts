import { type Context, contextAs, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { beginPayment, cancelPayment, findPayment, Payment, refreshedPayment, type StartPayment, sendPayment } from '../../payments/index.ts';
import type { Order } from '../model/order.entity.ts';
import { findOrder, findOrderByToken } from '../model/order.repository.ts';

/** Starts a payment of an order that the caller may see. A kiosk sees only its own orders. */
export async function startPayment(ctx: Context, input: StartPayment): Promise<Payment> {
  const order = await findOrder(ctx, input.orderId);
  if (!order) throw notFound('Order', ['orderId']);
  return beginPayment(ctx, { ...input, orderId: order.id });
}

/** Cancels a payment of an order that the caller may see. */
export async function cancelOwnPayment(ctx: Context, paymentId: string): Promise<Payment> {
  await requireOwnPayment(ctx, paymentId);
  return cancelPayment(ctx, paymentId);
}

/**
 * A payment of an order that the caller may see.
 * @throws NOT_FOUND at `paymentId`
 */
export async function requireOwnPayment(ctx: Context, paymentId: string): Promise<Payment> {
  tenantOf(ctx);
  const payment = await findPayment(ctx, paymentId);
  const order = payment && (await findOrder(ctx, payment.orderId));
  if (!payment || !order) throw notFound('Payment', ['paymentId']);
  return payment;
}

export interface PayByToken extends Omit<StartPayment, 'orderId' | 'provider' | 'captureMode' | 'expiresInMinutes'> {
  readonly token: string;
}

/**
 * A guest context inside the order's tenant, and the order's id. The token names the tenant.
 * @throws NOT_FOUND at `token`
 */
async function contextOfToken(ctx: Context, token: string): Promise<{ readonly guest: Context; readonly orderId: string }> {
  const order = await findOrderByToken(ctx, token);
  if (!order) throw notFound('Order', ['token']);
  return { guest: contextAs(ctx, guestSession(order.tenantId)), orderId: order.id };
}

/** Starts a payment for a guest and sends it to its provider. */
export async function payByToken(ctx: Context, { token, ...options }: PayByToken): Promise<Payment> {
  const { guest, orderId } = await contextOfToken(ctx, token);
  const begun = await transact(guest, () => beginPayment(guest, { ...options, orderId }));
  return sendPayment(guest, begun);
}

/**
 * Cancels a payment of a guest's own order.
 * @throws NOT_FOUND at `paymentId` for a payment of another order
 */
export async function cancelByToken(ctx: Context, { token, paymentId }: { readonly token: string; readonly paymentId: string }): Promise<Payment> {
  const { guest, orderId } = await contextOfToken(ctx, token);
  const payment = await findPayment(guest, paymentId);
  if (payment?.orderId !== orderId) throw notFound('Payment', ['paymentId']);
  return refreshedPayment(guest, await transact(guest, () => cancelPayment(guest, paymentId)));
}

/** The newest payment attempt of an order; null: none was made. */
export async function newestPayment(ctx: Context, { id, tenantId }: Order): Promise<Payment | null> {
  const [newest] = await tenantEntityManager(ctx.services, tenantId).find(Payment, { orderId: id }, { orderBy: { createdAt: 'desc', id: 'desc' }, limit: 1 });
  return newest ?? null;
}
