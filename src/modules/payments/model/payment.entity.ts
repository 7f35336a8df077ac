import { defineEntity, p } from '@mikro-orm/core';
import { creationStamp, tenantTable, tenantTableOfChosenIds, toOne } from '../../../kernel/database/tenant-owned.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import type { PaymentMethod } from './payment-method.ts';
import { Shift } from './shift.entity.ts';

export const PaymentStatus = {
  PENDING: 'PENDING',
  REQUIRES_ACTION: 'REQUIRES_ACTION',
  AUTHORIZED: 'AUTHORIZED',
  UNDER_REVIEW: 'UNDER_REVIEW',
  UNKNOWN: 'UNKNOWN',
  PAID: 'PAID',
  PAID_LATE: 'PAID_LATE',
  FAILED: 'FAILED',
  CANCELLED: 'CANCELLED',
  EXPIRED: 'EXPIRED',
  PARTIALLY_REFUNDED: 'PARTIALLY_REFUNDED',
  REFUNDED: 'REFUNDED',
  CHARGED_BACK: 'CHARGED_BACK',
} as const;
export type PaymentStatus = keyof typeof PaymentStatus;

/** What the customer needs in order to pay. The provider decides which fields are set. */
export interface PaymentAction {
  /** Payload of a QR code to show. */
  readonly qrString?: string | null;
  /** Image of the QR code, when the provider makes one. */
  readonly qrImageUrl?: string | null;
  readonly redirectUrl?: string | null;
  /** Opens the customer's wallet on a phone. */
  readonly deeplinkUrl?: string | null;
  readonly clientSecret?: string | null;
  /** Key for the provider's client library, beside a client secret or the provider's order. */
  readonly publicKey?: string | null;
  /** Bank of a transfer; the account or bill is in the next two fields. */
  readonly bank?: string | null;
  readonly accountNumber?: string | null;
  readonly billerCode?: string | null;
}

/** Whether authorised money is captured at once or by capturePayment. */
export const CaptureMode = { AUTOMATIC: 'AUTOMATIC', MANUAL: 'MANUAL' } as const;
export type CaptureMode = keyof typeof CaptureMode;

/** Why a payment is under review. */
export const ReviewReason = {
  AMOUNT: 'AMOUNT',
  CURRENCY: 'CURRENCY',
  REFERENCE: 'REFERENCE',
  /** The provider suspects fraud, or reports a state that the gateway does not know. */
  PROVIDER: 'PROVIDER',
} as const;
export type ReviewReason = keyof typeof ReviewReason;

/** Why a person has to check a payment. */
export const PaymentAlert = {
  ...ReviewReason,
  FAILED: 'FAILED',
  CHARGED_BACK: 'CHARGED_BACK',
  PAID_LATE: 'PAID_LATE',
  REFUND_FAILED: 'REFUND_FAILED',
  REFUNDED_TWICE: 'REFUNDED_TWICE',
} as const;
export type PaymentAlert = keyof typeof PaymentAlert;

const PayableSchema = defineEntity({
  ...tenantTableOfChosenIds,
  name: 'Payable',
  tableName: 'payable',
  properties: {
    outlet: () => toOne(Outlet),
    currency: p.text(),
    total: p.bigint('number').check('total >= 0'),
    /** Σ amount of settled payments, minus refunds whose debt is due again (REOPEN). */
    paid: p.bigint('number').default(0).check('paid between 0 and total'),
    /** Σ amount of refunds that are final (RETURN); this amount is not due again. */
    refunded: p.bigint('number').default(0).check('refunded >= 0'),
    /** False once the order is cancelled: no more money may be taken. */
    open: p.boolean().default(true),
    version: p.integer().version(),
  },
});

/**
 * What is to be paid for an order, and what has been paid. Its id is the order's id.
 * Every tender locks this row, so two tills cannot take the same debt twice.
 */
export class Payable extends PayableSchema.class {
  /** Amount still to be paid; 0 once the order is cancelled. */
  due(): number {
    return this.open ? this.total - this.paid : 0;
  }
}
PayableSchema.setClass(Payable);

