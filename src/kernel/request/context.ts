import type { EntityManager } from '@mikro-orm/postgresql';
import type { Logger } from 'pino';
import type { SharedStore } from '../concurrency/redis.ts';
import type { Orm } from '../database/orm.ts';
import type { ServerSecret } from '../database/server-secret.ts';
import type { PendingEvent } from '../events/event.ts';
import type { FeedHub } from '../events/feed-hub.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Clock } from '../values/clock.ts';
import { RequestError } from '../values/errors.ts';
import type { Faults } from './fault-point.ts';
import { isPermitted } from './permissions.ts';
import type { Session } from './session.ts';

/** What the running application offers to every request; made once, in app.ts. What is built on contexts adds its part where it stands. */
export interface Services {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Connected as the runtime role: row-level security applies. */
  readonly orm: Orm;
  /** Connected as the platform role, which sees all tenants: for platform work only. */
  readonly platformOrm: Orm;
  readonly feeds: FeedHub;
  readonly vault: Vault;
  readonly secret: ServerSecret;
  /** Faults to inject; null outside of tests. */
  readonly faults: Faults;
  /** Redis; null: this node is the only one. */
  readonly sharedStore: SharedStore | null;
  readonly settings: Settings;
  /** Where clients reach this server, without a slash at the end: PUBLIC_URL, else where it listens. Null: it does not listen yet. */
  readonly ownUrl: () => string | null;
}

/** The part of the configuration that use cases need. */
export interface Settings {
  readonly production: boolean;
  /** PKCS #8 PEM of the Ed25519 key that signs access tokens. */
  readonly jwtPrivateKey: string;
  /** PEMs of further keys, public or private, whose access tokens are accepted while keys are changed. */
  readonly jwtAcceptedKeys: readonly string[];
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly rememberMeSeconds: number;
  /** How long a session lasts at most, whatever is refreshed. */
  readonly sessionSeconds: number;
  /** How often other nodes' changes are looked for when no hint comes. */
  readonly pollMilliseconds: number;
  readonly eventRetentionHours: number;
  readonly maxDevicesPerOutlet: number;
  /** Where this server is known outside, without a slash at the end; null: nowhere. */
  readonly publicUrl: string | null;
  /** Where people follow the links of mails, without a slash at the end; null: they get the tokens to paste. */
  readonly accountUrl: string | null;
  /** Nothing is mailed. */
  readonly mailIsOff: boolean;
  readonly paymentPollMilliseconds: number;
  /** Of one call to a payment provider, with its repetitions. */
  readonly providerDeadlineMilliseconds: number;
}

/** One request, or one event of a subscription. */
export interface Context {
  readonly services: Services;
  readonly session: Session;
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly idempotencyKey: string | null;
  /** Why the token was not accepted: every field answers with it, but for those that need no token to begin a session. */
  readonly refusal: RequestError | null;
  /** Scoped to the session's tenant; replaced after each command, whose entities stay behind with it. */
  em: EntityManager;
  /** Set while a transaction is open. */
  transaction: Transaction | null;
  /** What the answer will say of itself; one for all contexts of a request. */
  readonly answer: { /** An earlier answer was repeated: `extensions.idempotentReplay`. */ replayed: boolean };
}

/** What waits for the end of the open transaction. */
export interface Transaction {
  /** From 1; what has lost a race in the first may wait for locks in the next. */
  readonly attempt: number;
  readonly events: PendingEvent[];
  /** New rows that are not written yet. */
  readonly stagedInserts: object[];
  readonly afterCommit: (() => void)[];
}

export interface RequestInfo {
  readonly requestId: string;
  readonly ip?: string | null;
  readonly userAgent?: string | null;
  readonly idempotencyKey?: string | null;
  readonly refusal?: RequestError | null;
}

/** The one door for tenant scope: WHERE and row-level security are set together. */
export function contextFor(session: Session, services: Services, request: RequestInfo): Context {
  return {
    services,
    session,
    requestId: request.requestId,
    ip: request.ip ?? null,
    userAgent: request.userAgent ?? null,
    idempotencyKey: request.idempotencyKey ?? null,
    refusal: request.refusal ?? null,
    em: entityManagerFor(session, services),
    transaction: null,
    answer: { replayed: false },
  };
}

/** The same request acting across tenants: no tenant scope, the platform role's connection. For platform users only. */
export function platformContext(ctx: Context): Context {
  const session = { ...ctx.session, tenantId: null };
  if (!isPlatform(session)) throw new RequestError('FORBIDDEN', 'This needs a platform user.');
  return contextAs(ctx, session);
}

/** The same request acting for another session, e.g. a guest of the tenant that is signed in to. */
export function contextAs(ctx: Context, session: Session): Context {
  return { ...ctx, session, em: entityManagerFor(session, ctx.services), transaction: null };
}

/** A fresh entity manager for what a session may see. Without a tenant every query on a tenant's table fails. */
export function entityManagerFor(session: Session, services: Services): EntityManager {
  if (session.tenantId === null && isPlatform(session)) return services.platformOrm.em.fork({ useContext: true });
  return tenantEntityManager(services, session.tenantId);
}

/** A fresh entity manager of one tenant. */
export function tenantEntityManager(services: Services, tenantId: string | null): EntityManager {
  const em = services.orm.em.fork({ useContext: true });
  if (tenantId !== null) em.setFilterParams('tenant', { id: tenantId });
  return em;
}

function isPlatform(session: Session): boolean {
  return isPermitted(session.actor, 'MANAGE_PLATFORM');
}

/** The tenant of the request; BAD_USER_INPUT when none is known. */
export function tenantOf(ctx: Context): string {
  if (ctx.session.tenantId === null) throw new RequestError('BAD_USER_INPUT', 'No tenant is known: send the header X-Tenant-ID (id or slug), or sign in.');
  return ctx.session.tenantId;
}

/** Runs `work` once the open transaction has committed; not at all if it rolls back. */
export function afterCommit(ctx: Context, work: () => void): void {
  if (!ctx.transaction) throw new Error('afterCommit outside a transaction');
  ctx.transaction.afterCommit.push(work);
}
