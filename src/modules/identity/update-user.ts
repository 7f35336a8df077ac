import { ref } from '@mikro-orm/core';
import { checkText } from '../../kernel/check.ts';
import { afterCommit, type Context, tenantOf } from '../../kernel/context.ts';
import { Fault, notFound } from '../../kernel/failure.ts';
import { may } from '../../kernel/permissions.ts';
import { reaches } from '../../kernel/session.ts';
import { isId, reachableOutlet } from '../tenancy/index.ts';
import { forgetAllAccess, reachOf } from './access-state.ts';
import { checkEmail, checkPassword, checkReach, checkRole, hashPin, mustHaveOutlet, saveUser } from './create-user.ts';
import { hashPassword } from './password.ts';
import { revokeAccess } from './sign-out.ts';
import { type Role, User, UserSession } from './user.entity.ts';

export interface UpdateUser {
  readonly id: string;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly password?: string | null;
  readonly role?: Role | null;
  readonly active?: boolean | null;
  readonly outletId?: string | null;
  readonly accessibleOutletIds?: readonly string[] | null;
  readonly pin?: string | null;
}

/**
 * Changes somebody. What they may do changes at once on this node, within seconds on others. A new password and
 * disabling end their sessions.
 */
export async function updateUser(ctx: Context, input: UpdateUser): Promise<User> {
  const user = await manageableUser(ctx, input.id);
  checkRole(ctx, user.role);
  const before = rightsOf(user);
  if (input.name != null) user.name = checkText(input.name, ['name']);
  if (input.email !== undefined) user.email = checkEmail(input.email) ?? null;
  if (input.password != null) user.passwordHash = await hashPassword(checkPassword(input.password));
  if (input.pin !== undefined) user.pinHash = await hashPin(input.pin);
  if (input.role != null) user.role = checkRole(ctx, input.role);
  if (input.outletId !== undefined) user.outlet = input.outletId === null ? null : ref(await reachableOutlet(ctx, input.outletId));
  if (input.accessibleOutletIds != null) user.accessibleOutletIds = await checkReach(ctx, input.accessibleOutletIds);
  if (input.active != null) setActive(ctx, user, input.active);
  mustHaveOutlet(ctx, user);
  await saveUser(ctx, user);
  if (input.active === false || input.password != null) await endSessions(ctx, user);
  else if (rightsOf(user) !== before) await renewSessions(ctx, user);
  afterCommit(ctx, () => forgetAllAccess(ctx.services));
  return user;
}

function setActive(ctx: Context, user: User, active: boolean): void {
  if (!active && user.id === ctx.session.userId) throw new Fault('FORBIDDEN', 'You cannot disable yourself.');
  user.active = active;
}

/** A user whom the caller may change: for a manager, staff whose outlets are all in reach. */
async function manageableUser(ctx: Context, id: string): Promise<User> {
  const user = isId(id) ? await ctx.em.findOne(User, { id }) : null;
  const outlets = user ? [...user.accessibleOutletIds, ...(user.outlet ? [user.outlet.id] : [])] : [];
  const inReach = may(ctx.session.actor, 'MANAGE_TENANT') || (outlets.length > 0 && outlets.every((outlet) => reaches(ctx.session.outletIds, outlet)));
  if (!user || !inReach) throw notFound('User', ['id']);
  return user;
}

/** Equal texts: equal rights. */
function rightsOf(user: User): string {
  return JSON.stringify([user.role, reachOf(user)]);
}

async function endSessions(ctx: Context, user: User): Promise<void> {
  for (const session of await renewSessions(ctx, user)) session.revokedAt = ctx.services.clock.now();
  await ctx.em.flush();
}

/** Closes the sockets of a user, whose clients come back with what they may do now. */
async function renewSessions(ctx: Context, user: User): Promise<UserSession[]> {
  const open = await ctx.em.find(UserSession, { user: user.id, revokedAt: null });
  for (const session of open) revokeAccess(ctx, tenantOf(ctx), session.id);
  return open;
}
