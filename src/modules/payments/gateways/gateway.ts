import type { Money } from '../../../kernel/values/money.ts';
import type { GatewayMode } from '../model/gateway-account.entity.ts';
import type { CaptureMode, PaymentAction, PaymentMethod } from '../model/payment.entity.ts';
import type { ProviderPaymentStatus } from '../model/payment.status.ts';
import type { RefundStatus } from '../model/refund.entity.ts';

/** The payment providers that there are adapters for; `demo` moves no money. */
export const Provider = { demo: 'demo', midtrans: 'midtrans', xendit: 'xendit', stripe: 'stripe', razorpay: 'razorpay', chapa: 'chapa' } as const;
export type Provider = keyof typeof Provider;

/** A tenant's account with its secrets open; lives as long as one call. */
export interface Account {
  readonly tenantId: string;
  readonly mode: GatewayMode;
  /** By the names that the gateway asks for. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Where the provider is to send its notifications; null: this server is not known outside. */
  readonly notifyUrl: string | null;
}

/** A payment as its gateway is to create it or has created it. */
export interface Attempt {
  /** Ours: the reference at the provider and the idempotency key, at most 36 characters of 0-9 a-f and -. */
  readonly id: string;
  readonly orderId: string;
  readonly method: PaymentMethod;
  readonly currency: string;
  /** In our minor units. */
  readonly amount: Money;
  readonly captureMode: CaptureMode;
  readonly expiresAt: Date | null;
  /** What the provider called it; null while it has not answered. */
  readonly providerReference: string | null;
  /** What an observation of the gateway noted for itself. */
  readonly data: Readonly<Record<string, string>>;
}

/** What the client asked for beside amount and method; each gateway reads what it can use. */
export interface PaymentOptions {
  /** Of a transfer or a virtual account, e.g. BCA. */
  readonly bank?: string | null;
  /** Of a wallet, e.g. GOPAY, DANA, TELEBIRR. */
  readonly wallet?: string | null;
  /** A card as the provider's own client has made it; single use. */
  readonly cardToken?: string | null;
  /** The provider's own page, where the customer chooses. */
  readonly hostedPage?: boolean | null;
  readonly customerName?: string | null;
  readonly customerEmail?: string | null;
  readonly customerPhone?: string | null;
  /** Where the customer comes back to from a page of the provider. */
  readonly returnUrl?: string | null;
}

/** A payment as its provider says that it is. Amounts are in our minor units; null: the provider does not say. */
export interface ProviderPayment {
  readonly status: ProviderPaymentStatus;
  readonly providerReference: string | null;
  /** Our reference as the provider has it. */
  readonly ourReference: string | null;
  readonly currency: string | null;
  /** What it is to pay. NaN: a number that is no exact amount of the currency. */
  readonly amount: Money | null;
  /** What was taken; only of one that is PAID. Null: the amount. */
  readonly captured?: Money | null;
  /** Σ of what was given back, and is final. */
  readonly refunded?: Money | null;
  readonly action?: PaymentAction | null;
  readonly expiresAt?: Date | null;
  /** Ids that the gateway needs later, kept with those that it noted before. */
  readonly data?: Readonly<Record<string, string>>;
  /** Why it failed, for staff; never a secret. */
  readonly reason?: string | null;
  /** The provider's answer, to be kept. */
  readonly response: Readonly<Record<string, unknown>>;
}

/** A refund as it is asked for. */
export interface RefundAttempt {
  /** Ours: the idempotency key. */
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

/** A provider's message after its signature was checked. */
export interface Notification {
  /** By which repetitions are known; the same state of the same thing has the same key. */
  readonly eventKey: string;
  /** E.g. `payment_intent.succeeded`. */
  readonly type: string;
  /** Our id of the payment, where it says it. */
  readonly ourReference: string | null;
  /** The provider's numbers that may be its providerReference, where it says them. */
  readonly providerReferences: readonly string[];
  /** What it claims was to pay or was paid, in our minor units; null: it does not say. NaN: no exact amount. Not of refunds. */
  readonly amount: Money | null;
  readonly currency: string | null;
  /** False: of no concern to payments. */
  readonly concerns: boolean;
}

export interface RawNotification {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly now: Date;
}

/** One method that a gateway takes. */
export interface Capability {
  readonly method: PaymentMethod;
  /** ISO 4217; null: any. */
  readonly currencies: readonly string[] | null;
  /** Whether money can be authorised first and captured later. */
  readonly manualCapture: boolean;
  readonly refunds: 'PARTIAL' | 'FULL_ONLY' | 'NONE';
}

/**
 * A payment provider. Calls are safe to repeat: an attempt's or a refund's id makes the second the same as the first.
 * Every call has a deadline. They throw
 * - {@link GatewayRefused}: it said no, and nothing was done;
 * - {@link GatewayUnreachable}: it has not heard the call, nothing was done;
 * - {@link GatewayUnclear}: it may have done it, nobody knows.
 */
export interface Gateway {
  readonly provider: Provider;
  readonly capabilities: readonly Capability[];
  /** Names of the secrets that an account needs, and of those that it may have. */
  readonly credentials: { readonly needed: readonly string[]; readonly optional: readonly string[] };
  /** Creates the payment, or finds the one that was created with this id before. */
  create(account: Account, attempt: Attempt, options: PaymentOptions): Promise<ProviderPayment>;
  /** The payment as it is now; null: the provider has none with this reference. */
  read(account: Account, attempt: Attempt): Promise<ProviderPayment | null>;
  /**
   * Ends a payment that is not paid, and gives authorised money free. One that is paid meanwhile is observed as PAID. Where
   * a provider cannot end what nobody has paid, it is observed as CANCELLED all the same. Null: there is none.
   */
  cancel(account: Account, attempt: Attempt): Promise<ProviderPayment | null>;
  /** Takes authorised money, or a part of it; the rest is given free. */
  capture(account: Account, attempt: Attempt, amount: Money): Promise<ProviderPayment>;
  refund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund>;
  /** The refund as it is now; null: the provider has none with this id. */
  readRefund(account: Account, attempt: Attempt, refund: RefundAttempt): Promise<ProviderRefund | null>;
  /** Checks who sent a notification, in constant time, and reads it. @throws NotificationRefused */
  readNotification(account: Account, raw: RawNotification): Notification;
}

/** The provider said no; nothing was done. The message is for staff. */
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

/** The provider's answer was lost or makes no sense; what was asked may have been done. */
export class GatewayUnclear extends Error {}

/** A notification that was not sent by the provider, or that nobody can read. */
export class NotificationRefused extends Error {
  /** 401: wrong signature; 400: no notification at all. */
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
