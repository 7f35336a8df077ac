import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps } from '../../../kernel/database/tenant-owned.ts';
import { Outlet } from './outlet.entity.ts';

const DiningTableSchema = defineEntity({
  ...tenantTable,
  name: 'DiningTable',
  tableName: 'dining_table',
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'outlet', 'nameKey'] }],
  properties: {
    outlet: () => p.manyToOne(Outlet).ref().createForeignKeyConstraint(false),
    name: p.text(),
    /** The name as it is compared: neither case nor form of letters makes another. */
    nameKey: p.text(),
    seats: p.integer().check('seats between 1 and 100'),
    /** Orders by its QR code are taken. */
    active: p.boolean().default(true),
    /** SHA-256 of the secret part of the token in its QR code; the secret itself is stored nowhere. */
    tokenHash: p.text(),
    /** Since when that token is good: orders by earlier ones are not held against it. */
    tokenIssuedAt: p.datetime(),
    ...timestamps,
  },
});

/**
 * A table of an outlet that guests sit at, and that its QR code stands for. It holds no state: whether guests sit there
 * is what its open orders say.
 */
export class DiningTable extends DiningTableSchema.class {}
DiningTableSchema.setClass(DiningTable);

/** The name of a table as it is compared: "Meja 7" is "meja 7". */
export function tableKeyOf(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
