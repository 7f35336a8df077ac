import type { Money } from '../../../kernel/values/money.ts';
import type { GatewayMode } from '../model/gateway-account.entity.ts';
import type { CaptureMode, PaymentAction } from '../model/payment.entity.ts';
import type { ProviderPaymentStatus } from '../model/payment.status.ts';
import type { PaymentMethod } from '../model/payment-method.ts';
import type { RefundStatus } from '../model/refund.entity.ts';

/** The payment providers that have an adapter; `demo` moves no money. */
export const Provider = { demo: 'demo', midtrans: 'midtrans', xendit: 'xendit', stripe: 'stripe', razorpay: 'razorpay', chapa: 'chapa' } as const;
export type Provider = keyof typeof Provider;

/** A tenant's account with its secrets opened; it exists only for the duration of one call. */
export interface Account {
  readonly tenantId: string;
  readonly mode: GatewayMode;
  /** Secrets by the names in the gateway's `credentials`. */
  readonly credentials: Readonly<Record<string, string>>;
  /** URL to which the provider is to send its notifications; null: this server has no public URL. */
  readonly notifyUrl: string | null;
}

/** A payment that a gateway is to create, or has created. */
export interface Attempt {
  /** Our id: the reference at the provider and the idempotency key, at most 36 characters of 0-9 a-f and -. */
  readonly id: string;
  readonly orderId: string;
  readonly method: PaymentMethod;
  readonly currency: string;
  /** In our minor units. */
  readonly amount: Money;
  readonly captureMode: CaptureMode;
  readonly expiresAt: Date | null;
  /** The provider's id of the payment; null while it has not answered. */
  readonly providerReference: string | null;
  /** Ids that earlier answers of the gateway stored in `ProviderPayment.data`. */
  readonly data: Readonly<Record<string, string>>;
}

/** The client's options beside amount and method; each gateway reads those that it can use. */
export interface PaymentOptions {
  /** Bank of a transfer or a virtual account, e.g. BCA. */
  readonly bank?: string | null;
  /** Name of a wallet, e.g. GOPAY, DANA, TELEBIRR. */
  readonly wallet?: string | null;
  /** Single-use token of a card, made by the provider's client library. */
  readonly cardToken?: string | null;
  /** Whether the customer is to choose on the provider's own page. */
  readonly hostedPage?: boolean | null;
  readonly customerName?: string | null;
  readonly customerEmail?: string | null;
  readonly customerPhone?: string | null;
  /** URL to which a page of the provider sends the customer back. */
  readonly returnUrl?: string | null;
}

/** A payment as its provider reports it. Amounts are in our minor units; null: the provider does not report it. */
export interface ProviderPayment {
  readonly status: ProviderPaymentStatus;
  readonly providerReference: string | null;
  /** Our reference as the provider stored it. */
  readonly ourReference: string | null;
  readonly currency: string | null;
  /** Amount to pay. NaN: a number that is no exact amount of the currency. */
  readonly amount: Money | null;
  /** Amount taken; only for status PAID. Null: same as `amount`. */
  readonly captured?: Money | null;
  /** Σ of the refunds that are final. */
  readonly refunded?: Money | null;
  readonly action?: PaymentAction | null;
  readonly expiresAt?: Date | null;
  /** Ids that the gateway needs later; they are merged with those stored before. */
  readonly data?: Readonly<Record<string, string>>;
  /** Why the payment failed, for staff; never a secret. */
  readonly reason?: string | null;
  /** The provider's answer, to be stored. */
  readonly response: Readonly<Record<string, unknown>>;
}

/** A refund to request from a provider. */
export interface RefundAttempt {
  /** Our id: the idempotency key. */
  readonly id: string;
  readonly amount: Money;
  readonly reason: string;
  readonly providerReference: string | null;
}

export interface ProviderRefund {
  readonly status: RefundStatus;
  readonly providerReference: string | null;
  readonly reason?: string | null;
}

/** A provider's notification after its signature was checked. */
export interface Notification {
  /** Identifies repeated notifications: the same state of the same object has the same key. */
  readonly eventKey: string;
  /** The provider's name for the event, e.g. `payment_intent.succeeded`. */
  readonly type: string;
  /** Our id of the payment; null: not given. */
  readonly ourReference: string | null;
  /** Ids in the notification that may be the payment's providerReference. */
  readonly providerReferences: readonly string[];
  /** Claimed amount to pay or paid, in our minor units; null: not given, or a refund. NaN: no exact amount. */
  readonly amount: Money | null;
  readonly currency: string | null;
  /** False: the notification is not about a payment. */
  readonly concerns: boolean;
}

export interface RawNotification {
  /** Header names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly now: Date;
}

/** One payment method of a gateway. */
export interface Capability {
  readonly method: PaymentMethod;
  /** ISO 4217 codes; null: any currency. */
  readonly currencies: readonly string[] | null;
  /** Whether money can be authorised first and captured later. */
  readonly manualCapture: boolean;
  readonly refunds: 'PARTIAL' | 'FULL_ONLY' | 'NONE';
}

/**
 * A payment provider. Calls are safe to repeat: the id of an attempt or a refund makes the second call the same as the
 * first. Every call has a deadline. Calls throw
 * - {@link GatewayRefused}: the provider said no, and nothing was done;
 * - {@link GatewayUnreachable}: the provider has not heard the call, nothing was done;
 * - {@link GatewayUnclear}: the provider may have done it, the outcome is not known.
 */
export interface Gateway {
  readonly provider: Provider;
  readonly capabilities: readonly Capability[];
  /** Names of the secrets that an account must have, and of those that it may have. */
  readonly credentials: { readonly needed: readonly string[]; readonly optional: readonly string[] };
  /** Creates the payment, or returns the one that was created with this id before. */
  create(account: Account, attempt: Attempt, options: PaymentOptions): Promise<ProviderPayment>;
  /** The payment as it is now; null: the provider has none with this reference. */
  read(account: Account, attempt: Attempt): Promise<ProviderPayment | null>;
  /**
   * Ends a payment that is not paid, and releases authorised money. A payment that was paid in the meantime is returned as
   * PAID. An unpaid payment that the provider cannot end is still returned as CANCELLED. Null: there is none.
   */
  cancel(account: Account, attempt: Attempt): Promise<ProviderPayment | null>;
  /** Captures authorised money, or a part of it; the rest is released. */
  capture(account: Account, attempt: Attempt, amount: Money): Promise<ProviderPayment>;
  refund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund>;
  /** The refund as it is now; null: the provider has none with this id. */
  readRefund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund | null>;
  /** Checks a notification's signature or token in constant time, and parses the notification. @throws NotificationRefused */
  readNotification(account: Account, raw: RawNotification): Notification;
}

/** The provider refused; nothing was done. The message is for staff. */
export class GatewayRefused extends Error {
  /** The provider's own code. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** The provider did not hear the call; nothing was done. */
export class GatewayUnreachable extends Error {}

/** The provider's answer was lost or makes no sense; the request may have been carried out. */
export class GatewayUnclear extends Error {}

/** A notification that the provider did not send, or that cannot be parsed. */
export class NotificationRefused extends Error {
  /** 401: wrong signature; 400: not a notification. */
  readonly status: 400 | 401;

  constructor(status: 400 | 401, message: string) {
    super(message);
    this.status = status;
  }
}

/** The adapters of a running server, by provider. */
export type Gateways = ReadonlyMap<Provider, Gateway>;

declare module '../../../kernel/request/context.ts' {
  interface Services {
    readonly gateways: Gateways;
  }
}
