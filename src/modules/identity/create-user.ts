import { requireInUse, requireNameInUse } from '../../kernel/archive.ts';
import { checkList, checkOptionalText, checkText, invalid } from '../../kernel/check.ts';
import type { Context } from '../../kernel/context.ts';
import { Failure, Fault, type FieldPath } from '../../kernel/failure.ts';
import { once } from '../../kernel/once.ts';
import { allows } from '../../kernel/session.ts';
import { forbiddenIn } from '../../kernel/text.ts';
import { sqlState, UNIQUE_VIOLATION } from '../../kernel/transaction.ts';
import { type Outlet, reachableOutlet } from '../tenancy/index.ts';
import { auditUser, factsOfUser } from './audit-user.ts';
import { indexUser } from './index-user.ts';
import { normalEmail } from './normal-email.ts';
import { hashPassword, MAX_PASSWORD, preparedPassword } from './password.ts';
import { checkPin, hashPin } from './pin.ts';
import { type Role, type TenantRole, User } from './user.entity.ts';
import { checkPhone, keptPhone } from './user-phone.ts';

export interface CreateUser {
  readonly username: string;
  readonly password: string;
  readonly name: string;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly role: Role;
  readonly outletId?: string | null;
  readonly accessibleOutletIds?: readonly string[] | null;
  readonly pin?: string | null;
}

/** What somebody will prove themselves with. */
export interface NewSecrets {
  readonly passwordHash: string;
  readonly pinHash: string | null;
}

/** The hashes for a new user who could be made; made at most once, and not while rows are locked. */
export function secretsOfNew(ctx: Context, input: CreateUser): () => Promise<NewSecrets> {
  return once(async () => {
    checkNew(ctx, input);
    return { passwordHash: await hashPassword(input.password), pinHash: input.pin == null ? null : await hashPin(ctx.services, input.pin) };
  });
}

/** Adds somebody who may sign in. A MANAGER adds staff below MANAGER in outlets of their own, an owner anybody. */
export async function createUser(ctx: Context, input: CreateUser, secrets = secretsOfNew(ctx, input)): Promise<User> {
  const fields = checkNew(ctx, input);
  await requireNameInUse(ctx, User, { username: fields.username }, 'This username', ['username']);
  if (fields.email !== null) await requireNameInUse(ctx, User, { email: fields.email }, 'This email', ['email']);
  const user = ctx.em.create(User, {
    ...fields,
    phone: await keptPhone(ctx, fields.phone),
    ...(await secrets()),
    outlet: input.outletId == null ? null : await homeOutlet(ctx, input.outletId),
    accessibleOutletIds: await checkReach(ctx, input.accessibleOutletIds ?? []),
  });
  mustHaveOutlet(ctx, user);
  await saveUser(ctx, user);
  const { profile, role, email: address } = factsOfUser(user);
  await auditUser(ctx, user, { action: 'USER_CREATED', after: { username: user.username, ...profile, ...role, ...address } });
  return user;
}

/** What of a new user can be told without the database. */
function checkNew(ctx: Context, { password, pin, ...input }: CreateUser): Pick<User, 'username' | 'email' | 'phone' | 'name' | 'role'> {
  const username = checkUsername(input.username);
  const email = checkEmail(input.email) ?? null;
  const phone = checkPhone(input.phone) ?? null;
  const fields = { username, email, phone, name: checkText(input.name, ['name']), role: checkRole(ctx, input.role) };
  checkPassword(password, [username, email]);
  if (pin != null) checkPin(pin);
  return fields;
}

/** Stores a user; taken names are CONFLICT. */
export async function saveUser(ctx: Context, user: User): Promise<User> {
  try {
    await ctx.em.persist(user).flush();
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    const field = String((error as Error).message).includes('email') ? 'email' : 'username';
    throw new Failure('CONFLICT', `This ${field} is taken.`, { field: [field] });
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

/** An address in its normal form, so that one mailbox is one address. */
export function checkEmail(email: string | null | undefined): string | null | undefined {
  return checkOptionalText(email == null ? email : normalEmail(email), ['email'], { max: 254, pattern: EMAIL, shape: 'an e-mail address' });
}

/** No list of addresses, nothing in brackets or quotes, and nothing that is not seen. */
const EMAIL = /^[^\s@<>()[\],;:\\"\p{C}]+@[^\s@<>()[\],;:\\"\p{C}]+\.[^\s@<>()[\],;:\\"\p{C}]+$/u;

/** An address that cannot be left out. */
export function requiredEmail(email: string): string {
  const checked = checkEmail(email);
  if (checked == null) throw invalid(['email'], 'must be an e-mail address.');
  return checked;
}

/** Gives somebody another address. Whoever signed up by the one before has it as username too. */
export function changeEmail(user: User, email: string | null): void {
  if (email !== null && user.username === user.email) user.username = email;
  user.email = email;
}

/** A password that may be set; not one of the names that somebody signs in by. */
export function checkPassword(password: string, names: readonly (string | null | undefined)[] = [], field: FieldPath = ['password']): string {
  const prepared = preparedPassword(password);
  const { length } = [...prepared];
  if (length < 10 || length > MAX_PASSWORD) throw invalid(field, `must have 10 to ${MAX_PASSWORD} characters.`);
  const forbidden = forbiddenIn(prepared);
  if (forbidden !== null) throw invalid(field, `must not contain ${forbidden}.`);
  if (names.includes(prepared.trim().toLowerCase())) throw invalid(field, 'must be another than the username and the e-mail address.');
  return password;
}

/** Whether the caller manages all people of the tenant. */
export function managesEverybody({ session }: Context): boolean {
  return allows(session, 'MANAGE_TENANT');
}

/** What the caller may make of somebody: platform roles are made elsewhere, managers only by owners. */
export function checkRole(ctx: Context, role: Role): TenantRole {
  if (role === 'SUPER_ADMIN' || role === 'ADMIN') throw invalid(['role'], 'must be a role of the tenant.');
  if ((role === 'TENANT_OWNER' || role === 'MANAGER') && !managesEverybody(ctx))
    throw new Fault('FORBIDDEN', 'Only an owner may do this to owners and managers.');
  return role;
}

/** The outlet that somebody is to belong to: in use, unless they belong to it already. */
export async function homeOutlet(ctx: Context, outletId: string, { outlet: before }: Partial<Pick<User, 'outlet'>> = {}): Promise<Outlet> {
  const outlet = await reachableOutlet(ctx, outletId);
  if (outlet.id !== before?.id) requireInUse('The outlet', outlet, ['outletId']);
  return outlet;
}

/** The outlets that somebody is to reach: in use, but for those they reach already. */
export async function checkReach(ctx: Context, outletIds: readonly string[], before: readonly string[] = []): Promise<string[]> {
  const ids = new Set<string>();
  for (const [index, id] of checkList(outletIds, ['accessibleOutletIds'], { max: 250 }).entries()) {
    const outlet = await reachableOutlet(ctx, id, ['accessibleOutletIds', index]);
    if (!before.includes(outlet.id)) requireInUse('The outlet', outlet, ['accessibleOutletIds', index]);
    ids.add(outlet.id);
  }
  return [...ids];
}

/** Staff made by a manager must belong to an outlet of that manager, or nobody but an owner could change them. */
export function mustHaveOutlet(ctx: Context, user: User): void {
  if (managesEverybody(ctx)) return;
  if (!user.outlet && user.accessibleOutletIds.length === 0) throw invalid(['outletId'], 'or accessibleOutletIds must name an outlet of yours.');
}
