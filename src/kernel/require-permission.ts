import type { Context } from './context.ts';
import { Fault } from './failure.ts';
import { goesOnWhileSuspended, may, type Permission } from './permissions.ts';

/** Where money goes and whose brand it is: more than the four digits of a PIN may decide. */
const WITH_PASSWORD: readonly Permission[] = ['MANAGE_GATEWAYS', 'MANAGE_TENANT'];

const SUSPENDED = 'This brand is suspended: it takes no orders, and its settings rest. Staff can finish what is open.';

/** Holds the permission table against the caller. @throws UNAUTHENTICATED for guests, else FORBIDDEN */
export function requirePermission({ session }: Context, permission: Permission): void {
  if (session.suspended && !goesOnWhileSuspended(session.actor, permission)) throw new Fault('FORBIDDEN', SUSPENDED);
  const byPin = session.deviceId !== null && session.userId !== null;
  if (byPin && WITH_PASSWORD.includes(permission)) throw new Fault('FORBIDDEN', 'This needs a sign-in with a password.');
  if (may(session.actor, permission)) return;
  throw session.actor === 'GUEST'
    ? new Fault('UNAUTHENTICATED', 'This needs a token: sign in first.')
    : new Fault('FORBIDDEN', `The role ${session.actor} may not do this.`);
}
