import type { Context } from './context.ts';
import { Fault } from './failure.ts';
import { may, type Permission } from './permissions.ts';
import { allows } from './session.ts';

/** Holds the permission table against the caller. @throws UNAUTHENTICATED for guests, else FORBIDDEN */
export function requirePermission({ session }: Context, permission: Permission): void {
  if (allows(session, permission)) return;
  if (session.actor === 'GUEST') throw new Fault('UNAUTHENTICATED', 'This needs a token: sign in first.');
  // Only a session that began by PIN is refused what its role may do.
  const why = may(session.actor, permission) ? 'This needs a sign-in with a password.' : `The role ${session.actor} may not do this.`;
  throw new Fault('FORBIDDEN', why);
}
