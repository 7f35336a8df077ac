import argon2 from 'argon2';
import { expect, test } from 'vitest';
import { hashPassword, verifyPassword } from '../../src/modules/identity/credentials/password.ts';

const PASSWORD = 'Pässwörd 🍜 with spaces';

// Must run first: nothing was verified in this process before.
test('a server that is busy from its start answers unknown users exactly like wrong passwords afterwards', async () => {
  const first = await Promise.allSettled([...Array.from({ length: 80 }, () => hashPassword(PASSWORD)), verifyPassword(null, PASSWORD)]);
  expect(first.at(-1)?.status).toBe('rejected');
  expect(await verifyPassword(null, PASSWORD)).toBe(false);
  expect(await verifyPassword(await hashPassword(PASSWORD), 'wrong')).toBe(false);
});

test('passwords are kept by argon2id with OWASP’s minimum, each under a salt of its own', async () => {
  const ours = await hashPassword(PASSWORD);
  expect(await argon2.verify(ours, PASSWORD)).toBe(true);
  expect(ours).toMatch(/^\$argon2id\$v=19\$m=19456,/);
  expect(ours).toMatch(/\bt=2\b/);
  expect(await hashPassword(PASSWORD)).not.toBe(ours);
  expect(await verifyPassword(ours, `${PASSWORD} `)).toBe(false);
  expect(await verifyPassword(null, PASSWORD)).toBe(false);
});

test('a hash in another format is an error, no match', async () => {
  await expect(verifyPassword('plain', 'plain')).rejects.toThrow();
});

test('more at once than may wait are turned away, the others get their answer', async () => {
  const hash = await hashPassword(PASSWORD);
  const answers = await Promise.allSettled(Array.from({ length: 80 }, (_, index) => verifyPassword(hash, index % 2 === 0 ? PASSWORD : 'wrong')));
  const answered = answers.flatMap((answer, index) => (answer.status === 'fulfilled' ? [{ index, fits: answer.value }] : []));
  expect(answered.length).toBeGreaterThanOrEqual(51);
  expect(answered.length).toBeLessThan(80);
  for (const { index, fits } of answered) expect(fits).toBe(index % 2 === 0);
});
