import type { Context } from './context.ts';
import { announce } from './reactions.ts';

/** What is audited; the places that do it name one. */
export const AuditAction = {
  ORDER_DISCOUNTED: 'ORDER_DISCOUNTED',
  PRICE_OVERRIDDEN: 'PRICE_OVERRIDDEN',
  DISCOUNT_REMOVED: 'DISCOUNT_REMOVED',
  ORDER_CANCELLED: 'ORDER_CANCELLED',
  TICKET_RECALLED: 'TICKET_RECALLED',
  TIP_CHANGED: 'TIP_CHANGED',
  PAYMENT_REVIEWED: 'PAYMENT_REVIEWED',
  PAYMENT_REFUNDED: 'PAYMENT_REFUNDED',
  WITHHOLDING_RECORDED: 'WITHHOLDING_RECORDED',
  CREDIT_SPENT: 'CREDIT_SPENT',
  GATEWAY_ACCOUNT_SET: 'GATEWAY_ACCOUNT_SET',
  SHIFT_OPENED: 'SHIFT_OPENED',
  SHIFT_CLOSED: 'SHIFT_CLOSED',
  CASH_MOVED: 'CASH_MOVED',
  SIGNED_IN: 'SIGNED_IN',
  SIGN_IN_REFUSED: 'SIGN_IN_REFUSED',
  SESSION_ENDED: 'SESSION_ENDED',
  TOKEN_REUSED: 'TOKEN_REUSED',
  SIGNED_UP: 'SIGNED_UP',
  PASSWORD_CHANGED: 'PASSWORD_CHANGED',
  EMAIL_CHANGED: 'EMAIL_CHANGED',
  PIN_CHANGED: 'PIN_CHANGED',
  USER_CREATED: 'USER_CREATED',
  USER_CHANGED: 'USER_CHANGED',
  ROLE_CHANGED: 'ROLE_CHANGED',
  DEVICE_ADDED: 'DEVICE_ADDED',
  DEVICE_CHANGED: 'DEVICE_CHANGED',
  DEVICE_REVOKED: 'DEVICE_REVOKED',
  PRICE_CHANGED: 'PRICE_CHANGED',
  STOCK_ADJUSTED: 'STOCK_ADJUSTED',
  PROMOTION_CHANGED: 'PROMOTION_CHANGED',
  TAX_CHANGED: 'TAX_CHANGED',
  OUTLET_CHANGED: 'OUTLET_CHANGED',
  TENANT_CHANGED: 'TENANT_CHANGED',
  ARCHIVED: 'ARCHIVED',
  UNARCHIVED: 'UNARCHIVED',
} as const;
export type AuditAction = keyof typeof AuditAction;

/** Facts before or after a change: ids, amounts and texts, never a secret. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>;

export interface Audited {
  readonly action: AuditAction;
  /** Null: of the brand as a whole. */
  readonly outletId: string | null;
  readonly entityType: string;
  readonly entityId: string;
  /** Who did it where the session does not say so yet: whoever signs in. */
  readonly by?: { readonly actor: Context['session']['actor']; readonly userId: string };
  readonly approverId?: string | null;
  readonly reason?: string | null;
  readonly before?: AuditFacts | null;
  readonly after?: AuditFacts | null;
}

declare module './reactions.ts' {
  interface Facts {
    /** Somebody did what is written down. */
    audited: Audited;
  }
}

/**
 * Has it written down who does what, in the transaction that does it: neither is ever there without the other. What is
 * done across tenants, in no tenant's scope, has no log to stand in.
 */
export async function audit(ctx: Context, audited: Audited): Promise<void> {
  if (ctx.session.tenantId !== null) await announce(ctx, 'audited', audited);
}
