import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

/** Web origins as browsers send them; one that is written otherwise would never match. */
export const webOrigins = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine((origins) => origins.every((origin) => URL.parse(origin)?.origin === origin && origin !== 'null'), {
    message: 'must be origins as browsers send them, e.g. https://till.example (no path, no slash at the end, no *)',
  });

/** How many proxies stand in front of the server; `on`: one. */
export const proxies = z
  .string()
  .regex(/^(on|off|[1-9])$/, 'must be on, off, or how many proxies stand in front, 1 to 9')
  .transform((text) => (text === 'off' ? 0 : text === 'on' ? 1 : Number(text)));

/** One line, with \n for the line ends, is accepted too: some platforms allow no others in a variable. */
const pem = z.string().transform((text) => text.replaceAll('\\n', '\n'));

/** The key that signs access tokens. */
export const signingKey = pem.refine((text) => isEd25519(() => createPrivateKey(text)), 'must be a PKCS #8 PEM of an Ed25519 private key');

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Further keys of access tokens: PEMs one after the other, with or without commas between them. */
export const acceptedKeys = pem
  .refine((text) => text.replace(PEM_BLOCK, '').replace(/[\s,]/g, '') === '', 'must be PEMs, one after the other')
  .transform((text) => text.match(PEM_BLOCK) ?? [])
  .refine((pems) => pems.length <= 10 && pems.every((one) => isEd25519(() => createPublicKey(one))), 'must be at most 10 Ed25519 keys, public or private');

function isEd25519(read: () => KeyObject): boolean {
  try {
    return read().asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
