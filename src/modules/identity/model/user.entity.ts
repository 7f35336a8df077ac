import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable, timestamps } from '../../../kernel/database/tenant-owned.ts';
import { foldText } from '../../../kernel/lists/search.ts';
import { Outlet } from '../../tenancy/index.ts';

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
/** Roles of a tenant's people; the other two belong to the platform. */
export type TenantRole = Exclude<Role, 'SUPER_ADMIN' | 'ADMIN'>;

const UserSchema = defineEntity({
  ...tenantTable,
  name: 'User',
  tableName: 'user',
  uniques: [{ properties: ['tenantId', 'id'] }, { properties: ['tenantId', 'username'] }, { properties: ['tenantId', 'email'] }],
  indexes: [{ properties: ['tenantId', 'nameKey', 'id'] }],
  properties: {
    /** Lower case, as the e-mail address: neither tells cases apart. */
    username: p.text(),
    /** In its normal form: one mailbox is one address. */
    email: p.text().nullable(),
    name: p.text(),
    /** The name as it is sorted by, folded: kernel/lists/search.ts. */
    nameKey: p
      .text()
      .collation('C')
      .default('')
      .onCreate(({ name }) => foldText(name))
      .onUpdate(({ name }) => foldText(name)),
    /** In E.164; what is no telephone number, an extension for one, as it was written. */
    phone: p.text().nullable(),
    passwordHash: p.text().lazy(),
    /** Of the digits by which somebody is known at a till; null: has none. */
    pinHash: p.text().nullable().lazy(),
    role: p.text().$type<TenantRole>().check("role in ('TENANT_OWNER', 'MANAGER', 'CASHIER', 'KITCHEN', 'CUSTOMER')"),
    /** Home outlet. */
    outlet: () => p.manyToOne(Outlet).ref().nullable().createForeignKeyConstraint(false),
    /** Outlets are never deleted, so ids are enough; an owner reaches all whatever stands here. */
    accessibleOutletIds: p.array().$type<string[]>().columnType('uuid[]'),
    active: p.boolean().default(true),
    /** When it was archived: kernel/request/archive.ts. Null: in use. Whoever is archived is not active either. */
    archivedAt: p.datetime().nullable().check('archived_at is null or not active'),
    lastSignInAt: p.datetime().nullable(),
    lastSignInIp: p.text().nullable(),
    lastSignInUserAgent: p.text().nullable(),
    ...timestamps,
  },
});

/** Somebody of a tenant who may sign in. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);

const SessionSchema = defineEntity({
  ...tenantTable,
  name: 'UserSession',
  tableName: 'user_session',
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'user'] }, { properties: ['tenantId', 'deviceId'] }],
  properties: {
    user: () => p.manyToOne(User).ref().createForeignKeyConstraint(false),
    rememberMe: p.boolean().default(false),
    /** The till where it began by a PIN: it ends with it. Null: begun with a password. */
    deviceId: p.uuid().nullable(),
    ip: p.text().nullable(),
    userAgent: p.text().nullable(),
    createdAt: p.datetime().onCreate(() => new Date()),
    /** When tokens were issued last. */
    lastUsedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
  },
});

/** One sign-in: the family of refresh tokens that came from it. */
export class UserSession extends SessionSchema.class {}
SessionSchema.setClass(UserSession);

const RefreshTokenSchema = defineEntity({
  ...tenantTable,
  name: 'RefreshToken',
  tableName: 'refresh_token',
  uniques: [{ properties: ['tenantId', 'id'] }],
  indexes: [{ properties: ['tenantId', 'session'] }],
  properties: {
    session: () => p.manyToOne(UserSession).ref().createForeignKeyConstraint(false),
    /** SHA-256 of the secret part; the secret itself is stored nowhere. */
    secretHash: p.text(),
    expiresAt: p.datetime(),
    createdAt: p.datetime().onCreate(() => new Date()),
    usedAt: p.datetime().nullable(),
    /** The token that replaced it when it was used. */
    childId: p.uuid().nullable(),
  },
});

/** A refresh token: single use, replaced by the next of its session. */
export class RefreshToken extends RefreshTokenSchema.class {}
RefreshTokenSchema.setClass(RefreshToken);
