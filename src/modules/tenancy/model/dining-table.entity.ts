import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps, toOne } from '../../../kernel/database/tenant-owned.ts';
import { Outlet } from './outlet.entity.ts';

const DiningTableSchema = defineEntity({
  ...tenantTable,
  name: 'DiningTable',
  tableName: 'dining_table',
  uniques: [{ properties: ['tenantId', 'outlet', 'nameKey'] }],
  properties: {
    outlet: () => toOne(Outlet),
    name: p.text(),
    /** The name in normal form, for comparison: letter case and Unicode form make no difference. */
    nameKey: p.text(),
    seats: p.integer().check('seats between 1 and 100'),
    /** Whether orders with its QR code are taken. */
    active: p.boolean().default(true),
    /** SHA-256 of the secret part of the token in its QR code; the secret itself is stored nowhere. */
    tokenHash: p.text(),
    /** Since when that token is valid: orders with earlier tokens do not count against the table. */
    tokenIssuedAt: p.datetime(),
    ...timestamps,
  },
});

/** A table of an outlet, with its QR code. It stores no state: its open orders show whether guests sit there. */
export class DiningTable extends DiningTableSchema.class {}
DiningTableSchema.setClass(DiningTable);

/** The name of a table in normal form, for comparison: "Meja 7" equals "meja 7". */
export function tableKeyOf(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
