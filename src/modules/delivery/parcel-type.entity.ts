import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps } from '../../kernel/database/tenant-owned.ts';

const ParcelTypeSchema = defineEntity({
  ...tenantTable,
  name: 'ParcelType',
  tableName: 'parcel_type',
  uniques: [{ properties: ['tenantId', 'name'] }],
  properties: {
    name: p.text(),
    description: p.text().nullable(),
    imageUrl: p.text().nullable(),
    /** Off: kept, but not offered. */
    active: p.boolean().default(true),
    /** Minor units of the brand's currency. */
    fee: p.bigint('number').default(0).check('fee >= 0'),
    ...timestamps,
  },
});

/** A kind of packaging that orders are packed in, e.g. a box for a whole cake. */
export class ParcelType extends ParcelTypeSchema.class {}
ParcelTypeSchema.setClass(ParcelType);
