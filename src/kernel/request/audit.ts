import type { Context } from './context.ts';
import { emit } from './reactions.ts';

/** Actions that are audited, each with its description. Modules add theirs by declaration merging, and name them in their manifest. */
export interface AuditActions extends Record<keyof typeof archiveActions, string> {}
export type AuditAction = keyof AuditActions;

/** Of what every module may do. */
export const archiveActions = {
  ARCHIVED: 'An object was archived; `entityType` has its type.',
  UNARCHIVED: 'An archived object was taken back into use.',
} as const;

/** Facts before or after a change: ids, amounts and texts, never a secret. */
export type AuditValues = Readonly<Record<string, string | number | boolean | null>>;

export interface AuditRecord {
  readonly action: AuditAction;
  /** Null: of the brand as a whole. */
  readonly outletId: string | null;
  readonly entityType: string;
  readonly entityId: string;
  /** Who did it where the session does not say so yet: whoever signs in. */
  readonly by?: { readonly actor: Context['session']['actor']; readonly userId: string };
  readonly approverId?: string | null;
  readonly reason?: string | null;
  readonly before?: AuditValues | null;
  readonly after?: AuditValues | null;
}

declare module './reactions.ts' {
  interface DomainEvents {
    /** Somebody did what is written down. */
    audited: AuditRecord;
  }
}

/**
 * Has it written down who does what, in the transaction that does it: neither is ever there without the other. What is
 * done across tenants, in no tenant's scope, has no log to stand in.
 */
export async function audit(ctx: Context, audited: AuditRecord): Promise<void> {
  if (ctx.session.tenantId !== null) await emit(ctx, 'audited', audited);
}
