import { audit } from '../../../kernel/request/audit.ts';
import { type Context, tenantOf } from '../../../kernel/request/context.ts';
import { lockRow } from '../../../kernel/request/lock-row.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { endSessionsAt } from '../access/end-sessions-at.ts';
import { type IssuedSession, issueSession } from '../access/issue-session.ts';
import { accountName } from '../credentials/password-attempts.ts';
import { attemptPin } from '../credentials/pin-attempts.ts';
import { findUserByPin } from '../credentials/prove-pin.ts';
import { Device } from '../model/device.entity.ts';
import { realmOf } from '../model/realm.ts';
import { User, UserSession } from '../model/user.entity.ts';
import { outletOfTill, worksAt } from './till-staff.ts';

export interface PinSignIn {
  readonly username: string;
  readonly pin: string;
}

const WRONG = 'Username or PIN is wrong.';

/**
 * Signs in a user who works at the outlet of the calling till. Wrong PINs, unknown names, and staff who are disabled or
 * work elsewhere give the same answer in the same time.
 */
export async function pinSignIn(ctx: Context, input: PinSignIn): Promise<IssuedSession> {
  const name = accountName(input.username);
  const prove = async (): Promise<User | null> => {
    const user = await findUserByPin(ctx, name, input.pin);
    return user && worksAt(user, outletOfTill(ctx)) ? user : null;
  };
  const proven = await attemptPin(ctx, name, prove, WRONG);
  return transact(ctx, () => begin(ctx, proven));
}

/** Begins a session of the till: it ends when the till is revoked or moved. It ends the previous session at the till. */
async function begin(ctx: Context, { id: userId, pinHash }: User): Promise<IssuedSession> {
  const { em, services, ip, userAgent } = ctx;
  const deviceId = ctx.session.deviceId ?? '';
  // Locked: of two sign-ins at a till at the same time, the later one ends the session of the earlier one.
  await lockRow(ctx, Device, deviceId);
  await endSessionsAt(ctx, deviceId);
  const now = services.clock.now();
  // Conditional update: a concurrent PIN change or disabling would not see this new session, and could not end it.
  const noted = { lastSignInAt: now, lastSignInIp: ip, lastSignInUserAgent: userAgent };
  const still = await em.nativeUpdate(User, { id: userId, pinHash, active: true }, noted);
  if (still === 0) throw new UserFailure('INVALID_CREDENTIALS', WRONG);
  const user = await em.findOneOrFail(User, { id: userId });
  const session = em.create(UserSession, { user, deviceId, ip, userAgent, createdAt: now });
  await em.persist(session).flush();
  const by = { actor: user.role, userId };
  await audit(ctx, { action: 'SIGNED_IN', by, outletId: outletOfTill(ctx), entityType: 'User', entityId: userId, after: { sessionId: session.id, pin: true } });
  return issueSession(services, realmOf(tenantOf(ctx)), em, session, user);
}
