import { constraintOf } from '../../../kernel/database/sql-state.ts';
import { requireInUse } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { hasPermission } from '../../../kernel/request/session.ts';
import { checkList, checkOptionalText, checkText, invalid } from '../../../kernel/values/check.ts';
import { RequestError, UserFailure } from '../../../kernel/values/errors.ts';
import { type Outlet, reachableOutlet } from '../../tenancy/index.ts';
import { indexUser } from './index-user.ts';
import { normalEmail } from './normal-email.ts';
import { type Role, type TenantRole, type User } from './user.entity.ts';

/** What only one user of a tenant may have, by the constraint that holds it. */
const UNIQUE_FIELDS = new Map([
  ['user_tenant_id_email_unique', 'email'],
  ['user_tenant_id_username_unique', 'username'],
]);

/** Stores a user. @throws CONFLICT when the username or e-mail address is taken */
export async function saveUser(ctx: Context, user: User): Promise<User> {
  try {
    await ctx.em.persist(user).flush();
  } catch (error) {
    const field = UNIQUE_FIELDS.get(constraintOf(error) ?? '');
    if (field === undefined) throw error;
    throw new UserFailure('CONFLICT', `This ${field} is taken.`, { field: [field] });
  }
  await indexUser(ctx, user);
  return user;
}

export function checkUsername(username: string): string {
  return checkText(username.toLowerCase(), ['username'], {
    min: 2,
    max: 64,
    pattern: /^[a-z0-9][a-z0-9._-]*$/,
    shape: 'letters, digits, dots, dashes and underscores',
  });
}

/** An e-mail address in normal form, so that one mailbox has one address. */
export function checkEmail(email: string | null | undefined): string | null | undefined {
  return checkOptionalText(email == null ? email : normalEmail(email), ['email'], { max: 254, pattern: EMAIL, shape: 'an e-mail address' });
}

/** Accepts no list of addresses, no brackets or quotes, and no invisible characters. */
const EMAIL = /^[^\s@<>()[\],;:\\"\p{C}]+@[^\s@<>()[\],;:\\"\p{C}]+\.[^\s@<>()[\],;:\\"\p{C}]+$/u;

/** A required e-mail address in normal form. */
export function requiredEmail(email: string): string {
  const checked = checkEmail(email);
  if (checked == null) throw invalid(['email'], 'must be an e-mail address.');
  return checked;
}

/** Changes a user's e-mail address, and the username when it is the old address: customers sign up with their address as username. */
export function changeEmail(user: User, email: string | null): void {
  if (email !== null && user.username === user.email) user.username = email;
  user.email = email;
}

/** Whether the caller manages all users of the tenant. */
export function managesAllUsers({ session }: Context): boolean {
  return hasPermission(session, 'MANAGE_TENANT');
}

/** A role that the caller may give: TENANT_OWNER and MANAGER need MANAGE_TENANT. @throws INVALID_INPUT for a platform role, FORBIDDEN */
export function checkRole(ctx: Context, role: Role): TenantRole {
  if (role === 'SUPER_ADMIN' || role === 'ADMIN') throw invalid(['role'], 'must be a role of the tenant.');
  if ((role === 'TENANT_OWNER' || role === 'MANAGER') && !managesAllUsers(ctx))
    throw new RequestError('FORBIDDEN', 'Only an owner may do this to owners and managers.');
  return role;
}

/** Home outlet for a user: it must be in use, unless it is their home outlet already. */
export async function homeOutlet(ctx: Context, outletId: string, { outlet: before }: Partial<Pick<User, 'outlet'>> = {}): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, outletId);
  if (outlet.id !== before?.id) requireInUse('The outlet', outlet, ['outletId']);
  return outlet;
}

/** Outlets for a user to reach: they must be in use, except those that the user reaches already. */
export async function checkReach(ctx: Context, outletIds: readonly string[], before: readonly string[] = []): Promise<string[]> {
  const ids = new Set<string>();
  for (const [index, id] of checkList(outletIds, ['accessibleOutletIds'], { max: 250 }).entries()) {
    const outlet = await reachableOutlet(ctx, id, ['accessibleOutletIds', index]);
    if (!before.includes(outlet.id)) requireInUse('The outlet', outlet, ['accessibleOutletIds', index]);
    ids.add(outlet.id);
  }
  return [...ids];
}

/** Staff made by a manager must belong to an outlet of that manager, or only an owner could change them. */
export function mustHaveOutlet(ctx: Context, user: User): void {
  if (managesAllUsers(ctx)) return;
  if (!user.outlet && user.accessibleOutletIds.length === 0) throw invalid(['outletId'], 'or accessibleOutletIds must name an outlet of yours.');
}
