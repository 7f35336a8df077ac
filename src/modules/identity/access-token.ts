import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../kernel/context.ts';
import { Fault } from '../../kernel/failure.ts';
import { perApp } from '../../kernel/per-app.ts';

/** What an access token says: who and which sign-in. Roles are read anew, they may have changed. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** Null: a platform user. */
  readonly tenantId: string | null;
  readonly expiresAt: Date;
}

const ISSUER = 'dapur';
const AUDIENCE = 'dapur-api';
const TYPE = 'at+jwt';

const keys = perApp((services: Services) => {
  const privateKey = createPrivateKey(services.settings.jwtPrivateKey);
  return { privateKey, publicKey: createPublicKey(privateKey), verified: new LRUCache<string, AccessClaims>({ max: 20_000 }) } as {
    readonly privateKey: KeyObject;
    readonly publicKey: KeyObject;
    readonly verified: LRUCache<string, AccessClaims>;
  };
});

export async function signAccessToken(services: Services, claims: Omit<AccessClaims, 'expiresAt'>): Promise<{ token: string; expiresAt: Date }> {
  const now = Math.floor(services.clock.now().getTime() / 1000);
  const expires = now + services.settings.accessTokenSeconds;
  const token = await new SignJWT({ sid: claims.sessionId, ...(claims.tenantId && { tid: claims.tenantId }) })
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE })
    .setSubject(claims.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(expires)
    .sign(keys(services).privateKey);
  return { token, expiresAt: new Date(expires * 1000) };
}

/** The claims of a token that is ours and not expired; UNAUTHENTICATED for any other. */
export async function verifyAccessToken(services: Services, token: string): Promise<AccessClaims> {
  const { publicKey, verified } = keys(services);
  const now = services.clock.now();
  let claims = verified.get(token);
  if (!claims) {
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ['EdDSA'],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['exp', 'iat', 'sub', 'sid'],
        currentDate: now,
      });
      const tenantId = typeof payload.tid === 'string' ? payload.tid : null;
      claims = { userId: String(payload.sub), sessionId: String(payload.sid), tenantId, expiresAt: new Date(Number(payload.exp) * 1000) };
    } catch {
      throw notAccepted();
    }
    verified.set(token, claims);
  }
  if (claims.expiresAt <= now) throw notAccepted();
  return claims;
}

/** One answer for expired, forged, foreign and revoked tokens. */
export function notAccepted(): Fault {
  return new Fault('UNAUTHENTICATED', 'The token is not valid or has expired.');
}
