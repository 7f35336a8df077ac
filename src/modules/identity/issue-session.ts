import type { EntityManager } from '@mikro-orm/postgresql';
import type { Services } from '../../kernel/context.ts';
import { formatToken, hashSecret, newSecret } from '../../kernel/secret-token.ts';
import { newId } from '../../kernel/tenant-owned.ts';
import { signAccessToken } from './access-token.ts';
import type { Account, Realm, SignIn } from './realm.ts';

/** What a client gets from signing in or refreshing. */
export interface IssuedSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  readonly user: Account;
}

/** Issues an access token and the next refresh token of a session; runs in the caller's transaction. */
export async function issueSession(services: Services, realm: Realm, em: EntityManager, session: SignIn, user: Account): Promise<IssuedSession> {
  const now = services.clock.now();
  const { rememberMeSeconds, refreshTokenSeconds } = services.settings;
  const secret = newSecret();
  const id = newId();
  const lifetime = session.rememberMe ? rememberMeSeconds : refreshTokenSeconds;
  const token = em.create(realm.tokens, {
    id,
    session,
    secretHash: hashSecret(secret),
    expiresAt: new Date(now.getTime() + lifetime * 1000),
    createdAt: now,
  } as never);
  await em.persist(token).flush();
  const access = await signAccessToken(services, { userId: user.id, sessionId: session.id, tenantId: realm.tenantId });
  return { accessToken: access.token, refreshToken: formatToken({ realm: realm.name, id, secret }), expiresAt: access.expiresAt, user };
}
