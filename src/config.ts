import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { acceptedKeys, faults, flag, postgresUrl, proxies, seconds, signingKey, url, vaultKeys, webOrigins, whole } from './config-values.ts';
import type { InjectedFault } from './kernel/request/fault-point.ts';
import type { VaultKey } from './kernel/secrets/vault.ts';
import { StartupError } from './kernel/values/startup-error.ts';

/** Every variable of the table in docs/operate.md. */
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
  FAULTS: faults.default([]),
  JWT_PRIVATE_KEY: signingKey.optional(),
  JWT_ACCEPTED_KEYS: acceptedKeys.default([]),
  ACCESS_TOKEN_SECONDS: seconds.default(15 * 60),
  REFRESH_TOKEN_SECONDS: seconds.default(7 * 24 * 3600),
  REMEMBER_ME_SECONDS: seconds.default(30 * 24 * 3600),
  SESSION_SECONDS: seconds.default(90 * 24 * 3600),
  INTROSPECTION: flag.optional(),
  CORS_ORIGINS: webOrigins.default([]),
  TRUST_PROXY: proxies.default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  KEPT_ANSWERS: flag.default(true),
  MAX_SOCKETS: whole(1, 1_000_000).default(12_500),
  MAX_SOCKETS_PER_ADDRESS: whole(1, 1_000_000).optional(),
  MAX_SOCKETS_PER_TENANT: whole(1, 1_000_000).default(10_000),
  MAX_REQUESTS_PER_ADDRESS: whole(1, 1_000_000).optional(),
  MAX_DEVICES_PER_OUTLET: whole(1, 10_000).default(50),
  REQUEST_SECONDS: whole(1, 120).default(15),
  COST_PER_MINUTE_CLIENT: whole(0, 1_000_000_000).default(600_000),
  COST_PER_MINUTE_TENANT: whole(0, 1_000_000_000).default(6_000_000),
  TRUSTED_DOCUMENTS: z.string().min(1).optional(),
  TRUSTED_DOCUMENTS_ONLY: flag.default(false),
  POLL_MILLISECONDS: whole(50, 1000).default(500),
  HEARTBEAT_MILLISECONDS: whole(50, 14_000).default(12_000),
  EVENT_RETENTION_HOURS: whole(48, 10_000).default(72),
  PUBLIC_URL: url.optional(),
  SMTP_URL: z
    .string()
    .refine((text) => /^smtps?:$/.test(URL.parse(text)?.protocol ?? ''), 'must look like smtps://user:password@host:465')
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^([^\r\n<>]{0,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, 'must look like Dapur <no-reply@example.com>')
    .optional(),
  MAIL_DEADLINE_MILLISECONDS: whole(100, 60_000).default(20_000),
  ACCOUNT_URL: url.optional(),
  CREDENTIALS_KEYS: vaultKeys.optional(),
  DEMO_GATEWAY: flag.optional(),
  PAYMENT_POLL_MILLISECONDS: whole(50, 60_000).default(1000),
  PROVIDER_DEADLINE_MILLISECONDS: whole(100, 12_000).default(8000),
  MIDTRANS_URL: url.default('https://api.midtrans.com'),
  MIDTRANS_TEST_URL: url.default('https://api.sandbox.midtrans.com'),
  MIDTRANS_SNAP_URL: url.default('https://app.midtrans.com/snap/v1'),
  MIDTRANS_SNAP_TEST_URL: url.default('https://app.sandbox.midtrans.com/snap/v1'),
  XENDIT_URL: url.default('https://api.xendit.co'),
  STRIPE_URL: url.default('https://api.stripe.com'),
  RAZORPAY_URL: url.default('https://api.razorpay.com/v1'),
  CHAPA_URL: url.default('https://api.chapa.co/v1'),
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
  /** Injected faults; for tests. */
  readonly faults: readonly InjectedFault[];
  readonly redisUrl: string | null;
  /** Whether a new database gets the demo brands. */
  readonly demo: boolean;
  /** Null: the first start makes one and keeps it in `dataDir`. */
  readonly jwtPrivateKey: string | null;
  /** Further keys whose access tokens are accepted while keys are changed. */
  readonly jwtAcceptedKeys: readonly string[];
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly rememberMeSeconds: number;
  /** The longest time that a session lasts; refreshing does not extend it. */
  readonly sessionSeconds: number;
  readonly introspection: boolean;
  /** Whether there is a Sandbox at `/`. */
  readonly hasSandbox: boolean;
  /** Web origins that may call. */
  readonly corsOrigins: readonly string[];
  /** Whether any other web origin may call as well. */
  readonly anyOrigin: boolean;
  /** Number of proxies in front of the server, each of which adds an address to X-Forwarded-For; 0: the header is ignored. */
  readonly trustProxy: number;
  readonly logLevel: string;
  readonly keptAnswers: boolean;
  readonly maxSockets: number;
  /** Null: 1,000, without a limit for this machine and private networks. */
  readonly maxSocketsPerAddress: number | null;
  readonly maxSocketsPerTenant: number;
  /** Concurrent HTTP requests of one address; null: 500, without a limit for this machine and private networks. */
  readonly maxRequestsPerAddress: number | null;
  /** Most devices of an outlet that are not revoked. */
  readonly maxDevicesPerOutlet: number;
  /** How long a request may take to arrive completely. */
  readonly requestSeconds: number;
  /** Points that a client, and a tenant, may spend in a minute; 0: any number. */
  readonly costPerMinuteClient: number;
  readonly costPerMinuteTenant: number;
  /** A file of documents that clients may name by their hash. */
  readonly trustedDocuments: string | null;
  /** Whether every other document is refused. */
  readonly trustedDocumentsOnly: boolean;
  readonly pollMilliseconds: number;
  /** How often feeds send heartbeats, and sockets are pinged. */
  readonly heartbeatMilliseconds: number;
  readonly eventRetentionHours: number;
  /** The public URL of this server; null: providers get no URL for notifications. */
  readonly publicUrl: string | null;
  /** Null: mails are written to `dataDir`, or in production not sent. Their links are logged only with the embedded database. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** True in production without SMTP. */
  readonly mailIsOff: boolean;
  /** Deadline of handing over one mail. */
  readonly mailDeadlineMilliseconds: number;
  /** The URL that links in mails lead to, without a slash at the end; null: mails contain tokens to paste. */
  readonly accountUrl: string | null;
  /** Keys that seal the tenants' secrets, newest first. Null: the first start makes one and keeps it in `dataDir`. */
  readonly credentialsKeys: readonly VaultKey[] | null;
  /** Whether there is the demo gateway, which moves no money. */
  readonly demoGateway: boolean;
  /** How often this node looks for payments that are due for a provider check. */
  readonly paymentPollMilliseconds: number;
  /** Deadline of one call to a payment provider, with its retries. */
  readonly providerDeadlineMilliseconds: number;
  /** URLs of the payment providers, without a slash at the end. */
  readonly providerUrls: {
    readonly midtrans: string;
    readonly midtransTest: string;
    readonly midtransSnap: string;
    readonly midtransSnapTest: string;
    readonly xendit: string;
    readonly stripe: string;
    readonly razorpay: string;
    readonly chapa: string;
  };
}

