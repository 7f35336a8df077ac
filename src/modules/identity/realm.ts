import type { EntityClass, EntityManager, Ref } from '@mikro-orm/postgresql';
import { type Services, tenantEntityManager } from '../../kernel/context.ts';
import { PlatformRefreshToken, PlatformSession, PlatformUser } from './platform-user.entity.ts';
import { RefreshToken, type Role, User, UserSession } from './user.entity.ts';

/** In front of the refresh tokens of platform users, where a tenant's id stands in the others. */
export const PLATFORM = 'platform';

/** What users of both kinds have. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  readonly active: boolean;
  passwordHash: string;
  lastSignInAt?: Date | null;
  lastSignInIp?: string | null;
  lastSignInUserAgent?: string | null;
}

export interface SignIn {
  readonly id: string;
  readonly user: Ref<Account>;
  readonly rememberMe: boolean;
  revokedAt?: Date | null;
}

export interface Rotated {
  readonly id: string;
  readonly session: Ref<SignIn>;
  readonly secretHash: string;
  readonly expiresAt: Date;
  usedAt?: Date | null;
}

/** Where an account lives: in a tenant, or on the platform, whose people have tables of their own. */
export interface Realm {
  /** In front of refresh tokens. */
  readonly name: string;
  readonly tenantId: string | null;
  readonly users: EntityClass<Account>;
  readonly sessions: EntityClass<SignIn>;
  readonly tokens: EntityClass<Rotated>;
  /** A fresh entity manager that reaches these tables. */
  em(services: Services): EntityManager;
}

export function realmOf(tenantId: string | null): Realm {
  if (tenantId === null) {
    return {
      name: PLATFORM,
      tenantId,
      users: PlatformUser as unknown as EntityClass<Account>,
      sessions: PlatformSession as unknown as EntityClass<SignIn>,
      tokens: PlatformRefreshToken as unknown as EntityClass<Rotated>,
      em: (services) => services.platformOrm.em.fork({ useContext: true }),
    };
  }
  return {
    name: tenantId,
    tenantId,
    users: User as unknown as EntityClass<Account>,
    sessions: UserSession as unknown as EntityClass<SignIn>,
    tokens: RefreshToken as unknown as EntityClass<Rotated>,
    em: (services) => tenantEntityManager(services, tenantId),
  };
}
