import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, toOne } from '../../kernel/database/tenant-owned.ts';
import type { AuditAction } from '../../kernel/request/audit.ts';
import { type Actor, actors } from '../../kernel/request/permissions.ts';
import { User } from '../identity/index.ts';
import { Outlet } from '../tenancy/index.ts';

/** The kinds of caller that an entry may name. */
export const AuditActor = Object.fromEntries(actors.map((actor) => [actor, actor])) as { readonly [A in Actor]: A };
export type AuditActor = Actor;

const AuditEntrySchema = defineEntity({
  ...tenantTable,
  name: 'AuditEntry',
  tableName: 'audit_entry',
  indexes: [{ properties: ['tenantId', 'occurredAt', 'id'] }, { properties: ['tenantId', 'entityId', 'occurredAt'] }],
  properties: {
    occurredAt: p.datetime(),
    action: p.text().$type<AuditAction>(),
    /** The kind of caller that did it. A user is recorded too, unless the platform or a device alone did it. */
    actor: p.text().$type<Actor>(),
    user: () => toOne(User).nullable(),
    deviceId: p.uuid().nullable(),
    /** A platform user. Platform users are in no tenant's tables, so it is no reference. */
    platformUserId: p.uuid().nullable(),
    /** Who approved it in the same request; null: no approval was needed. */
    approver: () => toOne(User).nullable(),
    outlet: () => toOne(Outlet).nullable(),
    /** The object that it was done to. */
    entityType: p.text(),
    entityId: p.uuid(),
    reason: p.text().nullable(),
    before: p.json<Readonly<Record<string, unknown>>>().nullable(),
    after: p.json<Readonly<Record<string, unknown>>>().nullable(),
    ip: p.text().nullable(),
    requestId: p.text(),
  },
});

/** Who did what, when, and with whose approval. Written once: no role of the server may change or delete it. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);
