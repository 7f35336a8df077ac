import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';
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
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'outlet', 'number'] }],
  // A migration adds one more index by hand: one open shift per drawer.
  indexes: [{ properties: ['tenantId', 'outlet', 'openedAt', 'id'] }],
  properties: {
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    /** Number among the outlet's shifts: 1, 2, 3 …; it is the number of the Z report. */
    number: p.integer(),
    /** Id of the till (device) or of the cashier (user) that the drawer belongs to. */
    drawerId: p.uuid(),
    currency: p.text(),
    /** Cash in the drawer when the shift was opened. */
    float: p.bigint('number').check('"float" >= 0'),
    openedBy: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    deviceId: p.uuid().nullable(),
    openedAt: p.datetime(),
    closedBy: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
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
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'shift', 'createdAt'] }],
  properties: {
    shift: () => p.manyToOne(Shift).ref().createForeignKeyConstraint(false),
    kind: p.text().$type<ShiftEntryKind>().check("kind in ('PAY_IN', 'PAY_OUT', 'NO_SALE')"),
    /** Never negative; the kind gives the direction. 0 for NO_SALE. */
    amount: p.bigint('number').check('amount >= 0'),
    reason: p.text(),
    user: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    createdAt: p.datetime(),
  },
});

/** Cash put into a drawer or taken out of it apart from sales, or a drawer opened without a sale. */
export class ShiftEntry extends ShiftEntrySchema.class {}
ShiftEntrySchema.setClass(ShiftEntry);
