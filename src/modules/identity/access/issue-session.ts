import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../../../kernel/database/tenant-owned.ts';
import type { Services } from '../../../kernel/request/context.ts';
import { formatToken, hashSecret } from '../../../kernel/secrets/secret-token.ts';
import type { Account, Realm, SessionRow } from '../model/realm.ts';
import { idleSecondsOf, sessionEnd } from '../model/session-lifetime.ts';
import { signAccessToken } from './access-token.ts';

declare module '../../../kernel/database/server-secret.ts' {
  interface SecretPurposes {
    'refresh-token': true;
  }
}

/** Answer to a sign-in or a refresh. */
export interface IssuedSession {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
  readonly user: Account;
}

/** Issues an access token and the next refresh token of a session, by its id; runs in the caller's transaction. */
export async function issueSession(
  services: Services,
  realm: Realm,
  em: EntityManager,
  session: SessionRow,
  user: Account,
  id: string = newId(),
): Promise<IssuedSession> {
  const { clock, settings } = services;
  const now = clock.now();
  const expiresAt = new Date(Math.min(now.getTime() + idleSecondsOf(settings, session) * 1000, sessionEnd(settings, session).getTime()));
  em.create(realm.tokens, { id, session, secretHash: hashSecret(secretOf(services, id)), expiresAt, createdAt: now } as never, { persist: true });
  session.lastUsedAt = now;
  await em.flush();
  return tokensOf(services, realm, session, user, id);
}

/** A new access token, and a refresh token that was issued already: its secret is derived again, because it is not stored. */
export async function tokensOf(services: Services, realm: Realm, session: SessionRow, user: Account, refreshTokenId: string): Promise<IssuedSession> {
  const claims = { userId: user.id, sessionId: session.id, tenantId: realm.tenantId };
  const access = await signAccessToken(services, claims, sessionEnd(services.settings, session));
  const refreshToken = formatToken({ realm: realm.name, id: refreshTokenId, secret: secretOf(services, refreshTokenId) });
  return { accessToken: access.token, refreshToken, expiresAt: access.expiresAt, user };
}

/** Derives the secret of a refresh token that this server issues. */
export function secretOf(services: Services, refreshTokenId: string): string {
  return services.secret.derive('refresh-token', refreshTokenId);
}
