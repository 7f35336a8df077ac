import { randomUUID } from 'node:crypto';

const newId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 14)}`;
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export interface RazorpayOrder {
  readonly id: string;
  readonly entity: 'order';
  readonly amount: number;
  amount_paid: number;
  amount_due: number;
  readonly currency: string;
  readonly receipt: string | null;
  status: 'created' | 'attempted' | 'paid';
  attempts: number;
  readonly notes: Readonly<Record<string, string>> | readonly [];
  readonly created_at: number;
}

export interface RazorpayPayment {
  readonly id: string;
  readonly entity: 'payment';
  readonly amount: number;
  readonly currency: string;
  status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';
  readonly order_id: string;
  readonly method: string;
  amount_refunded: number;
  refund_status: null | 'partial' | 'full';
  captured: boolean;
  readonly email: string;
  readonly notes: readonly [];
  error_code: string | null;
  error_description: string | null;
  error_reason: string | null;
  readonly created_at: number;
}

export interface RazorpayRefund {
  readonly id: string;
  readonly entity: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_id: string;
  readonly notes: Readonly<Record<string, string>> | readonly [];
  readonly receipt: string | null;
  status: 'pending' | 'processed' | 'failed';
  readonly speed_requested: string;
  readonly created_at: number;
}

/** State of a fake Razorpay; newest entries last. */
export class RazorpayState {
  readonly orders: RazorpayOrder[] = [];
  readonly payments: RazorpayPayment[] = [];
  readonly refunds: RazorpayRefund[] = [];
  /** Orders whose payments wait for a capture. */
  readonly manual = new Set<string>();
  /** Whether new refunds stay pending. */
  refundsHeld = false;

  makeOrder(values: Pick<RazorpayOrder, 'amount' | 'currency' | 'receipt' | 'notes'>, manual: boolean): RazorpayOrder {
    const order: RazorpayOrder = {
      ...{
        id: newId('order'),
        entity: 'order',
        ...values,
        amount_paid: 0,
        amount_due: values.amount,
        status: 'created',
        attempts: 0,
        created_at: nowSeconds(),
      },
    };
    this.orders.push(order);
    if (manual) this.manual.add(order.id);
    return order;
  }

  /** The latest order of one of our payments. */
  orderOf(paymentId: string): RazorpayOrder {
    const order = this.orders.findLast(({ receipt }) => receipt === paymentId);
    if (!order) throw new Error(`Razorpay has no order of ${paymentId}`);
    return order;
  }

  paymentsOf({ id }: RazorpayOrder): RazorpayPayment[] {
    return this.payments.filter((payment) => payment.order_id === id);
  }

  /** A customer tries to pay. */
  attempt(order: RazorpayOrder, status: 'authorized' | 'failed', amount = order.amount): RazorpayPayment {
    if (order.status === 'paid') throw new Error('no further payment requests are permitted');
    const payment: RazorpayPayment = {
      ...{ id: newId('pay'), entity: 'payment', amount, currency: order.currency, status, order_id: order.id, method: 'card' },
      ...{ amount_refunded: 0, refund_status: null, captured: false, email: 'customer@example.com', notes: [], created_at: nowSeconds() },
      ...{ error_code: null, error_description: null, error_reason: null },
    };
    if (status === 'failed') {
      payment.error_code = 'BAD_REQUEST_ERROR';
      payment.error_description = 'Payment processing failed because of incorrect OTP';
      payment.error_reason = 'incorrect_otp';
    }
    this.payments.push(payment);
    Object.assign(order, { status: 'attempted', attempts: order.attempts + 1 });
    return payment;
  }

  capture(payment: RazorpayPayment): void {
    Object.assign(payment, { status: 'captured', captured: true });
    const order = this.orders.find(({ id }) => id === payment.order_id);
    if (order) Object.assign(order, { status: 'paid', amount_paid: payment.amount, amount_due: Math.max(0, order.amount - payment.amount) });
  }

  /** No capture in time: Razorpay releases the authorisation. */
  giveFree(payment: RazorpayPayment): void {
    Object.assign(payment, { status: 'refunded', amount_refunded: payment.amount, refund_status: 'full' });
  }

  createRefund(
    payment: RazorpayPayment,
    amount: number,
    values: Partial<Pick<RazorpayRefund, 'notes' | 'receipt'>> = {},
    held = this.refundsHeld,
  ): RazorpayRefund {
    const refund: RazorpayRefund = {
      ...{ id: newId('rfnd'), entity: 'refund', amount, currency: payment.currency, payment_id: payment.id, notes: values.notes ?? [] },
      ...{ receipt: values.receipt ?? null, status: held ? 'pending' : 'processed', speed_requested: 'normal', created_at: nowSeconds() },
    };
    this.refunds.push(refund);
    this.count(payment, amount);
    return refund;
  }

  decide(refund: RazorpayRefund, succeed: boolean): void {
    if (refund.status !== 'pending') return;
    refund.status = succeed ? 'processed' : 'failed';
    const payment = this.payments.find(({ id }) => id === refund.payment_id);
    if (!succeed && payment) this.count(payment, -refund.amount);
  }

  private count(payment: RazorpayPayment, amount: number): void {
    payment.amount_refunded += amount;
    const isFull = payment.amount_refunded === payment.amount;
    payment.refund_status = isFull ? 'full' : payment.amount_refunded > 0 ? 'partial' : null;
    payment.status = isFull ? 'refunded' : 'captured';
  }
}
