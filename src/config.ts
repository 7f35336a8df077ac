import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type FastPath } from './config-values.ts';
import { environmentName, variables } from './config-variables.ts';
import type { VaultKey } from './kernel/secrets/vault.ts';
import { StartupError } from './kernel/values/startup-error.ts';

const environmentOf = z.object(variables);

/** The variables, and what follows from several of them. */
const configuration = environmentOf.transform(withWhatFollows).readonly();

export type Config = z.output<typeof configuration>;

export interface DatabaseUrls {
  /** Connects as the runtime role. */
  readonly runtime: string;
  /** Connects as the owner; null: this process does not migrate. */
  readonly owner: string | null;
  readonly platform: string;
}

function withWhatFollows(data: z.output<typeof environmentOf>) {
  const { nodeEnv, databaseUrl, databaseMigrationUrl, databasePlatformUrl, smtpUrl, mailFrom, fastPathsOff, keptAnswers, ...config } = data;
  const { midtransUrl, midtransTestUrl, midtransSnapUrl, midtransSnapTestUrl, xenditUrl, stripeUrl, razorpayUrl, chapaUrl, ...rest } = config;
  const production = nodeEnv === 'production';
  // Development features are off unless the server runs on its embedded database (or in tests), or a variable switches them on.
  const laptop = !production && (databaseUrl === null || nodeEnv === 'test');
  const takes = (path: FastPath): boolean => !fastPathsOff.includes(path);
  const introspection = config.introspection ?? laptop;
  const database: DatabaseUrls | null =
    (databaseUrl ?? databasePlatformUrl) === null ? null : { runtime: databaseUrl ?? '', owner: databaseMigrationUrl, platform: databasePlatformUrl ?? '' };
  return {
    ...rest,
    production,
    /** Null: the embedded PostgreSQL in `dataDir`. */
    database,
    demo: config.demo ?? databaseUrl === null,
    introspection,
    /** Whether there is a Sandbox at `/`. */
    hasSandbox: introspection && !production,
    /** Whether any web origin may call beside `corsOrigins`. */
    anyOrigin: laptop && config.corsOrigins.length === 0,
    /** Null: mails are written to `dataDir`, or there are none. Their links are logged on the embedded database only. */
    smtp: smtpUrl === null ? null : { url: smtpUrl, from: mailFrom ?? '' },
    /** In production without SMTP. */
    mailIsOff: production && smtpUrl === null,
    demoGateway: config.demoGateway ?? laptop,
    /** Whether each is taken. */
    fastPaths: {
      menuFastPath: takes('menu-fast-path'),
      keptAnswers: keptAnswers && takes('kept-answers'),
      keptCompression: takes('kept-compression'),
      sharedExecutions: takes('shared-executions'),
      frames: takes('frames'),
      stagedInserts: takes('staged-inserts'),
      references: takes('references'),
      compiled: takes('compiled'),
      fairShare: takes('fair-share'),
      operationReads: takes('operation-reads'),
      preparedStatements: takes('prepared-statements'),
    },
    providerUrls: {
      midtrans: midtransUrl,
      midtransTest: midtransTestUrl,
      midtransSnap: midtransSnapUrl,
      midtransSnapTest: midtransSnapTestUrl,
      xendit: xenditUrl,
      stripe: stripeUrl,
      razorpay: razorpayUrl,
      chapa: chapaUrl,
    },
  };
}

/**
 * Reads and checks all variables at once; the only reader of the environment. A `tool` is a command that an operator runs
 * by hand: it needs no NODE_ENV. A `check` only looks into a database: one URL of it is enough, and the other is empty.
 * @throws StartupError naming every variable that is wrong, one line each.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, reader: 'server' | 'tool' | 'check' = 'server'): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = configuration.safeParse(Object.fromEntries(Object.keys(variables).map((name) => [name, present[environmentName(name)]])));
  const issues = error?.issues.map(({ path, message }) => `${environmentName(path.join('.'))}: ${message}`) ?? [];
  const problems = [...issues, ...(reader === 'server' ? untoldPlace(present) : []), ...(reader === 'check' ? [] : missingOrRefused(present))];
  if (!data || problems.length > 0) throw new StartupError(problems.join('\n'));
  return data;
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
  if (!data.CELL !== !data.DIRECTORY_URL) problems.push('CELL, DIRECTORY_URL: are needed together (the cell of this node, and the directory of all cells)');
  if (data.CELL && !new RegExp(`(^|,) *${data.CELL}=`).test(data.CELL_URLS ?? ''))
    problems.push(`CELL_URLS: lacks the public address of the cell ${data.CELL}`);
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
