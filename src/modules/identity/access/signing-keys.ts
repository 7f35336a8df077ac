import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, decodeProtectedHeader, errors, exportJWK, type JWK, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Services, Settings } from '../../../kernel/request/context.ts';
import { RequestError } from '../../../kernel/values/errors.ts';

declare module '../../../kernel/request/context.ts' {
  interface Settings {
    /** PKCS #8 PEM of the Ed25519 key that signs access tokens. */
    readonly jwtPrivateKey: string;
    /** PEMs of further keys, public or private, whose access tokens are accepted while keys are changed. */
    readonly jwtAcceptedKeys: readonly string[];
  }
}

/** The keys of access tokens: one key signs; the keys before and after it are accepted, too, while keys are rotated. */
export interface SigningKeys {
  readonly privateKey: KeyObject;
  /** RFC 7638 thumbprint of the signing key. */
  readonly kid: string;
  /** Accepted public keys by kid; the signing key is the first. */
  readonly accepted: ReadonlyMap<string, KeyObject>;
}

/** An expired token that one of our keys has signed: sockets close with TOKEN_EXPIRED, so that the client refreshes it. */
export class ExpiredToken extends RequestError {
  constructor() {
    super('UNAUTHENTICATED', 'The token is not valid or has expired.');
  }
}

type KeySettings = Pick<Settings, 'jwtPrivateKey' | 'jwtAcceptedKeys'>;

export async function signingKeys({ jwtPrivateKey, jwtAcceptedKeys }: KeySettings): Promise<SigningKeys> {
  const privateKey = createPrivateKey(jwtPrivateKey);
  const publicKeys = [createPublicKey(privateKey), ...jwtAcceptedKeys.map((pem) => createPublicKey(pem))];
  const named = await Promise.all(publicKeys.map(async (key) => [await thumbprintOf(key), key] as const));
  return { privateKey, kid: named[0]?.[0] ?? '', accepted: new Map(named) };
}

/**
 * The payload of a token that one of our keys has signed; null for any other. Only our own keys are tried, even if the
 * token names another source of keys. For a token without a kid (as the release before signed) all keys are tried.
 * @throws ExpiredToken
 */
export async function verified(token: string, { accepted }: SigningKeys, options: JWTVerifyOptions): Promise<JWTPayload | null> {
  for (const key of candidates(token, accepted)) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (error) {
      // Another key, or an invalid token: the caller does not learn which. JWTExpired comes only after the signature is verified.
      if (error instanceof errors.JWTExpired) throw new ExpiredToken();
    }
  }
  return null;
}

/** The public keys, for other systems that verify our tokens (RFC 7517). */
export async function publicKeySet(services: Services): Promise<{ keys: JWK[] }> {
  const { accepted } = await signingKeys(services.settings);
  const keys = [...accepted].map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid, use: 'sig', alg: 'EdDSA' }));
  return { keys: await Promise.all(keys) };
}

async function thumbprintOf(key: KeyObject): Promise<string> {
  return calculateJwkThumbprint(await exportJWK(key));
}

function candidates(token: string, accepted: ReadonlyMap<string, KeyObject>): readonly KeyObject[] {
  try {
    const { kid } = decodeProtectedHeader(token);
    if (kid === undefined) return [...accepted.values()];
    const key = accepted.get(kid);
    return key ? [key] : [];
  } catch {
    return [];
  }
}
