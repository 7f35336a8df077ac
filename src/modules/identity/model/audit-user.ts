import { type AuditRecord, type AuditValues, audit } from '../../../kernel/request/audit.ts';
import { auditChange } from '../../../kernel/request/audit-change.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { User } from './user.entity.ts';

/** Writes an audit record about a user, with their home outlet if they have one. */
export function auditUser(ctx: Context, user: User, audited: Pick<AuditRecord, 'action' | 'by' | 'before' | 'after'>): Promise<void> {
  return audit(ctx, { ...of(user), ...audited });
}

/** The audited fields of a user, by audit action. */
export interface UserAuditValues {
  readonly profile: AuditValues;
  readonly role: AuditValues;
  readonly email: { readonly email: string | null };
}

/** The values of a user for the audit log: never a password or a PIN. */
export function userAuditValues({ name, phone, active, outlet, accessibleOutletIds, role, email }: User): UserAuditValues {
  const outlets = [...accessibleOutletIds].sort().join(' ') || null;
  return {
    profile: { name, phone: phone ?? null, active, outletId: outlet?.id ?? null, accessibleOutletIds: outlets },
    role: { role },
    email: { email: email ?? null },
  };
}

/** Writes the changes of a user to the audit log, one record for each kind of change. */
export async function auditUserChanges(ctx: Context, user: User, before: UserAuditValues): Promise<void> {
  const after = userAuditValues(user);
  await auditChange(ctx, { action: 'USER_CHANGED', ...of(user) }, before.profile, after.profile);
  await auditChange(ctx, { action: 'ROLE_CHANGED', ...of(user) }, before.role, after.role);
  await auditChange(ctx, { action: 'EMAIL_CHANGED', ...of(user) }, before.email, after.email);
}

function of({ id, outlet }: User): Pick<AuditRecord, 'outletId' | 'entityType' | 'entityId'> {
  return { outletId: outlet?.id ?? null, entityType: 'User', entityId: id };
}
