import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { StartupError } from './kernel/startup-error.ts';

const flag = z.enum(['on', 'off']).transform((value) => value === 'on');
const whole = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, `must be a whole number from ${min} to ${max}`)
    .transform(Number);
const seconds = whole(1, 10 * 365 * 24 * 3600);
const postgresUrl = z
  .string()
  .refine((url) => /^postgres(ql)?:\/\/.+/.test(url) && URL.canParse(url), 'must look like postgres://user:password@host:5432/database');
/** One line, with \n for the line ends, is accepted too: some platforms allow no others in a variable. */
const signingKey = z
  .string()
  .transform((pem) => pem.replaceAll('\\n', '\n'))
  .refine(isEd25519, 'must be a PKCS #8 PEM of an Ed25519 private key');

/** Every variable, as the README's table tells them. */
const variables = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: whole(0, 65_535).default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_MIGRATION_URL: postgresUrl.optional(),
  DATABASE_PLATFORM_URL: postgresUrl.optional(),
  DATABASE_POOL: whole(2, 100).default(16),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, 'must look like redis://host:6379')
    .optional(),
  DEMO: flag.optional(),
  DURABLE: flag.default(true),
  JWT_PRIVATE_KEY: signingKey.optional(),
  ACCESS_TOKEN_SECONDS: seconds.default(15 * 60),
  REFRESH_TOKEN_SECONDS: seconds.default(7 * 24 * 3600),
  REMEMBER_ME_SECONDS: seconds.default(30 * 24 * 3600),
  INTROSPECTION: flag.optional(),
  CORS_ORIGINS: z.string().default(''),
  TRUST_PROXY: flag.default(false),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  KEPT_ANSWERS: flag.default(true),
  MAX_SOCKETS: whole(1, 1_000_000).default(10_000),
  POLL_MILLISECONDS: whole(50, 1000).default(500),
  HEARTBEAT_MILLISECONDS: whole(50, 14_000).default(12_000),
  EVENT_RETENTION_HOURS: whole(48, 10_000).default(72),
});

export interface Config {
  readonly production: boolean;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  readonly database: DatabaseUrls | null;
  readonly databasePool: number;
  /** False: the embedded PostgreSQL does not wait for the disk; for tests. */
  readonly durable: boolean;
  readonly redisUrl: string | null;
  /** Whether a new database gets the demo brands. */
  readonly demo: boolean;
  /** Null: made on the first start and kept in `dataDir`. */
  readonly jwtPrivateKey: string | null;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly rememberMeSeconds: number;
  readonly introspection: boolean;
  /** Web origins that may call; outside production any. */
  readonly corsOrigins: readonly string[];
  /** Whether X-Forwarded-For is believed. */
  readonly trustProxy: boolean;
  readonly logLevel: string;
  readonly keptAnswers: boolean;
  readonly maxSockets: number;
  readonly pollMilliseconds: number;
  /** How often feeds say that they are alive, and sockets are asked whether they are. */
  readonly heartbeatMilliseconds: number;
  readonly eventRetentionHours: number;
}

export interface DatabaseUrls {
  /** Connects as the runtime role. */
  readonly runtime: string;
  /** Connects as the owner; null: this process does not migrate. */
  readonly owner: string | null;
  readonly platform: string;
}

/**
 * Reads and checks all variables at once; the only reader of the environment.
 * @throws StartupError naming every variable that is wrong, one line each.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = variables.safeParse(given);
  const issues = error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  const problems = [...issues, ...missingOrRefused(given)];
  if (!data || problems.length > 0) throw new StartupError(problems.join('\n'));
  const production = data.NODE_ENV === 'production';
  return Object.freeze({
    production,
    host: data.HOST,
    port: data.PORT,
    dataDir: data.DATA_DIR,
    database: data.DATABASE_URL ? { runtime: data.DATABASE_URL, owner: data.DATABASE_MIGRATION_URL ?? null, platform: data.DATABASE_PLATFORM_URL ?? '' } : null,
    databasePool: data.DATABASE_POOL,
    durable: data.DURABLE,
    redisUrl: data.REDIS_URL ?? null,
    demo: data.DEMO ?? !data.DATABASE_URL,
    jwtPrivateKey: data.JWT_PRIVATE_KEY ?? null,
    accessTokenSeconds: data.ACCESS_TOKEN_SECONDS,
    refreshTokenSeconds: data.REFRESH_TOKEN_SECONDS,
    rememberMeSeconds: data.REMEMBER_ME_SECONDS,
    introspection: data.INTROSPECTION ?? !production,
    corsOrigins: data.CORS_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    trustProxy: data.TRUST_PROXY,
    logLevel: data.LOG_LEVEL,
    keptAnswers: data.KEPT_ANSWERS,
    maxSockets: data.MAX_SOCKETS,
    pollMilliseconds: data.POLL_MILLISECONDS,
    heartbeatMilliseconds: data.HEARTBEAT_MILLISECONDS,
    eventRetentionHours: data.EVENT_RETENTION_HOURS,
  });
}

/** What does not fit together, whether or not each value is right by itself. */
function missingOrRefused(data: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  const production = data.NODE_ENV === 'production';
  if (data.DATABASE_URL && !data.DATABASE_PLATFORM_URL)
    problems.push('DATABASE_PLATFORM_URL: is needed beside DATABASE_URL (the platform role of the same database)');
  if (!data.DATABASE_URL && (data.DATABASE_MIGRATION_URL || data.DATABASE_PLATFORM_URL))
    problems.push('DATABASE_URL: is needed beside DATABASE_MIGRATION_URL and DATABASE_PLATFORM_URL');
  if (production && !data.DATABASE_URL) problems.push('DATABASE_URL: is needed in production; the embedded PostgreSQL is for development');
  if (production && !data.JWT_PRIVATE_KEY) problems.push('JWT_PRIVATE_KEY: is needed in production (PKCS #8 PEM of an Ed25519 key, the same on all nodes)');
  if (production && data.DEMO === 'on') problems.push('DEMO: demo users are refused in production');
  return problems;
}

function isEd25519(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}

/** A new signing key: PKCS #8 PEM of an Ed25519 key. */
export function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}
