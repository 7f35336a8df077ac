import type { AuditRecord } from '../../kernel/request/audit.ts';
import type { Context } from '../../kernel/request/context.ts';
import { stageInsert } from '../../kernel/request/staged-inserts.ts';
import { actingUser, User } from '../identity/index.ts';
import { Outlet } from '../tenancy/index.ts';
import { AuditEntry } from './audit-entry.entity.ts';

/** Stages the audit entry of an action; it is written with the transaction's other rows. */
export async function recordAudit(ctx: Context, { by, action, outletId, entityType, entityId, approverId, reason, before, after }: AuditRecord): Promise<void> {
  const { actor, userId, deviceId, homeTenantId } = ctx.session;
  stageInsert(ctx, AuditEntry, {
    occurredAt: ctx.services.clock.now(),
    action,
    actor: by?.actor ?? actor,
    user: by ? ctx.em.getReference(User, by.userId) : actingUser(ctx),
    deviceId,
    platformUserId: homeTenantId === null ? userId : null,
    approver: approverId == null ? null : ctx.em.getReference(User, approverId),
    outlet: outletId === null ? null : ctx.em.getReference(Outlet, outletId),
    entityType,
    entityId,
    reason: reason ?? null,
    before: before ?? null,
    after: after ?? null,
    ip: ctx.ip,
    requestId: ctx.requestId,
  });
}
