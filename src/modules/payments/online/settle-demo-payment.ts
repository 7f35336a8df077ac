import { type Context, type Services, tenantOf } from '../../../kernel/request/context.ts';
import { notFound, UserFailure } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { gatewayOf } from '../accounts/account.ts';
import { changeCharge } from '../gateways/demo/demo.ts';
import { DemoCharge } from '../model/demo-charge.entity.ts';
import type { Payment } from '../model/payment.entity.ts';
import { findPayment } from '../model/payment.repository.ts';
import { paymentContext } from '../model/payment-context.ts';
import { refreshedPayment } from './cancel-payment.ts';

/** What the customer does at the demo gateway. */
export const DemoOutcome = { PAY: 'PAY', DECLINE: 'DECLINE', EXPIRE: 'EXPIRE' } as const;
export type DemoOutcome = keyof typeof DemoOutcome;

export interface SettleDemoPayment {
  readonly paymentId: string;
  readonly outcome: DemoOutcome;
}

/**
 * Acts as the customer of a payment at the demo gateway, then syncs the payment, as if a notification had come. With a
 * manual capture, PAY only authorises. A server that takes real money has no demo gateway and refuses this.
 */
export async function settleDemoPayment(ctx: Context, { paymentId, outcome }: SettleDemoPayment): Promise<Payment> {
  const tenantId = tenantOf(ctx);
  if (!gatewayOf(ctx, 'demo')) throw new UserFailure('CONFLICT', 'The demo gateway is off: this server takes real money.');
  const known = await paymentAtDemo(ctx, paymentId);
  if (!known) throw notFound('Payment', ['paymentId']);
  await changeCharge(ctx.services, tenantId, known.payment.id, (charge) => play(charge, outcome));
  return refreshedPayment(ctx, known.payment);
}

function play(charge: DemoCharge, outcome: DemoOutcome): void {
  const { status, manualCapture, amount } = charge;
  const becomes = outcome === 'PAY' ? (manualCapture ? 'AUTHORIZED' : 'PAID') : outcome === 'DECLINE' ? 'DECLINED' : 'EXPIRED';
  // A repeated outcome changes nothing. A charge that was authorised and then captured was paid, too.
  if (status === becomes || (outcome === 'PAY' && status === 'PAID')) return;
  if (status !== 'PENDING')
    throw new UserFailure('INVALID_TRANSITION', `At the demo gateway it is ${status} already.`, { field: ['outcome'], details: { status } });
  charge.status = becomes;
  if (becomes === 'PAID') charge.captured = amount;
}

/** A payment and its charge at the demo gateway. */
export interface PaymentAtDemo {
  readonly payment: Payment;
  readonly charge: DemoCharge;
}

/** One payment with its charge, for the page of the demo gateway, and the context to act in; null: there is none. */
export async function demoPayment(services: Services, tenantId: string, paymentId: string): Promise<(PaymentAtDemo & { readonly ctx: Context }) | null> {
  if (!isId(tenantId)) return null;
  const ctx = paymentContext(services, tenantId);
  const found = await paymentAtDemo(ctx, paymentId);
  return found && { ...found, ctx };
}

async function paymentAtDemo(ctx: Context, paymentId: string): Promise<PaymentAtDemo | null> {
  const payment = await findPayment(ctx, paymentId);
  const charge = payment?.provider === 'demo' ? await ctx.em.findOne(DemoCharge, { id: payment.id }, { refresh: true }) : null;
  return payment && charge && { payment, charge };
}
