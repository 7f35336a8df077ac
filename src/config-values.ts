import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { type InjectedFault, parseFaults } from './kernel/request/fault-point.ts';
import type { VaultKey } from './kernel/secrets/vault.ts';

/** Kinds of values; `form` tells readers of documents what may be written. */

/** A variable that may be left out, and is null then. */
export const orNull = <S extends z.ZodType>(schema: S) => schema.nullable().default(null);

export const choice = <const V extends readonly string[]>(values: V) => z.enum(values).meta({ form: values.map((value) => `\`${value}\``).join(', ') });
export const flag = choice(['on', 'off']).transform((value) => value === 'on');
export const text = z.string().min(1);
export const whole = (min: number, max: number, unit = '') =>
  z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .meta({ form: `${grouped(min)} to ${grouped(max)}${unit && ` ${unit}`}` });
const grouped = (value: number): string => value.toLocaleString('en-US');
const DAY_SECONDS = 24 * 3600;
export const days = (count: number): number => count * DAY_SECONDS;
export const seconds = whole(1, days(3650), 's');
/** A text that looks like an example. */
export const shaped = (pattern: RegExp, example: string) =>
  z
    .string()
    .regex(pattern, `must look like ${example}`)
    .meta({ form: `\`${example}\`` });
const POSTGRES_URL = 'postgres://user:password@host:5432/database';
export const postgresUrl = z
  .string()
  .refine((url) => /^postgres(ql)?:\/\/.+/.test(url) && URL.canParse(url), `must look like ${POSTGRES_URL}`)
  .meta({ form: `\`${POSTGRES_URL}\`` });
const SMTP_URL = 'smtps://user:password@host:465';
export const smtpUrl = z
  .string()
  .refine((text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? ''), `must look like ${SMTP_URL}`)
  .meta({ form: `\`${SMTP_URL}\`` });
/** `id:key`, newest first; a key is 32 bytes in base64. */
export const vaultKeys = z
  .string()
  .transform((text) => text.split(',').map((entry) => entry.trim().split(':')))
  .refine(
    (entries) => entries.every(([id, key, ...more]) => /^[\w-]{1,32}$/.test(id ?? '') && Buffer.from(key ?? '', 'base64').length === 32 && more.length === 0),
    {
      message: 'must be id:key[,id:key …], newest first, each key 32 bytes in base64',
    },
  )
  .transform((entries): readonly VaultKey[] => entries.map(([id = '', key = '']) => ({ id, key: Buffer.from(key, 'base64') })))
  .meta({ form: '`id:key[,id:key …]`' });
export const url = z
  .string()
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), 'must be an http or https address')
  .transform((text) => text.replace(/\/+$/, ''))
  .meta({ form: 'http or https address' });

const CELL = /^[a-z0-9-]{1,30}$/;
/** The name of a cell. */
export const cellName = z.string().regex(CELL, 'must have 1 to 30 lower-case letters, digits and dashes').meta({ form: 'lower-case letters, digits, dashes' });
/** `name=address` of each cell. */
export const cellAddresses = z
  .string()
  .transform((text): [string, string][] =>
    text.split(',').map((entry) => {
      const [name = '', ...address] = entry.trim().split('=');
      return [name, address.join('=').replace(/\/+$/, '')];
    }),
  )
  .refine((entries) => entries.every(([name, address]) => CELL.test(name) && /^https?:$/.test(URL.parse(address)?.protocol ?? '')), {
    message: 'must be name=address[,name=address …], the addresses http or https',
  })
  .transform((entries): ReadonlyMap<string, string> => new Map(entries))
  .meta({ form: '`name=address[,name=address …]`' });

export const faults = z.string().transform((text, context): readonly InjectedFault[] => {
  const parsed = parseFaults(text);
  if (!parsed) context.addIssue({ code: 'custom', message: 'must look like placeOrder:before-commit=kill|throw[:SQLSTATE]|stall:ms|reject|crash[@nth]' });
  return parsed ?? [];
});

/** Web origins as browsers send them; an origin in another spelling would never match. */
export const webOrigins = z
  .string()
  .transform((text): readonly string[] =>
    text
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine((origins) => origins.every((origin) => URL.parse(origin)?.origin === origin && origin !== 'null'), {
    message: 'must be origins as browsers send them, e.g. https://till.example (no path, no slash at the end, no *)',
  })
  .meta({ form: 'origins with commas between them' });

/** Fast paths that can be switched off. */
const FAST_PATHS = [
  'menu-fast-path',
  'kept-answers',
  'kept-compression',
  'shared-executions',
  'frames',
  'staged-inserts',
  'references',
  'compiled',
  'fair-share',
  'operation-reads',
  'prepared-statements',
] as const;
export type FastPath = (typeof FAST_PATHS)[number];

/** Names of fast paths; `all` stands for every name. */
export const fastPaths = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .refine((names): names is FastPath[] => names.every((name) => name === 'all' || FAST_PATHS.includes(name as FastPath)), {
    message: `must be names with commas between them, of ${FAST_PATHS.join(', ')}; or all`,
  })
  .transform((names): readonly FastPath[] => (names.includes('all' as FastPath) ? FAST_PATHS : names))
  .meta({ form: `${FAST_PATHS.map((name) => `\`${name}\``).join(', ')} with commas between them, or \`all\`` });

/** Number of proxies in front of the server; `on`: one. */
export const proxies = z
  .string()
  .regex(/^(on|off|[1-9])$/, 'must be on, off, or how many proxies stand in front, 1 to 9')
  .transform((text) => (text === 'off' ? 0 : text === 'on' ? 1 : Number(text)))
  .meta({ form: '`on`, `off`, 1 to 9' });

/**
 * A PEM in one line, with
 *  for line ends, is accepted too: some platforms allow only one line in a variable.
 */
const pem = z.string().transform((text) => text.replaceAll('\\n', '\n'));

/** The key that signs access tokens. */
export const signingKey = pem
  .refine((text) => isEd25519(() => createPrivateKey(text)), 'must be a PKCS #8 PEM of an Ed25519 private key')
  .meta({ form: 'PEM' });

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Further keys of access tokens: PEMs in sequence, with or without commas between them. */
export const acceptedKeys = pem
  .refine((text) => text.replace(PEM_BLOCK, '').replace(/[\s,]/g, '') === '', 'must be PEMs, one after the other')
  .transform((text): readonly string[] => text.match(PEM_BLOCK) ?? [])
  .refine((pems) => pems.length <= 10 && pems.every((one) => isEd25519(() => createPublicKey(one))), 'must be at most 10 Ed25519 keys, public or private')
  .meta({ form: 'up to 10 PEMs' });

function isEd25519(read: () => KeyObject): boolean {
  try {
    return read().asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
