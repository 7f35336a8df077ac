import { LockMode } from '@mikro-orm/core';
import { newId } from '../../../kernel/database/tenant-owned.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { guestSession } from '../../../kernel/request/session.ts';
import { equalSecrets, hashSecret, parseToken, type SecretToken } from '../../../kernel/secrets/secret-token.ts';
import { UserFailure } from '../../../kernel/values/errors.ts';
import { isId, requireOwnCell } from '../../tenancy/index.ts';
import { endSessions } from '../access/end-sessions.ts';
import { type IssuedSession, issueSession, secretOf, tokensOf } from '../access/issue-session.ts';
import { type Account, PLATFORM, type Realm, type RefreshTokenRow, realmOf, type SessionRow, transactIn } from '../model/realm.ts';
import { sessionEnd } from '../model/session-lifetime.ts';

/** How long a client that lost the answer, or sent two requests at once, gets the same new refresh token again. */
const GRACE_MS = 20_000;

/**
 * Returns a new access token and the next refresh token for the current one. A used refresh token that comes again may be
 * stolen, so the whole session ends; except within GRACE_MS while the token that replaced it is unused.
 */
export async function refreshSession(ctx: Context, input: { readonly refreshToken: string }): Promise<IssuedSession> {
  const token = parseToken(input.refreshToken);
  if (!token || !isId(token.id) || (token.realm !== PLATFORM && !isId(token.realm))) throw invalidToken();
  if (token.realm !== PLATFORM) await requireOwnCell(ctx.services, token.realm);
  const realm = realmOf(token.realm === PLATFORM ? null : token.realm);
  const issued = await transactIn(ctx, realm, guestSession(realm.tenantId), (scoped) => rotate(scoped, realm, token));
  if (!issued) throw invalidToken();
  return issued;
}

/** The next pair of tokens; null: the token was used before, and its session is ended. */
async function rotate(ctx: Context, realm: Realm, token: SecretToken): Promise<IssuedSession | null> {
  const { em, services } = ctx;
  // Locked: of several requests with this token at once, the first makes the next token and the others get the same one.
  const row = await em.findOne(realm.tokens, { id: token.id } as never, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row || !equalSecrets(row.secretHash, hashSecret(token.secret))) throw invalidToken();
  const session = await em.findOneOrFail(realm.sessions, { id: row.session.id } as never, { populate: ['user'] as never });
  const user = session.user.unwrap();
  const now = services.clock.now();
  if (session.revokedAt) throw invalidToken();
  if (row.expiresAt <= now || sessionEnd(services.settings, session) <= now)
    throw new UserFailure('TOKEN_EXPIRED', 'The refresh token has expired; sign in again.', { field: ['refreshToken'] });
  if (!user.active) throw new UserFailure('ACCOUNT_DISABLED', 'This account is disabled.');
  if (row.usedAt) {
    const again = now.getTime() - row.usedAt.getTime() <= GRACE_MS ? await sameAgain(ctx, realm, row, session, user) : null;
    if (!again) await endReused(ctx, realm, session, user);
    return again;
  }
  row.usedAt = now;
  row.childId = newId();
  return issueSession(services, realm, em, session, user, row.childId);
}

/** The tokens that replaced a used refresh token, once more; null when the replacement is used, or its secret cannot be derived. */
async function sameAgain(
  { em, services }: Context,
  realm: Realm,
  { childId }: RefreshTokenRow,
  session: SessionRow,
  user: Account,
): Promise<IssuedSession | null> {
  const child = childId == null ? null : await em.findOne(realm.tokens, { id: childId } as never, { lockMode: LockMode.PESSIMISTIC_WRITE });
  // A secret from an earlier release or from before a key change cannot be derived: only its holder knows it.
  if (!child || child.usedAt || !equalSecrets(child.secretHash, hashSecret(secretOf(services, child.id)))) return null;
  session.lastUsedAt = services.clock.now();
  return tokensOf(services, realm, session, user, child.id);
}

async function endReused(ctx: Context, realm: Realm, session: SessionRow, user: Account): Promise<void> {
  ctx.services.logger.warn({ tenantId: realm.tenantId, sessionId: session.id }, 'a refresh token was used twice: its session is ended');
  await endSessions(ctx, realm, user, { only: session.id, action: 'TOKEN_REUSED' });
}

function invalidToken(): UserFailure {
  return new UserFailure('INVALID_CREDENTIALS', 'The refresh token is not valid.', { field: ['refreshToken'] });
}
