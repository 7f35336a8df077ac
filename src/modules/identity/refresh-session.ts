import type { Context } from '../../kernel/context.ts';
import { Failure } from '../../kernel/failure.ts';
import { equalSecrets, hashSecret, parseToken } from '../../kernel/secret-token.ts';
import { isId } from '../tenancy/index.ts';
import { type IssuedSession, issueSession } from './issue-session.ts';
import { PLATFORM, type Realm, realmOf } from './realm.ts';
import { endSession } from './sign-out.ts';

/**
 * Gives a new access token and the next refresh token for an unused one. A token that was used before is in two
 * hands: the whole session ends.
 */
export async function refreshSession(ctx: Context, input: { readonly refreshToken: string }): Promise<IssuedSession> {
  const { services } = ctx;
  const token = parseToken(input.refreshToken);
  if (!token || !isId(token.id) || (token.realm !== PLATFORM && !isId(token.realm))) throw invalidToken();
  const realm = realmOf(token.realm === PLATFORM ? null : token.realm);
  const em = realm.em(services);
  const outcome = await em.transactional(async () => {
    const row = await em.findOne(realm.tokens, { id: token.id } as never, { populate: ['session', 'session.user'] as never });
    if (!row || !equalSecrets(row.secretHash, hashSecret(token.secret))) throw invalidToken();
    const session = row.session.unwrap();
    const user = session.user.unwrap();
    const now = services.clock.now();
    if (session.revokedAt) throw invalidToken();
    if (row.expiresAt <= now) throw new Failure('TOKEN_EXPIRED', 'The refresh token has expired; sign in again.', { field: ['refreshToken'] });
    if (!user.active) throw new Failure('ACCOUNT_DISABLED', 'This account is disabled.');
    const claimed = await em.nativeUpdate(realm.tokens, { id: row.id, usedAt: null } as never, { usedAt: now } as never);
    return claimed === 1 ? issueSession(services, realm, em, session, user) : { reusedSessionId: session.id };
  });
  if ('reusedSessionId' in outcome) {
    await revoke(ctx, realm, outcome.reusedSessionId);
    throw invalidToken();
  }
  return outcome;
}

async function revoke(ctx: Context, realm: Realm, sessionId: string): Promise<void> {
  ctx.services.logger.warn({ tenantId: realm.tenantId, sessionId }, 'a refresh token was used twice: its session is ended');
  await endSession(ctx, realm, sessionId);
}

function invalidToken(): Failure {
  return new Failure('INVALID_CREDENTIALS', 'The refresh token is not valid.', { field: ['refreshToken'] });
}