export interface DatabaseUrls {
  /** Connects as the runtime role. */
  readonly runtime: string;
  /** Connects as the owner; null: this process does not migrate. */
  readonly owner: string | null;
  readonly platform: string;
}

/**
 * Reads and checks all variables at once; the only reader of the environment. A `tool` is a command that an operator runs
 * by hand: it needs no NODE_ENV.
 * @throws StartupError naming every variable that is wrong, one line each.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, reader: 'server' | 'tool' = 'server'): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = variables.safeParse(given);
  const issues = error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  const problems = [...issues, ...(reader === 'server' ? untoldPlace(given) : []), ...missingOrRefused(given)];
  if (!data || problems.length > 0) throw new StartupError(problems.join('\n'));
  const production = data.NODE_ENV === 'production';
  // Development features are off unless the server runs on its embedded database (or in tests), or a variable switches them on.
  const laptop = !production && (!data.DATABASE_URL || data.NODE_ENV === 'test');
  const introspection = data.INTROSPECTION ?? laptop;
  return Object.freeze({
    production,
    host: data.HOST,
    port: data.PORT,
    dataDir: data.DATA_DIR,
    database: data.DATABASE_URL ? { runtime: data.DATABASE_URL, owner: data.DATABASE_MIGRATION_URL ?? null, platform: data.DATABASE_PLATFORM_URL ?? '' } : null,
    databasePool: data.DATABASE_POOL,
    durable: data.DURABLE,
    faults: data.FAULTS,
    redisUrl: data.REDIS_URL ?? null,
    demo: data.DEMO ?? !data.DATABASE_URL,
    jwtPrivateKey: data.JWT_PRIVATE_KEY ?? null,
    jwtAcceptedKeys: data.JWT_ACCEPTED_KEYS,
    accessTokenSeconds: data.ACCESS_TOKEN_SECONDS,
    refreshTokenSeconds: data.REFRESH_TOKEN_SECONDS,
    rememberMeSeconds: data.REMEMBER_ME_SECONDS,
    sessionSeconds: data.SESSION_SECONDS,
    introspection,
    hasSandbox: introspection && !production,
    corsOrigins: data.CORS_ORIGINS,
    anyOrigin: laptop && data.CORS_ORIGINS.length === 0,
    trustProxy: data.TRUST_PROXY,
    logLevel: data.LOG_LEVEL,
    keptAnswers: data.KEPT_ANSWERS,
    maxSockets: data.MAX_SOCKETS,
    maxSocketsPerAddress: data.MAX_SOCKETS_PER_ADDRESS ?? null,
    maxSocketsPerTenant: data.MAX_SOCKETS_PER_TENANT,
    maxRequestsPerAddress: data.MAX_REQUESTS_PER_ADDRESS ?? null,
    maxDevicesPerOutlet: data.MAX_DEVICES_PER_OUTLET,
    requestSeconds: data.REQUEST_SECONDS,
    costPerMinuteClient: data.COST_PER_MINUTE_CLIENT,
    costPerMinuteTenant: data.COST_PER_MINUTE_TENANT,
    trustedDocuments: data.TRUSTED_DOCUMENTS ?? null,
    trustedDocumentsOnly: data.TRUSTED_DOCUMENTS_ONLY,
    pollMilliseconds: data.POLL_MILLISECONDS,
    heartbeatMilliseconds: data.HEARTBEAT_MILLISECONDS,
    eventRetentionHours: data.EVENT_RETENTION_HOURS,
    publicUrl: data.PUBLIC_URL ?? null,
    smtp: data.SMTP_URL ? { url: data.SMTP_URL, from: data.MAIL_FROM ?? '' } : null,
    mailIsOff: production && !data.SMTP_URL,
    mailDeadlineMilliseconds: data.MAIL_DEADLINE_MILLISECONDS,
    accountUrl: data.ACCOUNT_URL ?? null,
    credentialsKeys: data.CREDENTIALS_KEYS?.map(([id = '', key = '']) => ({ id, key: Buffer.from(key, 'base64') })) ?? null,
    demoGateway: data.DEMO_GATEWAY ?? laptop,
    paymentPollMilliseconds: data.PAYMENT_POLL_MILLISECONDS,
    providerDeadlineMilliseconds: data.PROVIDER_DEADLINE_MILLISECONDS,
    providerUrls: {
      midtrans: data.MIDTRANS_URL,
      midtransTest: data.MIDTRANS_TEST_URL,
      midtransSnap: data.MIDTRANS_SNAP_URL,
      midtransSnapTest: data.MIDTRANS_SNAP_TEST_URL,
      xendit: data.XENDIT_URL,
      stripe: data.STRIPE_URL,
      razorpay: data.RAZORPAY_URL,
      chapa: data.CHAPA_URL,
    },
  });
}

/** A server on an external database needs NODE_ENV: without it, a shop would run with the settings of a laptop. */
function untoldPlace(data: Readonly<Record<string, string | undefined>>): string[] {
  if (!data.DATABASE_URL || data.NODE_ENV) return [];
  return ['NODE_ENV: is needed beside DATABASE_URL: set production or development'];
}

