import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, toOne } from '../../../kernel/database/tenant-owned.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';
import type { PaymentMethod } from './payment-method.ts';

/** A tender counted at the end of a shift. */
export interface CountedTender {
  readonly method: PaymentMethod;
  readonly amount: Money;
}

const ShiftSchema = defineEntity({
  ...tenantTable,
  name: 'Shift',
  tableName: 'shift',
  uniques: [{ properties: ['tenantId', 'outlet', 'number'] }],
  // A migration adds one more index by hand: one open shift per drawer.
  indexes: [{ properties: ['tenantId', 'outlet', 'openedAt', 'id'] }, { properties: ['tenantId', 'openedAt', 'id'] }],
  properties: {
    outlet: () => toOne(Outlet),
    /** Number among the outlet's shifts: 1, 2, 3 …; it is the number of the Z report. */
    number: p.integer(),
    /** Id of the till (device) or of the cashier (user) that the drawer belongs to. */
    drawerId: p.uuid(),
    currency: p.text(),
    /** Cash in the drawer when the shift was opened. */
    float: p.bigint('number').check('"float" >= 0'),
    openedBy: () => toOne(User).nullable(),
    deviceId: p.uuid().nullable(),
    openedAt: p.datetime(),
    closedBy: () => toOne(User).nullable(),
    closedAt: p.datetime().nullable(),
    counted: p.json<readonly CountedTender[]>().nullable(),
    /** The Z report, as it was when the shift was closed. */
    report: p.json<Readonly<Record<string, unknown>>>().nullable(),
    note: p.text().nullable(),
  },
});

/** The time of a drawer from its float to its count. */
export class Shift extends ShiftSchema.class {}
ShiftSchema.setClass(Shift);

export const ShiftEntryKind = { PAY_IN: 'PAY_IN', PAY_OUT: 'PAY_OUT', NO_SALE: 'NO_SALE' } as const;
export type ShiftEntryKind = keyof typeof ShiftEntryKind;

const ShiftEntrySchema = defineEntity({
  ...tenantTable,
  name: 'ShiftEntry',
  tableName: 'shift_entry',
  indexes: [{ properties: ['tenantId', 'shift', 'createdAt'] }],
  properties: {
    shift: () => toOne(Shift),
    kind: p.text().$type<ShiftEntryKind>().check("kind in ('PAY_IN', 'PAY_OUT', 'NO_SALE')"),
    /** Never negative; the kind gives the direction. 0 for NO_SALE. */
    amount: p.bigint('number').check('amount >= 0'),
    reason: p.text(),
    user: () => toOne(User).nullable(),
    createdAt: p.datetime(),
  },
});

/** Cash put into a drawer or taken out of it apart from sales, or a drawer opened without a sale. */
export class ShiftEntry extends ShiftEntrySchema.class {}
ShiftEntrySchema.setClass(ShiftEntry);
