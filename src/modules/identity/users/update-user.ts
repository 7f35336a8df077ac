import { ref } from '@mikro-orm/core';
import { memoize } from '../../../kernel/concurrency/memoize.ts';
import { requireInUse } from '../../../kernel/request/archive.ts';
import { afterCommit, type Context, tenantOf } from '../../../kernel/request/context.ts';
import { reaches } from '../../../kernel/request/session.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { type FieldPath, notFound, RequestError } from '../../../kernel/values/errors.ts';
import { isId } from '../../tenancy/index.ts';
import { invalidateAllAccess, reachOf } from '../access/access-state.ts';
import { endSessions } from '../access/end-sessions.ts';
import { revokeAccess } from '../access/revoke-access.ts';
import { PASSWORD_CHANGED } from '../accounts/change-password.ts';
import { checkPassword, hashPassword } from '../credentials/password.ts';
import { checkPin, hashPin } from '../credentials/pin.ts';
import { auditPin, PIN_CHANGED } from '../credentials/set-my-pin.ts';
import { auditUser, auditUserChanges, userAuditValues } from '../model/audit-user.ts';
import { voidProofs } from '../model/mailbox-proof.ts';
import { realmOf } from '../model/realm.ts';
import { secondsBefore } from '../model/session-lifetime.ts';
import { type Role, User, UserSession } from '../model/user.entity.ts';
import { changeEmail, checkEmail, checkReach, checkRole, homeOutlet, managesAllUsers, mustHaveOutlet, saveUser } from '../model/user-fields.ts';
import { normalizedPhone } from '../model/user-phone.ts';

export interface UpdateUser {
  readonly id: string;
  readonly name?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly password?: string | null;
  readonly role?: Role | null;
  readonly active?: boolean | null;
  readonly outletId?: string | null;
  readonly accessibleOutletIds?: readonly string[] | null;
  readonly pin?: string | null;
}

/** Hashes of a user's new password and PIN; null: not changed, or the PIN is removed. */
export interface ChangedHashes {
  readonly passwordHash: string | null;
  readonly pinHash: string | null;
}

/** Returns a function that hashes a new password and PIN, at most once. Call it while no rows are locked. */
export function hashChangedSecrets({ services }: Context, { password, pin }: UpdateUser): () => Promise<ChangedHashes> {
  return memoize(async () => {
    if (password != null) checkPassword(password);
    if (pin != null) checkPin(pin);
    return { passwordHash: password == null ? null : await hashPassword(password), pinHash: pin == null ? null : await hashPin(services, pin) };
  });
}

/**
 * Changes a user. Their rights change at once on this node, within seconds on others. A new password and disabling end all
 * sessions; a new or removed PIN ends the sessions by PIN; a new address voids open proofs of the old one.
 */
export async function updateUser(ctx: Context, input: UpdateUser, secrets: () => Promise<ChangedHashes>): Promise<User> {
  const user = await manageableUser(ctx, input.id);
  const rights = rightsOf(user);
  const before = userAuditValues(user);
  if (input.name != null) user.name = checkText(input.name, ['name']);
  if (input.email !== undefined) changeEmail(user, checkEmail(input.email) ?? null);
  if (input.phone !== undefined) user.phone = await normalizedPhone(ctx, input.phone);
  if (input.password != null) checkPassword(input.password, [user.username, user.email]);
  const { passwordHash, pinHash } = await secrets();
  if (passwordHash !== null) user.passwordHash = passwordHash;
  if (input.pin !== undefined) user.pinHash = pinHash;
  if (input.role != null) user.role = checkRole(ctx, input.role);
  if (input.outletId !== undefined) user.outlet = input.outletId === null ? null : ref(await homeOutlet(ctx, input.outletId, user));
  if (input.accessibleOutletIds != null) user.accessibleOutletIds = await checkReach(ctx, input.accessibleOutletIds, user.accessibleOutletIds);
  if (input.active != null) setActive(ctx, user, input.active);
  mustHaveOutlet(ctx, user);
  await saveUser(ctx, user);
  if ((user.email ?? null) !== before.email.email) await voidProofs(ctx, user.id, before.email.email);
  await auditUserChanges(ctx, user, before);
  if (input.password != null) await auditUser(ctx, user, { action: 'PASSWORD_CHANGED' });
  if (input.pin !== undefined) await auditPin(ctx, user);
  const reason = input.active === false ? 'The account was disabled.' : input.password != null ? PASSWORD_CHANGED : null;
  const realm = realmOf(tenantOf(ctx));
  if (reason !== null) await endSessions(ctx, realm, user, { reason });
  else if (input.pin !== undefined) await endSessions(ctx, realm, user, { startedByPin: true, reason: PIN_CHANGED });
  if (reason === null && rightsOf(user) !== rights) await renewSessions(ctx, user);
  afterCommit(ctx, () => invalidateAllAccess(ctx.services));
  return user;
}

function setActive(ctx: Context, user: User, active: boolean): void {
  if (active) requireInUse('The account', user, ['active']);
  if (!active && user.id === ctx.session.userId) throw new RequestError('FORBIDDEN', 'You cannot disable yourself.');
  user.active = active;
}

/** A user whom the caller may change: for a manager, staff below MANAGER whose outlets are all in reach. */
export async function manageableUser(ctx: Context, id: string, field: FieldPath = ['id']): Promise<User> {
  const user = isId(id) ? await ctx.em.findOne(User, { id }) : null;
  if (!user) throw notFound('User', field);
  requireManageable(ctx, user, field);
  return user;
}

export function requireManageable(ctx: Context, { accessibleOutletIds, outlet, role }: User, field: FieldPath = ['id']): void {
  const outlets = [...accessibleOutletIds, ...(outlet ? [outlet.id] : [])];
  const inReach = managesAllUsers(ctx) || (outlets.length > 0 && outlets.every((id) => reaches(ctx.session.outletIds, id)));
  if (!inReach) throw notFound('User', field);
  checkRole(ctx, role);
}

/** A text that is equal for equal rights. */
function rightsOf(user: User): string {
  const reach = reachOf(user);
  return JSON.stringify([user.role, reach === 'all' ? reach : [...reach].sort()]);
}

/** Closes the sockets of a user; the clients reconnect with the new rights. */
async function renewSessions(ctx: Context, user: User): Promise<void> {
  const { clock, settings } = ctx.services;
  const young = { $gt: secondsBefore(clock.now(), settings.sessionSeconds) };
  const open = await ctx.em.find(UserSession, { user: user.id, revokedAt: null, createdAt: young });
  for (const session of open) revokeAccess(ctx, tenantOf(ctx), session.id);
}
