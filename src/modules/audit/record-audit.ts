import type { Context } from '../../kernel/context.ts';
import { addNew } from '../../kernel/database/new-rows.ts';
import { actingUser, User } from '../identity/index.ts';
import { Outlet } from '../tenancy/index.ts';
import { type AuditAction, AuditEntry } from './audit-entry.entity.ts';

/** Facts before or after a change: ids, amounts and texts, never a secret. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface Audited {
  readonly action: AuditAction;
  /** Null: of the brand as a whole. */
  readonly outletId: string | null;
  readonly entityType: string;
  readonly entityId: string;
  readonly approverId?: string | null;
  readonly reason?: string | null;
  readonly before?: AuditFacts | null;
  readonly after?: AuditFacts | null;
}

/** Writes down who does what, in the transaction that does it: neither is ever there without the other. */
export function recordAudit(ctx: Context, { action, outletId, entityType, entityId, approverId, reason, before, after }: Audited): void {
  const { actor, userId, deviceId, homeTenantId } = ctx.session;
  addNew(ctx, AuditEntry, {
    occurredAt: ctx.services.clock.now(),
    action,
    actor,
    user: actingUser(ctx),
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