const PaymentSchema = defineEntity({
  ...tenantTable,
  name: 'Payment',
  tableName: 'payment',
  uniques: [{ properties: ['tenantId', 'certificateKey'] }],
  // Migrations add more indexes by hand: one open attempt per order and method; due provider checks by checkAt; credits.
  indexes: [
    { properties: ['tenantId', 'orderId'] },
    { properties: ['tenantId', 'providerReference'] },
    { properties: ['tenantId', 'shift'] },
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'outlet', 'createdAt', 'id'] },
    { properties: ['tenantId', 'status', 'createdAt', 'id'] },
    { properties: ['tenantId', 'method', 'createdAt', 'id'] },
    { properties: ['tenantId', 'provider', 'createdAt', 'id'] },
    { properties: ['tenantId', 'amount', 'id'] },
  ],
  properties: {
    orderId: p.uuid(),
    outlet: () => toOne(Outlet),
    method: p.text().$type<PaymentMethod>(),
    /** Who moved the money: `cash`, or a gateway's name. */
    provider: p.text(),
    /** Each attempt is a row with its own id: the id is the provider's idempotency key and our reference there. */
    status: p.text().$type<PaymentStatus>(),
    currency: p.text(),
    /** Debt that this payment settles. */
    amount: p.bigint('number').check('amount > 0'),
    /** Cash rounding of this leg; cash taken = amount + rounding = tendered − change. */
    rounding: p.bigint('number').default(0),
    /** Σ amount of refunds that succeeded, with any effect on the debt. */
    refunded: p.bigint('number').default(0).check('refunded between 0 and coalesce(captured, amount)'),
    tendered: p.bigint('number').nullable(),
    change: p.bigint('number').nullable(),
    /** Amount that the provider took or is to capture, when it may differ from `amount`: under review, or a manual capture. */
    captured: p.bigint('number').nullable(),
    /** What is left of a late payment that the guest keeps as a credit; null: not a credit. */
    credit: p.bigint('number').nullable(),
    captureMode: p.text().$type<CaptureMode>().default('AUTOMATIC'),
    /** The provider's id of the payment. */
    providerReference: p.text().nullable(),
    /** Number of a withholding certificate without case and punctuation; unique in a brand. Null: no certificate, or refunded. */
    certificateKey: p.text().nullable().collation('C'),
    /** Other ids that the gateway needs to find the payment at the provider. */
    providerData: p.json<Readonly<Record<string, string>>>().nullable(),
    /** The provider's last response, unchanged. */
    providerResponse: p.json<Readonly<Record<string, unknown>>>().nullable().lazy(),
    /** The client's payment options, sealed, to repeat the request after a crash; null once the provider has answered. */
    sealedRequest: p.text().nullable().lazy(),
    action: p.json<PaymentAction>().nullable(),
    reviewReason: p.text().$type<ReviewReason>().nullable(),
    /** Why the payment failed, for staff. */
    failureReason: p.text().nullable(),
    cashier: () => toOne(User).nullable(),
    shift: () => toOne(Shift).nullable(),
    deviceId: p.uuid().nullable(),
    ...creationStamp,
    /** When the provider answered for the first time; null: the provider may not know the payment. */
    sentAt: p.datetime().nullable(),
    settledAt: p.datetime().nullable(),
    expiresAt: p.datetime().nullable(),
    /** When the cancellation was requested; the provider is asked until it confirms. Null: not requested, or confirmed. */
    cancelledAt: p.datetime().nullable(),
    /** Time of the next provider check; null: none is scheduled. */
    checkAt: p.datetime().nullable(),
    /** Number of checks in a row without a state change. */
    checks: p.integer().default(0),
    /** Provider checks are numbered when they begin. A check is stale when a check that began later was already applied. */
    looksBegun: p.integer().default(0),
    looksApplied: p.integer().default(0),
  },
});

/** One tender of an order: one attempt to move money. */
export class Payment extends PaymentSchema.class {
  /** Amount taken and not refunded. */
  left(): number {
    return (this.captured ?? this.amount) - this.refunded;
  }

  /** Amount that may be refunded: of a credit, the part that is not spent. */
  free(): number {
    return this.credit ?? this.left();
  }
}
PaymentSchema.setClass(Payment);
