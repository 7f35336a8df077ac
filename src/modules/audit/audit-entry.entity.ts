import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../../kernel/database/tenant-owned.ts';
import type { AuditAction } from '../../kernel/request/audit.ts';
import { type Actor, actors } from '../../kernel/request/permissions.ts';
import { User } from '../identity/index.ts';
import { Outlet } from '../tenancy/index.ts';

/** As what somebody acted. */
export const AuditActor = Object.fromEntries(actors.map((actor) => [actor, actor])) as { readonly [A in Actor]: A };
export type AuditActor = Actor;

const AuditEntrySchema = defineEntity({
  ...tenantTable,
  name: 'AuditEntry',
  tableName: 'audit_entry',
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'occurredAt', 'id'] }, { properties: ['tenantId', 'entityId', 'occurredAt'] }],
  properties: {
    occurredAt: p.datetime(),
    action: p.text().$type<AuditAction>(),
    /** Who did it: a role and, unless it was the platform or a device alone, a user. */
    actor: p.text().$type<Actor>(),
    user: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    deviceId: p.uuid().nullable(),
    /** Of a platform user: their tables are no tenant's, so it is no reference. */
    platformUserId: p.uuid().nullable(),
    /** Who approved it in the same request; null: nobody had to. */
    approver: () => p.manyToOne(User).ref().nullable().createForeignKeyConstraint(false),
    outlet: () => p.manyToOne(Outlet).ref().nullable().createForeignKeyConstraint(false),
    /** What it was done to. */
    entityType: p.text(),
    entityId: p.uuid(),
    reason: p.text().nullable(),
    before: p.json<Readonly<Record<string, unknown>>>().nullable(),
    after: p.json<Readonly<Record<string, unknown>>>().nullable(),
    ip: p.text().nullable(),
    requestId: p.text(),
  },
});

/** Who did what, when, and by whose leave. Written once: no role of the server may change or delete it. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);
