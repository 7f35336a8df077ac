import { expect, test } from 'vitest';
import { nextCheck } from '../../src/modules/payments/model/check-schedule.ts';
import { type PaymentStatus, PaymentStatus as statuses } from '../../src/modules/payments/model/payment.entity.ts';
import type { ProviderPaymentStatus } from '../../src/modules/payments/model/payment.status.ts';
import { isOpen, isOver, isSettled, mayBecome, nextStatus } from '../../src/modules/payments/model/payment.status.ts';

const all = Object.keys(statuses) as PaymentStatus[];

/** By the payments reference (§1), with our own PAID_LATE and UNKNOWN. */
const ALLOWED: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  PENDING: all.filter((status) => !['PENDING', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status)),
  UNKNOWN: all.filter((status) => !['UNKNOWN', 'PARTIALLY_REFUNDED', 'REFUNDED'].includes(status)),
  REQUIRES_ACTION: ['AUTHORIZED', 'UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  AUTHORIZED: ['UNDER_REVIEW', 'PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED', 'CHARGED_BACK'],
  UNDER_REVIEW: ['PAID', 'PAID_LATE', 'FAILED', 'CANCELLED', 'EXPIRED'],
  PAID: ['PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK', 'FAILED'],
  PAID_LATE: ['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CHARGED_BACK', 'FAILED'],
  PARTIALLY_REFUNDED: ['REFUNDED', 'CHARGED_BACK'],
  REFUNDED: ['CHARGED_BACK'],
  FAILED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  CANCELLED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  EXPIRED: ['PAID', 'PAID_LATE', 'UNDER_REVIEW', 'CHARGED_BACK'],
  CHARGED_BACK: ['PAID', 'PAID_LATE'],
};

test('the moves are these and no others', () => {
  for (const from of all) for (const to of all) expect({ from, to, may: mayBecome(from, to) }).toEqual({ from, to, may: ALLOWED[from].includes(to) });
});

test('what is taken is never taken back by old news', () => {
  const old: ProviderPaymentStatus[] = ['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNDER_REVIEW', 'CANCELLED', 'EXPIRED', 'PAID'];
  for (const status of ['PAID', 'PAID_LATE', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const) {
    for (const news of old) expect(nextStatus(status, news)).toBeNull();
  }
});

test('what was charged back is paid again only when the bank says so', () => {
  expect(nextStatus('CHARGED_BACK', 'PAID')).toBe('PAID');
  expect(nextStatus('CHARGED_BACK', 'PENDING')).toBeNull();
});

test('each status is open, over, settled, or none of them', () => {
  for (const status of all) expect([isOpen(status), isOver(status), isSettled(status)].filter(Boolean).length).toBeLessThanOrEqual(1);
  expect(all.filter(isOpen)).toEqual(['PENDING', 'REQUIRES_ACTION', 'AUTHORIZED', 'UNKNOWN']);
  expect(all.filter(isSettled)).toEqual(['PAID', 'PARTIALLY_REFUNDED', 'REFUNDED']);
});

test('a payment is checked until its state is final; a check is due at its expiry at the latest', () => {
  const now = new Date('2026-01-05T12:00:00Z');
  const soon = new Date(now.getTime() + 7000);
  const at = (status: PaymentStatus, checks: number, more: object = {}, refunds = false): number | null => {
    const next = nextCheck({ status, checks, expiresAt: null, cancelledAt: null, ...more }, now, refunds);
    return next && (next.getTime() - now.getTime()) / 1000;
  };
  expect([0, 1, 2, 3, 4, 5, 6, 7, 100].map((checks) => at('REQUIRES_ACTION', checks))).toEqual([10, 20, 40, 60, 60, 120, 300, 300, 300]);
  expect(at('REQUIRES_ACTION', 3, { expiresAt: soon })).toBe(7);
  expect([0, 1, 2, 3].map((checks) => at('EXPIRED', checks))).toEqual([300, 3600, 86_400, null]);
  expect([0, 1, 2].map((checks) => at('PAID', checks))).toEqual([600, 86_400, null]);
  expect(at('PAID', 2, {}, true)).toBe(40);
  expect(at('CANCELLED', 0, { cancelledAt: now })).toBe(10);
});
