import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * An opaque token: `<realm>.<id>.<secret>`. The realm (a tenant's id) comes first, so that the row can be found inside
 * its tenant. The secret has 256 bits, and only its SHA-256 is stored.
 */
export interface SecretToken {
  readonly realm: string;
  readonly id: string;
  readonly secret: string;
}

const SHAPE = /^([a-z0-9-]{1,40})\.([0-9a-f-]{36})\.([A-Za-z0-9_-]{20,64})$/;

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export function formatToken({ realm, id, secret }: SecretToken): string {
  return `${realm}.${id}.${secret}`;
}

/** The parts of a token; null for any other text, e.g. a JWT. */
export function parseToken(token: string): SecretToken | null {
  const [, realm, id, secret] = SHAPE.exec(token) ?? [];
  return realm && id && secret ? { realm, id, secret } : null;
}

/** Compares texts of equal length in constant time. */
export function equalSecrets(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Tokens that this process has made, by their rows: the database stores only the hashes. */
const shownTokens = new WeakMap<object, string>();

/** Keeps the token of a new row for the answer that creates it. */
export function revealOnce(row: object, token: string): void {
  shownTokens.set(row, token);
}

/** The token of a row that this request created; otherwise null, also for a repeated command. */
export function revealedToken(row: object): string | null {
  return shownTokens.get(row) ?? null;
}
