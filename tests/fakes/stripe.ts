import { createHmac } from 'node:crypto';
import type { FakeGateway, FakeNotification, Wrong } from './fake-gateway.ts';
import { startFakeServer } from './fake-server.ts';
import { type StripeSwitches, stripeAnswers } from './stripe-api.ts';
import { type Charge, type Dispute, type Intent, newStripeId, StripeState } from './stripe-state.ts';

const SECRET_KEY = 'sk_test_51FakeOfStripe';
const WEBHOOK_SECRET = 'whsec_fake_of_stripe';

/** Adds disputes and the API's switches. */
export interface FakeStripe extends FakeGateway {
  readonly state: StripeState;
  readonly switches: StripeSwitches;
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** The customer's bank disputes the charge; `status` is the dispute's status. */
  dispute(paymentId: string, status: string): void;
}

/** A fake Stripe for a restaurant in rupiah, which Stripe counts in hundredths. */
export async function startStripe(): Promise<FakeStripe> {
  const state = new StripeState();
  const switches: StripeSwitches = { failures: 0, searchable: false, pageSize: null };
  const server = await startFakeServer(stripeAnswers(state, SECRET_KEY, switches));
  let now = (): Date => new Date();
  const toStripe = (rupiah: number): number => rupiah * 100;
  const intentsOf = (paymentId: string): Intent[] => state.intents.filter(({ metadata }) => metadata.payment_id === paymentId);
  const refundsOf = (paymentId: string) => state.refunds.filter((refund) => intentsOf(paymentId).some(({ id }) => id === refund.payment_intent));

  const send = (type: string, object: object, { signature = false, oldTimestamp = false }: Wrong = {}): FakeNotification => {
    const time = Math.floor(now().getTime() / 1000) - (oldTimestamp ? 3600 : 0);
    const event = { id: newStripeId('evt'), object: 'event', api_version: '2026-10-28.endive', created: time, data: { object }, livemode: false, type };
    const body = JSON.stringify(event);
    const v1 = createHmac('sha256', signature ? 'whsec_of_somebody_else' : WEBHOOK_SECRET)
      .update(`${time}.${body}`)
      .digest('hex');
    return { headers: { 'stripe-signature': `t=${time},v1=${v1},v0=${'0'.repeat(64)}` }, body };
  };

  return {
    provider: 'stripe',
    ...{ server, state, switches, secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET },
    environment: { STRIPE_URL: server.url },
    currency: 'IDR',
    account: { methods: ['CARD'], credentials: { secretKey: SECRET_KEY, webhookSecret: WEBHOOK_SECRET, publishableKey: 'pk_test_51FakeOfStripe' } },
    waiting: { method: 'CARD' },
    charging: { method: 'CARD', cardToken: 'pm_card_visa' },
    authorizing: { method: 'CARD', cardToken: 'pm_card_visa' },
    settle: (paymentId, amount) => state.pay(state.intentOf(paymentId), amount === undefined ? undefined : toStripe(amount)),
    deny: (paymentId) => state.decline(state.intentOf(paymentId)),
    // At Stripe, only authorised intents expire.
    expire: (paymentId) => {
      const intent = state.intentOf(paymentId);
      if (intent.status === 'requires_capture') state.cancel(intent, 'expired');
    },
    refundElsewhere: (paymentId, amount) => {
      const charge = state.chargeOf(state.intentOf(paymentId));
      if (!charge) throw new Error('nothing was charged');
      state.createRefund(charge, toStripe(amount), { held: false });
    },
    notification: (paymentId, wrong = {}) => {
      const [type, object] = newsOf(state, state.intentOf(paymentId));
      return send(type, claiming(object, wrong, toStripe), wrong);
    },
    foreignNotification: () => {
      const intent = {
        id: newStripeId('pi'),
        object: 'payment_intent',
        amount: 1000,
        amount_received: 1000,
        currency: 'idr',
        metadata: {},
        status: 'succeeded',
      };
      return send('payment_intent.succeeded', intent);
    },
    unconcernedNotification: () => send('customer.created', { id: newStripeId('cus'), object: 'customer', metadata: {} }),
    charges: (paymentId) => state.charges.filter(({ metadata, status }) => metadata.payment_id === paymentId && status === 'succeeded').length,
    captured: (paymentId) => sum(intentsOf(paymentId).map((intent) => intent.amount_received)) / 100,
    refunded: (paymentId) => sum(refundsOf(paymentId).flatMap(({ status, amount }) => (status === 'succeeded' ? [amount] : []))) / 100,
    refundCount: (paymentId) => refundsOf(paymentId).filter(({ metadata }) => metadata.refund_id !== undefined).length,
    holdRefunds: (hold) => {
      state.refundsHeld = hold;
    },
    decideRefunds: (paymentId, succeed) => {
      for (const refund of refundsOf(paymentId)) state.decide(refund, succeed);
    },
    dispute: (paymentId, status) => state.dispute(state.intentOf(paymentId), status),
    followClock: (clock) => {
      now = clock;
    },
  };
}

const EVENTS: Readonly<Record<Intent['status'], string>> = {
  requires_payment_method: 'created',
  requires_confirmation: 'created',
  requires_action: 'requires_action',
  processing: 'processing',
  requires_capture: 'amount_capturable_updated',
  succeeded: 'succeeded',
  canceled: 'canceled',
};

/** The last event of an intent, with its object. */
function newsOf(state: StripeState, intent: Intent): [type: string, object: Intent | Charge | Dispute] {
  const charge = state.chargeOf(intent);
  const dispute = state.disputes.find(({ payment_intent: id }) => id === intent.id);
  if (dispute) return [dispute.status === 'won' || dispute.status === 'lost' ? 'charge.dispute.closed' : 'charge.dispute.created', dispute];
  if (charge && charge.amount_refunded > 0) return ['charge.refunded', charge];
  return [`payment_intent.${intent.last_payment_error ? 'payment_failed' : EVENTS[intent.status]}`, intent];
}

function claiming(object: object, { amount, currency, reference }: Wrong, toStripe: (amount: number) => number): object {
  return {
    ...object,
    ...(amount !== undefined && { amount: toStripe(amount), amount_received: toStripe(amount) }),
    ...(currency !== undefined && { currency: currency.toLowerCase() }),
    ...(reference !== undefined && { metadata: { payment_id: reference } }),
  };
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((a, b) => a + b, 0);
}
