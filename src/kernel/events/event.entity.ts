import { defineEntity, p } from '@mikro-orm/core';
import { CURRENT_TENANT, tenantFilter } from '../database/tenant-owned.ts';

const EventStreamSchema = defineEntity({
  name: 'EventStream',
  tableName: 'event_stream',
  primaryKeys: ['tenantId', 'streamId'],
  properties: {
    tenantId: p.uuid().primary().defaultRaw(CURRENT_TENANT),
    /** An outlet's id, or the tenant's id for events that belong to no outlet. */
    streamId: p.uuid().primary(),
    /** Number of the last event. */
    head: p.integer().default(0),
  },
  filters: tenantFilter,
  rowLevelSecurity: 'force',
});

/** The counter of one stream: its row lock makes commit order equal number order. */
export class EventStream extends EventStreamSchema.class {}
EventStreamSchema.setClass(EventStream);

const EventSchema = defineEntity({
  name: 'StreamEvent',
  tableName: 'event',
  primaryKeys: ['tenantId', 'streamId', 'sequence'],
  properties: {
    tenantId: p.uuid().primary().defaultRaw(CURRENT_TENANT),
    streamId: p.uuid().primary(),
    sequence: p.integer().primary(),
    type: p.text(),
    entityId: p.uuid(),
    data: p.json<Record<string, unknown>>().nullable(),
    occurredAt: p.datetime().defaultRaw('now()'),
  },
  filters: tenantFilter,
  rowLevelSecurity: 'force',
});

/**
 * One change, numbered 1, 2, 3 … in its stream without gaps. The table is partitioned by day; each partition has the primary key
 * (docs/adr/0069-events-have-partitions-by-day.md).
 */
export class StreamEvent extends EventSchema.class {}
EventSchema.setClass(StreamEvent);
