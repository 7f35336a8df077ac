import { randomUUID } from 'node:crypto';

export const newStripeId = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '').slice(0, 24)}`;

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export interface Charge {
  readonly id: string;
  readonly object: 'charge';
  readonly payment_intent: string;
  readonly amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  readonly currency: string;
  disputed: boolean;
  readonly metadata: Readonly<Record<string, string>>;
  paid: boolean;
  refunded: boolean;
  status: 'succeeded' | 'pending' | 'failed';
  readonly billing_details: { readonly email: string };
  readonly created: number;
}

export interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  amount_capturable: number;
  amount_received: number;
  canceled_at: number | null;
  cancellation_reason: string | null;
  readonly capture_method: string;
  readonly client_secret: string;
  created: number;
  readonly currency: string;
  last_payment_error: Readonly<Record<string, unknown>> | null;
  latest_charge: string | null;
  readonly livemode: false;
  readonly metadata: Readonly<Record<string, string>>;
  next_action: Readonly<Record<string, unknown>> | null;
  payment_method: string | null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'processing' | 'requires_capture' | 'succeeded' | 'canceled';
}

export interface StripeRefund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly charge: string;
  readonly currency: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payment_intent: string;
  readonly reason: string | null;
  failure_reason?: string;
  status: 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';
  readonly created: number;
}

export interface Dispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly metadata: Readonly<Record<string, string>>;
  status: string;
}

/** State of a fake Stripe; newest entries last. */
export class StripeState {
  readonly intents: Intent[] = [];
  readonly charges: Charge[] = [];
  readonly refunds: StripeRefund[] = [];
  readonly disputes: Dispute[] = [];
  /** Whether new refunds stay pending. */
  refundsHeld = false;

  makeIntent(values: Pick<Intent, 'amount' | 'currency' | 'capture_method' | 'metadata'>): Intent {
    const id = newStripeId('pi');
    const intent: Intent = {
      ...{ id, object: 'payment_intent', ...values, client_secret: `${id}_secret_${newStripeId('cs')}`, created: nowSeconds(), livemode: false },
      ...{ amount_capturable: 0, amount_received: 0, canceled_at: null, cancellation_reason: null, last_payment_error: null, latest_charge: null },
      ...{ next_action: null, payment_method: null, status: 'requires_payment_method' },
    };
    this.intents.push(intent);
    return intent;
  }

  /** The latest intent of one of our payments. */
  intentOf(paymentId: string): Intent {
    const intent = this.intents.findLast(({ metadata }) => metadata.payment_id === paymentId);
    if (!intent) throw new Error(`Stripe has no intent of ${paymentId}`);
    return intent;
  }

  chargeOf({ latest_charge: id }: Intent): Charge | undefined {
    return this.charges.find((charge) => charge.id === id);
  }

  /** The customer's bank approves: the amount is charged, or held for a capture. */
  pay(intent: Intent, amount = intent.amount): void {
    if (['canceled', 'succeeded', 'requires_capture'].includes(intent.status)) throw new Error(`an intent that is ${intent.status} cannot be paid`);
    const manual = intent.capture_method === 'manual';
    const charge = this.charge(intent, 'succeeded', amount);
    Object.assign(charge, { captured: !manual, amount_captured: manual ? 0 : amount });
    Object.assign(intent, { last_payment_error: null, next_action: null, payment_method: newStripeId('pm') });
    if (manual) Object.assign(intent, { status: 'requires_capture', amount_capturable: amount });
    else Object.assign(intent, { status: 'succeeded', amount_received: amount });
  }

  decline(intent: Intent): void {
    this.charge(intent, 'failed', intent.amount);
    intent.status = 'requires_payment_method';
    intent.next_action = null;
    intent.last_payment_error = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' };
  }

  private charge(intent: Intent, status: Charge['status'], amount: number): Charge {
    const charge: Charge = {
      ...{ id: newStripeId('ch'), object: 'charge', payment_intent: intent.id, amount, currency: intent.currency, metadata: intent.metadata, status },
      ...{ amount_captured: 0, amount_refunded: 0, captured: false, disputed: false, paid: status === 'succeeded', refunded: false, created: nowSeconds() },
      billing_details: { email: 'customer@example.com' },
    };
    this.charges.push(charge);
    intent.latest_charge = charge.id;
    return charge;
  }

  capture(intent: Intent, amount: number): void {
    Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
    const charge = this.chargeOf(intent);
    if (charge) Object.assign(charge, { captured: true, amount_captured: amount });
  }

  cancel(intent: Intent, reason: string): void {
    Object.assign(intent, { status: 'canceled', canceled_at: nowSeconds(), cancellation_reason: reason, amount_capturable: 0, next_action: null });
  }

  createRefund(charge: Charge, amount: number, { metadata = {}, reason = null as string | null, held = this.refundsHeld } = {}): StripeRefund {
    const refund: StripeRefund = {
      ...{ id: newStripeId('re'), object: 'refund', amount, charge: charge.id, currency: charge.currency, metadata, reason, created: nowSeconds() },
      ...{ payment_intent: charge.payment_intent, status: held ? 'pending' : 'succeeded' },
    };
    this.refunds.push(refund);
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    return refund;
  }

  decide(refund: StripeRefund, succeed: boolean): void {
    if (refund.status !== 'pending') return;
    refund.status = succeed ? 'succeeded' : 'failed';
    const charge = this.charges.find(({ id }) => id === refund.charge);
    if (succeed || !charge) return;
    refund.failure_reason = 'lost_or_stolen_card';
    charge.amount_refunded -= refund.amount;
    charge.refunded = false;
  }

  dispute(intent: Intent, status: string): void {
    const charge = this.chargeOf(intent);
    if (!charge) throw new Error('nothing was charged');
    charge.disputed = true;
    const known = this.disputes.find((dispute) => dispute.charge === charge.id);
    if (known) known.status = status;
    else
      this.disputes.push({
        ...{ id: newStripeId('dp'), object: 'dispute', amount: charge.amount_captured, currency: charge.currency, charge: charge.id },
        ...{ payment_intent: intent.id, metadata: {}, status },
      });
  }
}
