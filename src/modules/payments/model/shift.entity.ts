import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../../kernel/database/tenant-owned.ts';
import type { Money } from '../../../kernel/values/money.ts';
import { User } from '../../identity/index.ts';
import { Outlet } from '../../tenancy/index.ts';

/** A tender counted at the end of a shift. */
export interface CountedTender {
  readonly method: string;
  readonly amount: Money;
}

const ShiftSchema = defineEntity({
  ...tenantTable,
  name: 'Shift',
  tableName: 'shift',
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'outlet', 'number'] }],
  // Beside these, by hand: one open shift per drawer.
  indexes: [{ properties: ['tenantId', 'outlet', 'openedAt', 'id'] }],
  properties: {
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    /** Of the outlet: 1, 2, 3 …; the number of its Z report. */
    number: p.integer(),
    /** Whose cash it is: a till's, or a cashier's own; the id of the device, or of the user. */
    drawerId: p.uuid(),
    currency: p.text(),
    /** Cash in the drawer at the beginning. */
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

/** A drawer from its float to its count. */
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
    /** Never negative; the kind says which way. 0 of a drawer that was only opened. */
    amount: p.bigint('number').check('amount >= 0'),
    reason: p.text(),
    user: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    createdAt: p.datetime(),
  },
});

/** Cash put into a drawer or taken out of it beside the sales, or a drawer opened without one. */
export class ShiftEntry extends ShiftEntrySchema.class {}
ShiftEntrySchema.setClass(ShiftEntry);
