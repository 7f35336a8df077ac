import { Fault } from '../values/failure.ts';
import type { Context } from './context.ts';
import { goesOnWhileSuspended, may, type Permission } from './permissions.ts';
import { allows } from './session.ts';

const SUSPENDED = 'This brand is suspended: it takes no orders, and its settings rest. Staff can finish what is open.';

/** Holds the permission table against the caller. @throws UNAUTHENTICATED for guests, else FORBIDDEN */
export function requirePermission({ session }: Context, permission: Permission): void {
  if (session.suspended && !goesOnWhileSuspended(session.actor, permission)) throw new Fault('FORBIDDEN', SUSPENDED);
  if (allows(session, permission)) return;
  if (session.actor === 'GUEST') throw new Fault('UNAUTHENTICATED', 'This needs a token: sign in first.');
  // Only a session that began by PIN is refused what its role may do.
  const why = may(session.actor, permission) ? 'This needs a sign-in with a password.' : `The role ${session.actor} may not do this.`;
  throw new Fault('FORBIDDEN', why);
}
