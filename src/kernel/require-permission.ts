import type { Context } from './context.ts';
import { Fault } from './failure.ts';
import { may, type Permission } from './permissions.ts';

/** Holds the permission table against the caller. @throws UNAUTHENTICATED for guests, else FORBIDDEN */
export function requirePermission({ session }: Context, permission: Permission): void {
  if (may(session.actor, permission)) return;
  throw session.actor === 'GUEST'
    ? new Fault('UNAUTHENTICATED', 'This needs a token: sign in first.')
    : new Fault('FORBIDDEN', `The role ${session.actor} may not do this.`);
}
