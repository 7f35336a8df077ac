import type { FakeServer } from './fake-server.ts';

/** A notification as the provider would post it. */
export interface FakeNotification {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is wrong with a notification. */
export interface Wrong {
  /** A false amount, in our minor units. */
  readonly amount?: number;
  readonly currency?: string;
  /** A false reference (ours). */
  readonly reference?: string;
  readonly signature?: boolean;
  /** Signed one hour ago, for providers that sign the time. */
  readonly oldTimestamp?: boolean;
}

/** A faithful fake of one provider. It finds payments by our payment id. */
export interface FakeGateway {
  readonly provider: string;
  readonly server: FakeServer;
  /** Environment that points a server at the fake. */
  readonly environment: Readonly<Record<string, string>>;
  readonly currency: string;
  /** Input of setGatewayAccount. */
  readonly account: { readonly methods: readonly string[]; readonly credentials: Readonly<Record<string, string>> };
  /** Input of startPayment for a payment that needs an action of the customer; and for one that is charged at once, where the provider has such. */
  readonly waiting: Readonly<Record<string, unknown>>;
  readonly charging: Readonly<Record<string, unknown>> | null;
  /** Input of startPayment for a payment that is authorised at once and captured later; null: the provider has none. */
  readonly authorizing: Readonly<Record<string, unknown>> | null;
  /** The customer pays, the payment fails, or its time runs out. `amount`: the customer pays this amount by mistake. */
  settle(paymentId: string, amount?: number): void;
  deny(paymentId: string): void;
  expire(paymentId: string): void;
  /** False: the provider reports only full refunds, without amounts. */
  readonly tellsParts?: false;
  /** Refunds at the provider's own dashboard. */
  refundElsewhere(paymentId: string, amount: number): void;
  /** A notification of the payment's current state. */
  notification(paymentId: string, wrong?: Wrong): FakeNotification;
  /** A notification about a payment that is not ours; and one of an irrelevant event. */
  foreignNotification(): FakeNotification;
  unconcernedNotification(): FakeNotification;
  /** Number of charges for a payment; amounts captured and refunded, in our minor units. */
  charges(paymentId: string): number;
  captured(paymentId: string): number;
  refunded(paymentId: string): number;
  /** Number of refunds, by our payment id. */
  refundCount(paymentId: string): number;
  /** Whether refunds stay pending until `decideRefunds`. */
  holdRefunds(hold: boolean): void;
  decideRefunds(paymentId: string, succeed: boolean): void;
  /** Sets the clock for signed times of notifications; default: the machine's clock. */
  followClock?(now: () => Date): void;
}
