import { type AuditRecord, type AuditValues, audit } from '../../../kernel/request/audit.ts';
import { auditChange } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { User } from './user.entity.ts';

/** Writes down what is done to a user; in the log of their home outlet, if they have one. */
export function auditUser(ctx: Context, user: User, audited: Pick<AuditRecord, 'action' | 'by' | 'before' | 'after'>): Promise<void> {
  return audit(ctx, { ...of(user), ...audited });
}

/** What of a user is written down, by the action that tells of it. */
export interface UserAuditValues {
  readonly profile: AuditValues;
  readonly role: AuditValues;
  readonly email: { readonly email: string | null };
}

/** A user as the log tells of them: never a password or a PIN. */
export function userAuditValues({ name, phone, active, outlet, accessibleOutletIds, role, email }: User): UserAuditValues {
  const outlets = [...accessibleOutletIds].sort().join(' ') || null;
  return {
    profile: { name, phone: phone ?? null, active, outletId: outlet?.id ?? null, accessibleOutletIds: outlets },
    role: { role },
    email: { email: email ?? null },
  };
}

/** Writes down how a user differs from what they were, each kind of change by itself. */
export async function auditUserChanges(ctx: Context, user: User, before: UserAuditValues): Promise<void> {
  const after = userAuditValues(user);
  await auditChange(ctx, { action: 'USER_CHANGED', ...of(user) }, before.profile, after.profile);
  await auditChange(ctx, { action: 'ROLE_CHANGED', ...of(user) }, before.role, after.role);
  await auditChange(ctx, { action: 'EMAIL_CHANGED', ...of(user) }, before.email, after.email);
}

function of({ id, outlet }: User): Pick<AuditRecord, 'outletId' | 'entityType' | 'entityId'> {
  return { outletId: outlet?.id ?? null, entityType: 'User', entityId: id };
}
