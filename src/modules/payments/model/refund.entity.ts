import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, toOne } from '../../../kernel/database/tenant-owned.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import { Payment } from './payment.entity.ts';
import type { PaymentMethod } from './payment-method.ts';
import { Shift } from './shift.entity.ts';

/** State of a refund at its provider; a refund in cash succeeds at once. */
export const RefundStatus = { PENDING: 'PENDING', SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', CANCELLED: 'CANCELLED' } as const;
export type RefundStatus = keyof typeof RefundStatus;

/** Effect of a refund on the debt that the payment had settled. */
export const RefundEffect = {
  /** The refund is final: the order is worth less, nothing is due again. */
  RETURN: 'RETURN',
  /** The amount is due again: the guest pays another way. */
  REOPEN: 'REOPEN',
  /** The payment had settled no debt: it was late, or did not match. */
  NONE: 'NONE',
} as const;
export type RefundEffect = keyof typeof RefundEffect;

const RefundSchema = defineEntity({
  ...tenantTable,
  name: 'Refund',
  tableName: 'refund',
  uniques: [{ properties: ['tenantId', 'orderId', 'sequence'] }],
  indexes: [
    { properties: ['tenantId', 'payment'] },
    { properties: ['tenantId', 'shift'] },
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'outlet', 'businessDate'] },
  ],
  properties: {
    payment: () => toOne(Payment),
    orderId: p.uuid(),
    outlet: () => toOne(Outlet),
    /** Number among the refunds of the order: 1, 2, 3 …; the printed refund number ends with it. Null: made by an earlier release. */
    sequence: p.integer().nullable().check('sequence > 0'),
    /** The outlet's business day on which the refund succeeded; while it is pending, the day on which it began. */
    businessDate: p.date().nullable(),
    /** The payment's method, or CASH. */
    method: p.text().$type<PaymentMethod>(),
    status: p.text().$type<RefundStatus>().check("status in ('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')"),
    effect: p.text().$type<RefundEffect>().check("effect in ('RETURN', 'REOPEN', 'NONE')"),
    amount: p.bigint('number').check('amount > 0'),
    /** Rounding of a refund in cash: cash returned = amount + rounding. */
    rounding: p.bigint('number').default(0),
    /** Refunded parts of the order, by line and fee; the ordering module reads them. Null: no particular part. */
    parts: p.json<Readonly<Record<string, unknown>>>().nullable(),
    reason: p.text(),
    providerReference: p.text().nullable(),
    failureReason: p.text().nullable(),
    user: () => toOne(User).nullable(),
    approver: () => toOne(User).nullable(),
    shift: () => toOne(Shift).nullable(),
    deviceId: p.uuid().nullable(),
    createdAt: p.datetime(),
    /** When the provider answered for the first time; null: it may not know the refund. */
    sentAt: p.datetime().nullable(),
    settledAt: p.datetime().nullable(),
    /** Until when one sync has the refund for itself; null: no sync is asking the provider. */
    leasedUntil: p.datetime().nullable(),
  },
});

/** A refund of one payment. Its id is the provider's idempotency key. */
export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);
