import type { Context } from './context.ts';
import { emit } from './reactions.ts';

/** Actions that are audited, each with its description. Modules add theirs by declaration merging, and name them in their manifest. */
export interface AuditActions extends Record<keyof typeof archiveActions, string> {}
export type AuditAction = keyof AuditActions;

/** Actions that every module may use. */
export const archiveActions = {
  ARCHIVED: 'An object was archived; `entityType` has its type.',
  UNARCHIVED: 'An archived object was taken back into use.',
} as const;

/** Values before or after a change: ids, amounts and texts, never a secret. */
export type AuditValues = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditRecord {
  readonly action: AuditAction;
  /** Null: the brand as a whole. */
  readonly outletId: string | null;
  readonly entityType: string;
  readonly entityId: string;
  /** The user who did it, where the session has no user yet: at a sign-in. */
  readonly by?: { readonly actor: Context['session']['actor']; readonly userId: string };
  readonly approverId?: string | null;
  readonly reason?: string | null;
  readonly before?: AuditValues | null;
  readonly after?: AuditValues | null;
}

declare module './reactions.ts' {
  interface DomainEvents {
    /** A user or device did what the record says. */
    audited: AuditRecord;
  }
}

/**
 * Writes an entry of the audit log, in the transaction of the change: either both are committed or neither is. Changes
 * across tenants, outside of any tenant's scope, have no audit log and write no entry.
 */
export async function audit(ctx: Context, audited: AuditRecord): Promise<void> {
  if (ctx.session.tenantId !== null) await emit(ctx, 'audited', audited);
}
