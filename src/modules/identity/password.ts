import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Services } from '../../kernel/context.ts';
import { Fault } from '../../kernel/failure.ts';
import { fewAtOnce } from '../../kernel/few-at-once.ts';
import { argon2id, HASHING_THREADS } from './hashing.ts';

/** argon2id with OWASP's minimum: about 30 ms and 19 MiB a hash. */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;

/** Characters. */
export const MAX_PASSWORD = 200;

/** Verified when the user is unknown, so that the answer takes as long; of no password that anybody knows. */
const NOBODYS_HASH = asText(randomBytes(16), randomBytes(PARAMETERS.tagLength));

/** As many at once as there are cores, few waiting. */
const oneOfFew = fewAtOnce({ running: HASHING_THREADS, waiting: 50 }, () => new Fault('RATE_LIMITED', 'Too many sign-ins at once; try again in a moment.'));

export function hashPassword(password: string): Promise<string> {
  return oneOfFew(() => newHash(password));
}

/** What is secret in inputs, by its name there. */
const SECRETS: readonly string[] = ['password', 'pin', 'newPassword', 'currentPassword', 'token'];

/**
 * An input whose secrets are told by keyed hashes: inputs are remembered by plain hashes to recognise repeats, and what
 * is secret among them could be guessed offline.
 */
export function withoutPassword<I extends object>(services: Services, input: I): I {
  const told = (name: string, value: unknown): unknown =>
    SECRETS.includes(name) && typeof value === 'string' ? services.secret.derive('fingerprint', value) : value;
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, told(name, value)])) as I;
}

/** Whether a password fits a hash; without a hash (no such user) it takes the same time and says no. */
export async function verifyPassword(hash: string | null, password: string): Promise<boolean> {
  const fits = await oneOfFew(() => fitsHash(hash ?? NOBODYS_HASH, password));
  return fits && hash !== null;
}

async function newHash(message: string): Promise<string> {
  const nonce = randomBytes(16);
  return asText(nonce, await argon2id({ message, nonce, ...PARAMETERS }));
}

/** As everybody writes argon2 hashes (PHC string format), with the parameters that it was made with. */
function asText(nonce: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = PARAMETERS;
  return `$argon2id$v=19$m=${memory},p=${parallelism},t=${passes}$${unpadded(nonce)}$${unpadded(hash)}`;
}

/** The parameters stand in any order. */
const HASH = /^\$argon2id\$v=19\$(?=[^$]*\bm=(\d+))(?=[^$]*\bt=(\d+))(?=[^$]*\bp=(\d+))[^$]+\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

async function fitsHash(text: string, message: string): Promise<boolean> {
  const [, memory, passes, parallelism, nonce, hash] = HASH.exec(text) ?? [];
  if (nonce === undefined || hash === undefined) throw new Error('A password is stored in a format that is not known.');
  const known = Buffer.from(hash, 'base64');
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism), tagLength: known.length };
  return timingSafeEqual(known, await argon2id({ message, nonce: Buffer.from(nonce, 'base64'), ...parameters }));
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
