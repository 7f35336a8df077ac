import { p } from '@mikro-orm/core';
import { creationStamp } from '../../../kernel/database/tenant-owned.ts';

/** Columns that the tables of a tenant's people and those of the platform's people share: realm.ts reads both alike. */

/** Of an account. */
export const accountColumns = {
  passwordHash: p.text().lazy(),
  active: p.boolean().default(true),
  lastSignInAt: p.datetime().nullable(),
  lastSignInIp: p.text().nullable(),
  lastSignInUserAgent: p.text().nullable(),
} as const;

/** Of a sign-in. */
export const sessionColumns = {
  rememberMe: p.boolean().default(false),
  ip: p.text().nullable(),
  userAgent: p.text().nullable(),
  ...creationStamp,
  /** When tokens were last issued. */
  lastUsedAt: p.datetime().nullable(),
  revokedAt: p.datetime().nullable(),
} as const;

/** What sessions that are over are found by (../retention.ts). */
export const sessionIndexes = [{ properties: 'createdAt' }, { properties: 'lastUsedAt' }, { properties: 'revokedAt' }] as const;

/** Of a refresh token. */
export const refreshTokenColumns = {
  /** SHA-256 of the secret part; the secret itself is not stored. */
  secretHash: p.text(),
  expiresAt: p.datetime(),
  ...creationStamp,
  usedAt: p.datetime().nullable(),
  /** The token that replaced this one when it was used. */
  childId: p.uuid().nullable(),
} as const;
