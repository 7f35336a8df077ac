import { memoize } from '../../../kernel/concurrency/memoize.ts';
import { audit } from '../../../kernel/request/audit.ts';
import { type Context, tenantEntityManager, tenantOf } from '../../../kernel/request/context.ts';
import { notFound } from '../../../kernel/values/errors.ts';
import { endSessions } from '../access/end-sessions.ts';
import { realmOf } from '../model/realm.ts';
import { User } from '../model/user.entity.ts';
import { verifyPassword } from './password.ts';
import { attemptPassword } from './password-attempts.ts';
import { checkPin, hashPin } from './pin.ts';

export interface SetMyPin {
  readonly currentPassword: string;
  readonly pin: string;
}

/** Returns a function that proves the password and hashes the new PIN, at most once. Call it while no rows are locked. */
export function hashNewPin(ctx: Context, input: SetMyPin): () => Promise<string> {
  return memoize(() => provenPin(ctx, input));
}

/** Audit reason for sessions by PIN that end with a PIN change. */
export const PIN_CHANGED = 'The PIN was changed.';

/** Sets the caller's PIN. It ends all sessions that began by PIN, except this one. */
export async function setMyPin(ctx: Context, pinHash: () => Promise<string>): Promise<User> {
  const user = await ctx.em.findOne(User, { id: ctx.session.userId ?? '' });
  if (!user) throw notFound('User', ['currentPassword']);
  user.pinHash = await pinHash();
  await ctx.em.flush();
  await auditPin(ctx, user);
  await endSessions(ctx, realmOf(tenantOf(ctx)), user, { startedByPin: true, except: ctx.session.sessionId, reason: PIN_CHANGED });
  return user;
}

/** Audits that a user's PIN was set, changed or removed; never the PIN. */
export function auditPin(ctx: Context, { id, outlet }: User): Promise<void> {
  return audit(ctx, { action: 'PIN_CHANGED', outletId: outlet?.id ?? null, entityType: 'User', entityId: id });
}

async function provenPin(ctx: Context, { currentPassword, pin }: SetMyPin): Promise<string> {
  const { services, session } = ctx;
  const tenantId = tenantOf(ctx);
  const checked = checkPin(pin);
  const user = await tenantEntityManager(services, tenantId).findOne(User, { id: session.userId ?? '' }, { populate: ['passwordHash'] });
  const prove = async (): Promise<true | null> => ((await verifyPassword(user?.passwordHash ?? null, currentPassword)) ? true : null);
  await attemptPassword(ctx, { realm: realmOf(tenantId), name: user?.username ?? '' }, prove, 'The password is wrong.', ['currentPassword']);
  return hashPin(services, checked);
}