/** Problems between variables, also when each value alone is valid. */
function missingOrRefused(data: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  const production = data.NODE_ENV === 'production';
  if (data.DATABASE_URL && !data.DATABASE_PLATFORM_URL)
    problems.push('DATABASE_PLATFORM_URL: is needed beside DATABASE_URL (the platform role of the same database)');
  if (!data.DATABASE_URL && (data.DATABASE_MIGRATION_URL || data.DATABASE_PLATFORM_URL))
    problems.push('DATABASE_URL: is needed beside DATABASE_MIGRATION_URL and DATABASE_PLATFORM_URL');
  if (production && !data.DATABASE_URL) problems.push('DATABASE_URL: is needed in production; the embedded PostgreSQL is for development');
  if (production && !data.JWT_PRIVATE_KEY) problems.push('JWT_PRIVATE_KEY: is needed in production (PKCS #8 PEM of an Ed25519 key, the same on all nodes)');
  if (production && !data.CREDENTIALS_KEYS)
    problems.push(
      'CREDENTIALS_KEYS: is needed in production (id:key, the key 32 bytes in base64, the same on all nodes): it seals the secrets of payment accounts',
    );
  if (data.TRUSTED_DOCUMENTS_ONLY === 'on' && !data.TRUSTED_DOCUMENTS)
    problems.push('TRUSTED_DOCUMENTS: is needed with TRUSTED_DOCUMENTS_ONLY (a file of the documents that are executed)');
  if (data.SMTP_URL && !data.MAIL_FROM) problems.push('MAIL_FROM: is needed beside SMTP_URL (who mails come from)');
  if (production && data.DEMO_GATEWAY === 'on') problems.push('DEMO_GATEWAY: the demo gateway is refused in production');
  if (production && data.FAULTS) problems.push('FAULTS: injected faults are refused in production');
  if (production && data.DEMO === 'on') problems.push('DEMO: demo users are refused in production');
  return problems;
}

/** A new signing key: PKCS #8 PEM of an Ed25519 key. */
export function newSigningKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function newVaultKey(): VaultKey {
  return { id: randomBytes(4).toString('hex'), key: randomBytes(32) };
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

/** How the secrets of a new data folder are made. */
export const freshSecrets = { password: newPassword, signingKey: newSigningKey, vaultKey: newVaultKey };
