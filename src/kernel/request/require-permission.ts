import { RequestError } from '../values/errors.ts';
import type { Context } from './context.ts';
import { allowedWhileSuspended, isPermitted, type Permission } from './permissions.ts';
import { hasPermission } from './session.ts';

const SUSPENDED = 'This brand is suspended: it takes no orders, and its settings rest. Staff can finish what is open.';

/**
 * Checks the caller against the permission table.
 * @throws UNAUTHENTICATED for guests, else FORBIDDEN
 */
export function requirePermission({ session }: Context, permission: Permission): void {
  if (session.suspended && !allowedWhileSuspended(session.actor, permission)) throw new RequestError('FORBIDDEN', SUSPENDED);
  if (hasPermission(session, permission)) return;
  if (session.actor === 'GUEST') throw new RequestError('UNAUTHENTICATED', 'This needs a token: sign in first.');
  // If the role has the permission, the session lacks it because it began by PIN.
  const why = isPermitted(session.actor, permission) ? 'This needs a sign-in with a password.' : `The role ${session.actor} may not do this.`;
  throw new RequestError('FORBIDDEN', why);
}
