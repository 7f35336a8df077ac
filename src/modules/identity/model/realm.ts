import type { EntityClass, EntityManager, Ref } from '@mikro-orm/postgresql';
import { type Context, contextAs, type Services, type Transaction, tenantEntityManager } from '../../../kernel/request/context.ts';
import type { Session } from '../../../kernel/request/session.ts';
import { inTransaction, transact } from '../../../kernel/request/transaction.ts';
import { PlatformRefreshToken, PlatformSession, PlatformUser } from './platform-user.entity.ts';
import { RefreshToken, type Role, User, UserSession } from './user.entity.ts';

/** Prefix of platform users' refresh tokens; other refresh tokens have the tenant's id as prefix. */
export const PLATFORM = 'platform';

/** Common fields of tenant users and platform users. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email: string | null | undefined;
  readonly name: string;
  /** The platform's people have none. */
  readonly phone: string | null | undefined;
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
  readonly deviceId: string | null | undefined;
  readonly ip: string | null | undefined;
  readonly userAgent: string | null | undefined;
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
      ...tablesOf(PlatformUser, PlatformSession, PlatformRefreshToken),
      em: (services) => services.platformOrm.em.fork({ useContext: true }),
    };
  }
  return {
    name: tenantId,
    tenantId,
    ...tablesOf(User, UserSession, RefreshToken),
    em: (services) => tenantEntityManager(services, tenantId),
  };
}

/** The tables of a realm. The type check compares their columns with the interfaces, except references between the tables. */
function tablesOf(
  users: new () => Account,
  sessions: new () => Omit<SessionRow, 'user'>,
  tokens: new () => Omit<RefreshTokenRow, 'session'>,
): Pick<Realm, 'users' | 'sessions' | 'tokens'> {
  return { users, sessions: sessions as new () => SessionRow, tokens: tokens as new () => RefreshTokenRow };
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
  const transaction: Transaction = { attempt: 1, events: [], stagedInserts: [], sent: [], afterCommit: [] };
  Object.assign(scoped, { em: realm.em(ctx.services), transaction });
  const { result } = await inTransaction(scoped, transaction, () => work(scoped), 'transaction');
  for (const run of transaction.afterCommit) run();
  return result;
}
