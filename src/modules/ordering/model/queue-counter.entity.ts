import { defineEntity, p } from '@mikro-orm/core';
import { CURRENT_TENANT, tenantFilter } from '../../../kernel/database/tenant-owned.ts';

const QueueCounterSchema = defineEntity({
  name: 'QueueCounter',
  tableName: 'queue_counter',
  primaryKeys: ['tenantId', 'outletId', 'businessDate'],
  properties: {
    tenantId: p.uuid().primary().defaultRaw(CURRENT_TENANT),
    outletId: p.uuid().primary(),
    businessDate: p.date().primary(),
    last: p.integer().default(0),
  },
  filters: tenantFilter,
  rowLevelSecurity: 'force',
});

/** The last queue number of an outlet's business day; its row lock keeps the numbers without gaps. */
export class QueueCounter extends QueueCounterSchema.class {}
QueueCounterSchema.setClass(QueueCounter);
