import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../kernel/tenant-owned.ts';
import { User } from '../identity/index.ts';
import { Outlet } from '../tenancy/index.ts';

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

/** What the customer has to act on. */
export interface PaymentAction {
  readonly qrString?: string | null;
  readonly redirectUrl?: string | null;
  readonly clientSecret?: string | null;
}

const PayableSchema = defineEntity({
  ...tenantTable,
  name: 'Payable',
  tableName: 'payable',
  properties: {
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    currency: p.text(),
    total: p.bigint('number').check('total >= 0'),
    /** Σ amount of settled payments, less refunds. */
    paid: p.bigint('number').default(0).check('paid between 0 and total'),
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
  due(): number {
    return this.total - this.paid;
  }
}
PayableSchema.setClass(Payable);

const PaymentSchema = defineEntity({
  ...tenantTable,
  name: 'Payment',
  tableName: 'payment',
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'orderId'] }],
  properties: {
    orderId: p.uuid(),
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    method: p.text().$type<PaymentMethod>(),
    /** Who moved the money: `cash`, later the gateways' names. */
    provider: p.text(),
    status: p.text().$type<PaymentStatus>(),
    currency: p.text(),
    /** Debt settled by it. */
    amount: p.bigint('number').check('amount > 0'),
    /** Cash rounding of this leg; cash taken = amount + rounding = tendered − change. */
    rounding: p.bigint('number').default(0),
    refunded: p.bigint('number').default(0).check('refunded between 0 and amount'),
    tendered: p.bigint('number').nullable(),
    change: p.bigint('number').nullable(),
    providerReference: p.text().nullable(),
    action: p.json<PaymentAction>().nullable(),
    cashier: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    deviceId: p.uuid().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
    settledAt: p.datetime().nullable(),
    expiresAt: p.datetime().nullable(),
  },
});

/** One tender of an order. */
export class Payment extends PaymentSchema.class {}
PaymentSchema.setClass(Payment);
