import { memoize } from '../../../kernel/concurrency/memoize.ts';
import { requireNameInUse } from '../../../kernel/request/archive.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { checkText } from '../../../kernel/values/check.ts';
import { checkPassword, hashPassword } from '../credentials/password.ts';
import { checkPin, hashPin } from '../credentials/pin.ts';
import { auditUser, userAuditValues } from '../model/audit-user.ts';
import { type Role, User } from '../model/user.entity.ts';
import { checkEmail, checkReach, checkRole, checkUsername, homeOutlet, mustHaveOutlet, saveUser } from '../model/user-fields.ts';
import { checkPhone, normalizedPhone } from '../model/user-phone.ts';

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

/** Hashes of a new user's password and PIN. */
export interface NewUserHashes {
  readonly passwordHash: string;
  readonly pinHash: string | null;
}

/** Returns a function that checks the input and makes the hashes, at most once. Call it while no rows are locked. */
export function hashNewSecrets(ctx: Context, input: CreateUser): () => Promise<NewUserHashes> {
  return memoize(async () => {
    checkNew(ctx, input);
    return { passwordHash: await hashPassword(input.password), pinHash: input.pin == null ? null : await hashPin(ctx.services, input.pin) };
  });
}

/** Creates a user. A MANAGER may create staff below MANAGER in their own outlets, an owner users of any tenant role. */
export async function createUser(ctx: Context, input: CreateUser, secrets = hashNewSecrets(ctx, input)): Promise<User> {
  const fields = checkNew(ctx, input);
  await requireNameInUse(ctx, User, { username: fields.username }, 'This username', ['username']);
  if (fields.email !== null) await requireNameInUse(ctx, User, { email: fields.email }, 'This email', ['email']);
  const user = ctx.em.create(User, {
    ...fields,
    phone: await normalizedPhone(ctx, fields.phone),
    ...(await secrets()),
    outlet: input.outletId == null ? null : await homeOutlet(ctx, input.outletId),
    accessibleOutletIds: await checkReach(ctx, input.accessibleOutletIds ?? []),
  });
  mustHaveOutlet(ctx, user);
  await saveUser(ctx, user);
  const { profile, role, email: address } = userAuditValues(user);
  await auditUser(ctx, user, { action: 'USER_CREATED', after: { username: user.username, ...profile, ...role, ...address } });
  return user;
}

/** Checks the fields of a new user that need no database. */
function checkNew(ctx: Context, { password, pin, ...input }: CreateUser): Pick<User, 'username' | 'email' | 'phone' | 'name' | 'role'> {
  const username = checkUsername(input.username);
  const email = checkEmail(input.email) ?? null;
  const phone = checkPhone(input.phone) ?? null;
  const fields = { username, email, phone, name: checkText(input.name, ['name']), role: checkRole(ctx, input.role) };
  checkPassword(password, [username, email]);
  if (pin != null) checkPin(pin);
  return fields;
}
