import { SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Services } from '../../../kernel/request/context.ts';
import { perApp } from '../../../kernel/request/per-app.ts';
import { RequestError } from '../../../kernel/values/errors.ts';
import { ExpiredToken, type SigningKeys, signingKeys, verified } from './signing-keys.ts';

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
/** How far the clocks of two nodes may be apart. */
const TOLERANCE_SECONDS = 5;

interface Known {
  readonly keys: Promise<SigningKeys>;
  /** Of tokens that were verified before, or are being verified. */
  readonly claims: LRUCache<string, Promise<AccessClaims>>;
}

const known = perApp((services: Services): Known => ({ keys: signingKeys(services.settings), claims: new LRUCache({ max: 20_000 }) }));

/** A signed access token, which ends with its session at the latest. */
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

/** The claims of a token that is ours and not expired; UNAUTHENTICATED for any other, an ExpiredToken for one that was good. */
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

/** The three parts of a JWT in the one way that there is to write them (RFC 7515: base64url without padding). */
function isCanonical(token: string): boolean {
  const parts = token.split('.');
  return parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}

async function claimsOf(token: string, keys: SigningKeys, now: Date): Promise<AccessClaims> {
  // With padding, or other bits behind the last byte, it would be another text for the same token.
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
  // The library leaves open whether a token may come from the future.
  if (!payload || typeof payload.iat !== 'number' || payload.iat > inSeconds(now) + TOLERANCE_SECONDS) throw invalidAccessToken();
  const tenantId = typeof payload.tid === 'string' ? payload.tid : null;
  return { userId: String(payload.sub), sessionId: String(payload.sid), tenantId, expiresAt: new Date(Number(payload.exp) * 1000) };
}

function inSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** One answer for forged, foreign and revoked tokens, and in the same words for expired ones. */
export function invalidAccessToken(): RequestError {
  return new RequestError('UNAUTHENTICATED', 'The token is not valid or has expired.');
}
