import { defineEntity, p } from '@mikro-orm/core';
import { newId, timestamps } from '../../../kernel/database/tenant-owned.ts';
import { accountColumns, refreshTokenColumns, sessionColumns, sessionIndexes } from './account-columns.ts';

/** Table of platform users. The runtime database role has no rights on the platform tables: only the platform role reads them. */
const PlatformUserSchema = defineEntity({
  name: 'PlatformUser',
  tableName: 'platform_user',
  properties: {
    id: p.uuid().primary().onCreate(newId),
    /** Lower case, like the e-mail address. */
    username: p.text().unique(),
    email: p.text().unique().nullable(),
    name: p.text(),
    role: p.text().$type<'ADMIN' | 'SUPER_ADMIN'>().check("role in ('ADMIN', 'SUPER_ADMIN')"),
    ...accountColumns,
    ...timestamps,
  },
});

/** A person who operates the platform; belongs to no tenant. */
export class PlatformUser extends PlatformUserSchema.class {
  /** The GraphQL type User has it; platform users have no phone number. */
  get phone(): null {
    return null;
  }
}
PlatformUserSchema.setClass(PlatformUser);

const PlatformSessionSchema = defineEntity({
  name: 'PlatformSession',
  tableName: 'platform_session',
  indexes: [...sessionIndexes],
  properties: {
    id: p.uuid().primary().onCreate(newId),
    user: () => p.manyToOne(PlatformUser).ref(),
    ...sessionColumns,
  },
});

/** One sign-in of a platform user. */
export class PlatformSession extends PlatformSessionSchema.class {
  /** The GraphQL type UserSession has it; platform users never sign in at a till. */
  get deviceId(): null {
    return null;
  }
}
PlatformSessionSchema.setClass(PlatformSession);

const PlatformRefreshTokenSchema = defineEntity({
  name: 'PlatformRefreshToken',
  tableName: 'platform_refresh_token',
  indexes: [{ properties: ['session'] }, { properties: ['expiresAt'] }],
  properties: {
    id: p.uuid().primary().onCreate(newId),
    session: () => p.manyToOne(PlatformSession).ref(),
    ...refreshTokenColumns,
  },
});

export class PlatformRefreshToken extends PlatformRefreshTokenSchema.class {}
PlatformRefreshTokenSchema.setClass(PlatformRefreshToken);
