import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import { Shift } from './shift.entity.ts';

export const PaymentMethod = {
  CASH: 'CASH',
  QRIS: 'QRIS',
  CARD: 'CARD',
  EWALLET: 'EWALLET',
  BANK_TRANSFER: 'BANK_TRANSFER',
  GIFT_CARD: 'GIFT_CARD',
  POINTS: 'POINTS',
  WITHHOLDING: 'WITHHOLDING',
} as const;
export type PaymentMethod = keyof typeof PaymentMethod;

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

/** What the customer has to act on; the provider says which of them. */
export interface PaymentAction {
  /** Payload of a QR code to show. */
  readonly qrString?: string | null;
  /** Picture of that code, where the provider draws it. */
  readonly qrImageUrl?: string | null;
  readonly redirectUrl?: string | null;
  /** Opens the customer's wallet on a phone. */
  readonly deeplinkUrl?: string | null;
  readonly clientSecret?: string | null;
  /** Of the provider's own client, beside a client secret or an order of the provider. */
  readonly publicKey?: string | null;
  /** A transfer: to which bank, and to which account or bill. */
  readonly bank?: string | null;
  readonly accountNumber?: string | null;
  readonly billerCode?: string | null;
}

/** Whether authorised money is taken at once or by capturePayment. */
export const CaptureMode = { AUTOMATIC: 'AUTOMATIC', MANUAL: 'MANUAL' } as const;
export type CaptureMode = keyof typeof CaptureMode;

/** Why a person has to look at a payment. */
export const ReviewReason = {
  AMOUNT: 'AMOUNT',
  CURRENCY: 'CURRENCY',
  REFERENCE: 'REFERENCE',
  /** The provider itself suspects fraud, or says something that nobody knows. */
  PROVIDER: 'PROVIDER',
} as const;
export type ReviewReason = keyof typeof ReviewReason;

/** Why a person has to look at a payment. */
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
  ...tenantTable,
  name: 'Payable',
  tableName: 'payable',
  properties: {
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    currency: p.text(),
    total: p.bigint('number').check('total >= 0'),
    /** Σ amount of settled payments, less what was given back to be paid otherwise. */
    paid: p.bigint('number').default(0).check('paid between 0 and total'),
    /** Σ of what was given back for good; it is due no more. */
    refunded: p.bigint('number').default(0).check('refunded >= 0'),
    /** False once the order is cancelled: nothing more may be taken. */
    open: p.boolean().default(true),
    version: p.integer().version(),
  },
});

/**
 * What is to be paid for an order, and what has been; its id is the order's.
 * Every tender locks it, so two tills cannot take the same debt twice.
 */
export class Payable extends PayableSchema.class {
  /** What is still to be paid; nothing once the order is cancelled. */
  due(): number {
    return this.open ? this.total - this.paid : 0;
  }
}
PayableSchema.setClass(Payable);

const PaymentSchema = defineEntity({
  ...tenantTable,
  name: 'Payment',
  tableName: 'payment',
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'certificateKey'] }],
  // Beside these, by hand: one open attempt per order and method; what is to be looked at, by checkAt; credits.
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
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    method: p.text().$type<PaymentMethod>(),
    /** Who moved the money: `cash`, or a gateway's name. */
    provider: p.text(),
    /** Of another id for each attempt: it is the provider's idempotency key and our reference there. */
    status: p.text().$type<PaymentStatus>(),
    currency: p.text(),
    /** Debt settled by it. */
    amount: p.bigint('number').check('amount > 0'),
    /** Cash rounding of this leg; cash taken = amount + rounding = tendered − change. */
    rounding: p.bigint('number').default(0),
    /** Given back of it, whatever became of the debt. */
    refunded: p.bigint('number').default(0).check('refunded between 0 and coalesce(captured, amount)'),
    tendered: p.bigint('number').nullable(),
    change: p.bigint('number').nullable(),
    /** What the provider has taken, when that is not the amount: under review, or captured in part. */
    captured: p.bigint('number').nullable(),
    /** What is left of a late payment that the guest keeps as a credit; null: it is none. */
    credit: p.bigint('number').nullable(),
    captureMode: p.text().$type<CaptureMode>().default('AUTOMATIC'),
    /** The provider's own number. */
    providerReference: p.text().nullable(),
    /** The number of a withholding certificate without case and punctuation: it counts once in a brand. Null: no certificate, or given back. */
    certificateKey: p.text().nullable().collation('C'),
    /** What else its gateway needs to find it again: ids only. */
    providerData: p.json<Readonly<Record<string, string>>>().nullable(),
    /** What the provider said last, as it said it. */
    providerResponse: p.json<Readonly<Record<string, unknown>>>().nullable().lazy(),
    /** What the client asked for, sealed, to ask it once more after a crash; gone once the provider has answered. */
    sealedRequest: p.text().nullable().lazy(),
    action: p.json<PaymentAction>().nullable(),
    reviewReason: p.text().$type<ReviewReason>().nullable(),
    /** Why it failed, for staff. */
    failureReason: p.text().nullable(),
    cashier: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    shift: () => p.manyToOne(Shift).ref().nullable().createForeignKeyConstraint(false),
    deviceId: p.uuid().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
    /** When the provider answered for the first time; null: it may never have heard of it. */
    sentAt: p.datetime().nullable(),
    settledAt: p.datetime().nullable(),
    expiresAt: p.datetime().nullable(),
    /** Since when nobody wants it any more: the provider is told until it has heard. */
    cancelledAt: p.datetime().nullable(),
    /** When it is to be looked at again at the provider; null: all is said. */
    checkAt: p.datetime().nullable(),
    /** How often in a row that told nothing new. */
    checks: p.integer().default(0),
    /** Looks at the provider are numbered when they begin: one that began before the last one applied is stale. */
    looksBegun: p.integer().default(0),
    looksApplied: p.integer().default(0),
  },
});

/** One tender of an order: one attempt at moving money. */
export class Payment extends PaymentSchema.class {
  /** What was taken and not given back. */
  left(): number {
    return (this.captured ?? this.amount) - this.refunded;
  }

  /** What of that may be given back: of a late payment that is kept as a credit, what is not spent. */
  free(): number {
    return this.credit ?? this.left();
  }
}
PaymentSchema.setClass(Payment);
