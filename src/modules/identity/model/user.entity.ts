import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps, toOne } from '../../../kernel/database/tenant-owned.ts';
import { foldText } from '../../../kernel/lists/search.ts';
import { Outlet } from '../../tenancy/index.ts';
import { accountColumns, refreshTokenColumns, sessionColumns, sessionIndexes } from './account-columns.ts';

export const Role = {
  SUPER_ADMIN: 'SUPER_ADMIN',
  ADMIN: 'ADMIN',
  TENANT_OWNER: 'TENANT_OWNER',
  MANAGER: 'MANAGER',
  CASHIER: 'CASHIER',
  KITCHEN: 'KITCHEN',
  CUSTOMER: 'CUSTOMER',
} as const;
export type Role = keyof typeof Role;
/** Roles of a tenant's users; the other two are for platform users. */
export type TenantRole = Exclude<Role, 'SUPER_ADMIN' | 'ADMIN'>;

const UserSchema = defineEntity({
  ...tenantTable,
  name: 'User',
  tableName: 'user',
  uniques: [{ properties: ['tenantId', 'username'] }, { properties: ['tenantId', 'email'] }],
  indexes: [{ properties: ['tenantId', 'nameKey', 'id'] }],
  properties: {
    /** Lower case, like the e-mail address: neither is case-sensitive. */
    username: p.text(),
    /** In normal form, so that one mailbox has one address. */
    email: p.text().nullable(),
    name: p.text(),
    /** The folded name, for sorting: kernel/lists/search.ts. */
    nameKey: p
      .text()
      .collation('C')
      .default('')
      .onCreate(({ name }) => foldText(name))
      .onUpdate(({ name }) => foldText(name)),
    /** In E.164; a text that is no telephone number, e.g. an extension, as written. */
    phone: p.text().nullable(),
    /** Hash of the PIN for tills; null: the user has no PIN. */
    pinHash: p.text().nullable().lazy(),
    role: p.text().$type<TenantRole>().check("role in ('TENANT_OWNER', 'MANAGER', 'CASHIER', 'KITCHEN', 'CUSTOMER')"),
    /** Home outlet. */
    outlet: () => toOne(Outlet).nullable(),
    /** Outlets are never deleted, so ids are enough. An owner reaches all outlets, with any value here. */
    accessibleOutletIds: p.array().$type<string[]>().columnType('uuid[]'),
    /** When the account was archived: kernel/request/archive.ts. Null: in use. An archived account is never active. */
    archivedAt: p.datetime().nullable().check('archived_at is null or not active'),
    ...accountColumns,
    ...timestamps,
  },
});

/** A person of a tenant who may sign in. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);

const SessionSchema = defineEntity({
  ...tenantTable,
  name: 'UserSession',
  tableName: 'user_session',
  indexes: [{ properties: ['tenantId', 'user'] }, { properties: ['tenantId', 'deviceId'] }, ...sessionIndexes],
  properties: {
    user: () => toOne(User),
    /** Till at which the session began by PIN; the session ends with the till. Null: begun with a password. */
    deviceId: p.uuid().nullable(),
    ...sessionColumns,
  },
});

/** One sign-in: the family of refresh tokens that came from it. */
export class UserSession extends SessionSchema.class {}
SessionSchema.setClass(UserSession);

const RefreshTokenSchema = defineEntity({
  ...tenantTable,
  name: 'RefreshToken',
  tableName: 'refresh_token',
  indexes: [{ properties: ['tenantId', 'session'] }, { properties: ['expiresAt'] }],
  properties: {
    session: () => toOne(UserSession),
    ...refreshTokenColumns,
  },
});

/** A refresh token: single use, replaced by the next of its session. */
export class RefreshToken extends RefreshTokenSchema.class {}
RefreshTokenSchema.setClass(RefreshToken);
