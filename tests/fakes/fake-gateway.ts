import type { FakeServer } from './fake-server.ts';

/** A notification as the provider would post it. */
export interface FakeNotification {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is wrong with a notification. */
export interface Wrong {
  /** In our minor units: what it claims instead. */
  readonly amount?: number;
  readonly currency?: string;
  /** Our reference that it names instead. */
  readonly reference?: string;
  readonly signature?: boolean;
  /** Signed an hour ago, where the provider signs the time. */
  readonly oldTimestamp?: boolean;
}

/** A faithful fake of one provider. What it knows of a payment is found by our id of it. */
export interface FakeGateway {
  readonly provider: string;
  readonly server: FakeServer;
  /** Points a server at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly currency: string;
  /** For setGatewayAccount. */
  readonly account: { readonly methods: readonly string[]; readonly credentials: Readonly<Record<string, string>> };
  /** Input of startPayment for a payment that the customer has to act on; also of one that charges at once, where there is such. */
  readonly waiting: Readonly<Record<string, unknown>>;
  readonly charging: Readonly<Record<string, unknown>> | null;
  /** Input for a payment that is authorised at once and captured later; null: there is none. */
  readonly authorizing: Readonly<Record<string, unknown>> | null;
  /** The customer pays, fails, or lets the time run out; another amount than was asked for can be paid by mistake. */
  settle(paymentId: string, amount?: number): void;
  deny(paymentId: string): void;
  expire(paymentId: string): void;
  /** False: of a payment it says only that all of it was given back, never how much. */
  readonly tellsParts?: false;
  /** Given back at the provider's own desk. */
  refundElsewhere(paymentId: string, amount: number): void;
  /** A notification of the state it is in now. */
  notification(paymentId: string, wrong?: Wrong): FakeNotification;
  /** Of a thing it has, that no payment of ours is; of an event that is of no concern. */
  foreignNotification(): FakeNotification;
  unconcernedNotification(): FakeNotification;
  /** How many charges it has made for a payment, what was captured and given back, in our minor units. */
  charges(paymentId: string): number;
  captured(paymentId: string): number;
  refunded(paymentId: string): number;
  /** Refunds by our ids: how many there are. */
  refundCount(paymentId: string): number;
  /** Whether refunds stay pending until decided. */
  holdRefunds(hold: boolean): void;
  decideRefunds(paymentId: string, succeed: boolean): void;
  /** Whose time its notifications are signed at, where the provider signs the time; else the machine's. */
  followClock?(now: () => Date): void;
}
