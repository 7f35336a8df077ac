import type { EntityClass, EntityManager, Ref } from '@mikro-orm/postgresql';
import { type Context, contextAs, type Services, type Transaction, tenantEntityManager } from '../../../kernel/request/context.ts';
import type { Session } from '../../../kernel/request/session.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { PlatformRefreshToken, PlatformSession, PlatformUser } from './platform-user.entity.ts';
import { RefreshToken, type Role, User, UserSession } from './user.entity.ts';

/** Prefix of platform users' refresh tokens; other refresh tokens have the tenant's id as prefix. */
export const PLATFORM = 'platform';

/** Common fields of tenant users and platform users. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email?: string | null;
  readonly role: Role;
  readonly active: boolean;
  /** Home outlet; platform users have none. */
  readonly outlet?: { readonly id: string } | null;
  passwordHash: string;
  lastSignInAt?: Date | null;
  lastSignInIp?: string | null;
  lastSignInUserAgent?: string | null;
}

export interface SessionRow {
  readonly id: string;
  readonly user: Ref<Account>;
  readonly rememberMe: boolean;
  /** Till at which the session began by PIN. */
  readonly deviceId?: string | null;
  readonly ip?: string | null;
  readonly userAgent?: string | null;
  readonly createdAt: Date;
  /** When tokens were last issued; null: the session is from an earlier release. */
  lastUsedAt?: Date | null;
  revokedAt?: Date | null;
}

export interface RefreshTokenRow {
  readonly id: string;
  readonly session: Ref<SessionRow>;
  readonly secretHash: string;
  readonly expiresAt: Date;
  usedAt?: Date | null;
  /** The token that replaced this one. */
  childId?: string | null;
}

/** The tables of an account: those of a tenant, or the separate ones of the platform. */
export interface Realm {
  /** Prefix of refresh tokens. */
  readonly name: string;
  readonly tenantId: string | null;
  readonly users: EntityClass<Account>;
  readonly sessions: EntityClass<SessionRow>;
  readonly tokens: EntityClass<RefreshTokenRow>;
  /** A new entity manager with access to these tables. */
  em(services: Services): EntityManager;
}

export function realmOf(tenantId: string | null): Realm {
  if (tenantId === null) {
    return {
      name: PLATFORM,
      tenantId,
      users: PlatformUser as unknown as EntityClass<Account>,
      sessions: PlatformSession as unknown as EntityClass<SessionRow>,
      tokens: PlatformRefreshToken as unknown as EntityClass<RefreshTokenRow>,
      em: (services) => services.platformOrm.em.fork({ useContext: true }),
    };
  }
  return {
    name: tenantId,
    tenantId,
    users: User as unknown as EntityClass<Account>,
    sessions: UserSession as unknown as EntityClass<SessionRow>,
    tokens: RefreshToken as unknown as EntityClass<RefreshTokenRow>,
    em: (services) => tenantEntityManager(services, tenantId),
  };
}

/** The realm of the caller's account. */
export function ownRealm({ session }: Context): Realm {
  return realmOf(session.homeTenantId);
}

/**
 * Runs `work` in one transaction of a realm, as the given session. The context that `work` gets has access to the realm's
 * tables. Its afterCommit callbacks run after the commit.
 */
export async function transactIn<T>(ctx: Context, realm: Realm, session: Session, work: (scoped: Context) => Promise<T>): Promise<T> {
  const scoped = contextAs(ctx, { ...session, tenantId: realm.tenantId });
  if (realm.tenantId !== null) return transact(scoped, () => work(scoped));
  const transaction: Transaction = { attempt: 1, events: [], stagedInserts: [], afterCommit: [] };
  Object.assign(scoped, { em: realm.em(ctx.services), transaction });
  const result = await scoped.em.transactional(() => work(scoped));
  for (const run of transaction.afterCommit) run();
  return result;
}
