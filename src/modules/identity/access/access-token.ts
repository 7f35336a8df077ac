import { SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { ExpiredToken, type SigningKeys, signingKeys, verified } from './signing-keys.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    readonly accessTokenSeconds: number;
  }
}

/** Claims of an access token: user and session. Roles are not in it, because they may change; each request reads them. */
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
/** Maximum difference between the clocks of two nodes. */
const TOLERANCE_SECONDS = 5;

interface Known {
  readonly keys: Promise<SigningKeys>;
  /** Claims of tokens that were verified or are being verified, by token. */
  readonly claims: LRUCache<string, Promise<AccessClaims>>;
}

const known = perApp((services: Services): Known => ({ keys: signingKeys(services.settings), claims: new LRUCache({ max: 20_000 }) }));

/** Signs an access token, which expires with its session at the latest. */
export async function signAccessToken(
  services: Services,
  claims: Omit<AccessClaims, 'expiresAt'>,
  sessionEnd: Date,
): Promise<{ token: string; expiresAt: Date }> {
  const { privateKey, kid } = await known(services).keys;
  const now = inSeconds(services.clock.now());
  const expires = Math.min(now + services.settings.accessTokenSeconds, inSeconds(sessionEnd));
  const token = await new SignJWT({ sid: claims.sessionId, ...(claims.tenantId && { tid: claims.tenantId }) })
    .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid })
    .setSubject(claims.userId)
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setIssuedAt(now)
    .setExpirationTime(expires)
    .sign(privateKey);
  return { token, expiresAt: new Date(expires * 1000) };
}

/** The claims of a valid token. @throws ExpiredToken for an expired token of ours, UNAUTHENTICATED for any other */
export async function verifyAccessToken(services: Services, token: string): Promise<AccessClaims> {
  const { keys, claims: kept } = known(services);
  const now = services.clock.now();
  let verifying = kept.get(token);
  if (!verifying) {
    kept.set(token, (verifying = keys.then((ours) => claimsOf(token, ours, now))));
    verifying.catch(() => kept.delete(token));
  }
  const claims = await verifying;
  if (claims.expiresAt.getTime() + TOLERANCE_SECONDS * 1000 <= now.getTime()) throw new ExpiredToken();
  return claims;
}

/** Whether the three parts of a JWT are in the only canonical form (RFC 7515: base64url without padding). */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

async function claimsOf(token: string, keys: SigningKeys, now: Date): Promise<AccessClaims> {
  // Padding, or other bits behind the last byte, would make a second text for the same token.
  if (!isCanonical(token)) throw invalidAccessToken();
  const payload = await verified(token, keys, {
    algorithms: ['EdDSA'],
    issuer: ISSUER,
    audience: AUDIENCE,
    typ: TYPE,
    requiredClaims: ['exp', 'iat', 'sub', 'sid'],
    clockTolerance: TOLERANCE_SECONDS,
    currentDate: now,
  });
  // The library does not check that a token was not issued in the future.
  if (!payload || typeof payload.iat !== 'number' || payload.iat > inSeconds(now) + TOLERANCE_SECONDS) throw invalidAccessToken();
  const tenantId = typeof payload.tid === 'string' ? payload.tid : null;
  return { userId: String(payload.sub), sessionId: String(payload.sid), tenantId, expiresAt: new Date(Number(payload.exp) * 1000) };
}

function inSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** The same error for forged, foreign and revoked tokens; ExpiredToken has the same message. */
export function invalidAccessToken(): RequestError {
  return new RequestError('UNAUTHENTICATED', 'The token is not valid or has expired.');
}
