import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import { Payment, type PaymentMethod } from './payment.entity.ts';
import { Shift } from './shift.entity.ts';

/** Where a refund is at its provider; cash is given back at once. */
export const RefundStatus = { PENDING: 'PENDING', SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', CANCELLED: 'CANCELLED' } as const;
export type RefundStatus = keyof typeof RefundStatus;

/** What becomes of the debt that the payment had settled. */
export const RefundEffect = {
  /** Given back for good: the order is worth less, nothing is due again. */
  RETURN: 'RETURN',
  /** The guest pays otherwise: it is due again. */
  REOPEN: 'REOPEN',
  /** It had settled nothing: money that came late, or did not fit. */
  NONE: 'NONE',
} as const;
export type RefundEffect = keyof typeof RefundEffect;

const RefundSchema = defineEntity({
  ...tenantTable,
  name: 'Refund',
  tableName: 'refund',
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'orderId', 'sequence'] }],
  indexes: [
    { properties: ['tenantId', 'payment'] },
    { properties: ['tenantId', 'shift'] },
    { properties: ['tenantId', 'createdAt', 'id'] },
    { properties: ['tenantId', 'outlet', 'businessDate'] },
  ],
  properties: {
    payment: () => p.manyToOne(Payment).ref().createForeignKeyConstraint(false),
    orderId: p.uuid(),
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    /** Among the refunds of its order: 1, 2, 3 …; its number on paper ends with it. Null: made by a server of an earlier release. */
    sequence: p.integer().nullable().check('sequence > 0'),
    /** The outlet's business day on which it was given back; until then, on which it was begun. */
    businessDate: p.date().nullable(),
    /** How it is given back: as it was paid, or in CASH. */
    method: p.text().$type<PaymentMethod>(),
    status: p.text().$type<RefundStatus>().check("status in ('PENDING', 'SUCCEEDED', 'FAILED', 'CANCELLED')"),
    effect: p.text().$type<RefundEffect>().check("effect in ('RETURN', 'REOPEN', 'NONE')"),
    amount: p.bigint('number').check('amount > 0'),
    /** Of cash: given = amount + rounding. */
    rounding: p.bigint('number').default(0),
    /** What of the order it gives back, by line and fee; ordering reads it. Null: no part of it in particular. */
    parts: p.json<Readonly<Record<string, unknown>>>().nullable(),
    reason: p.text(),
    providerReference: p.text().nullable(),
    failureReason: p.text().nullable(),
    user: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    approver: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    shift: () => p.manyToOne(Shift).ref().nullable().createForeignKeyConstraint(false),
    deviceId: p.uuid().nullable(),
    createdAt: p.datetime(),
    /** When the provider answered for the first time. */
    sentAt: p.datetime().nullable(),
    settledAt: p.datetime().nullable(),
    /** Until when somebody is asking the provider. */
    leasedUntil: p.datetime().nullable(),
  },
});

/** Money given back of one payment. Its id is the provider's idempotency key. */
export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);
