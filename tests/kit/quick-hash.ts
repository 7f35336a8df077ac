import argon2 from 'argon2';

const QUICK = { type: argon2.argon2id, memoryCost: 1024, timeCost: 1, parallelism: 1 } as const;

/** A hash that is fast to verify, because nearly every test file signs in the same users. */
export function quickHash(password: string): Promise<string> {
  return argon2.hash(password, QUICK);
}
