import { defineEntity, p } from '@mikro-orm/core';
import { CURRENT_TENANT, tenantFilter } from '../database/tenant-owned.ts';

const IdempotencyKeySchema = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_key',
  primaryKeys: ['tenantId', 'actorId', 'field', 'key'],
  properties: {
    tenantId: p.uuid().primary().defaultRaw(CURRENT_TENANT),
    /** The device, else the user. */
    actorId: p.uuid().primary(),
    /** The mutation's name. */
    field: p.text().primary(),
    key: p.text().primary(),
    /** SHA-256 of the input. */
    fingerprint: p.text(),
    /** The entity that the command made or changed; a replay reads it again. */
    resultId: p.uuid().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
  indexes: [{ properties: ['createdAt'] }],
  filters: tenantFilter,
  rowLevelSecurity: 'force',
});

/** A key that a client sent with a mutation, written in the same transaction as the effect. Kept 72 h. */
export class IdempotencyKey extends IdempotencyKeySchema.class {}
IdempotencyKeySchema.setClass(IdempotencyKey);
