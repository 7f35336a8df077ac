import type { EntityClass, EntityManager, Ref } from '@mikro-orm/postgresql';
import { type Context, contextAs, type Services, type Transaction, tenantEntityManager } from '../../../kernel/request/context.ts';
import type { Session } from '../../../kernel/request/session.ts';
import { transact } from '../../../kernel/request/transaction.ts';
import { PlatformRefreshToken, PlatformSession, PlatformUser } from './platform-user.entity.ts';
import { RefreshToken, type Role, User, UserSession } from './user.entity.ts';

/** In front of the refresh tokens of platform users, where a tenant's id stands in the others. */
export const PLATFORM = 'platform';

/** What users of both kinds have. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email?: string | null;
  readonly role: Role;
  readonly active: boolean;
  /** Home outlet; the platform's people have none. */
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
  /** The till where it began by a PIN. */
  readonly deviceId?: string | null;
  readonly ip?: string | null;
  readonly userAgent?: string | null;
  readonly createdAt: Date;
  /** When tokens were issued last; null: by an earlier release. */
  lastUsedAt?: Date | null;
  revokedAt?: Date | null;
}

export interface RefreshTokenRow {
  readonly id: string;
  readonly session: Ref<SessionRow>;
  readonly secretHash: string;
  readonly expiresAt: Date;
  usedAt?: Date | null;
  /** The token that replaced it. */
  childId?: string | null;
}

/** Where an account lives: in a tenant, or on the platform, whose people have tables of their own. */
export interface Realm {
  /** In front of refresh tokens. */
  readonly name: string;
  readonly tenantId: string | null;
  readonly users: EntityClass<Account>;
  readonly sessions: EntityClass<SessionRow>;
  readonly tokens: EntityClass<RefreshTokenRow>;
  /** A fresh entity manager that reaches these tables. */
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

/** Where a request's own account lives. */
export function ownRealm({ session }: Context): Realm {
  return realmOf(session.homeTenantId);
}

/**
 * One transaction in a realm, acting for a session of it. The context that `work` gets reaches the realm's tables; what it
 * leaves for after the commit is done then.
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
