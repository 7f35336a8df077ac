import type { Context } from './context.ts';
import { Fault } from './failure.ts';
import { may, type Permission } from './permissions.ts';

/** Where money goes and whose brand it is: more than the four digits of a PIN may decide. */
const WITH_PASSWORD: readonly Permission[] = ['MANAGE_GATEWAYS', 'MANAGE_TENANT'];

/** Holds the permission table against the caller. @throws UNAUTHENTICATED for guests, else FORBIDDEN */
export function requirePermission(ctx: Context, permission: Permission): void {
  const refused = refusalOf(ctx, permission);
  if (refused) throw refused;
}

export function holdsPermission(ctx: Context, permission: Permission): boolean {
  return refusalOf(ctx, permission) === null;
}

function refusalOf({ session }: Context, permission: Permission): Fault | null {
  const byPin = session.deviceId !== null && session.userId !== null;
  if (byPin && WITH_PASSWORD.includes(permission)) return new Fault('FORBIDDEN', 'This needs a sign-in with a password.');
  if (may(session.actor, permission)) return null;
  return session.actor === 'GUEST'
    ? new Fault('UNAUTHENTICATED', 'This needs a token: sign in first.')
    : new Fault('FORBIDDEN', `The role ${session.actor} may not do this.`);
}
