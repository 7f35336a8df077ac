import type { Logger } from 'pino';
import type { Cells } from '../cells/cells.ts';
import type { SharedStore } from '../concurrency/redis.ts';
import type { OperationReads } from '../database/operation-reads.ts';
import type { Orm } from '../database/orm.ts';
import type { ScopedEm } from '../database/scoped-em.ts';
import type { ServerSecret } from '../database/server-secret.ts';
import type { PendingEvent } from '../events/event.ts';
import type { FeedHub } from '../events/feed-hub.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Clock } from '../values/clock.ts';
import { RequestError } from '../values/errors.ts';
import type { Faults } from './fault-point.ts';
import { isPermitted } from './permissions.ts';
import type { Session } from './session.ts';

/** What the running application offers to every request; made once, in app.ts. Modules add their services by declaration merging. */
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
  /** Injected faults; null outside of tests. */
  readonly faults: Faults;
  /** Which tenants this node's cell serves; null: there is one cell. */
  readonly cells: Cells | null;
  /** Redis; null: this node is the only one. */
  readonly sharedStore: SharedStore | null;
  readonly settings: Settings;
  /**
   * The URL at which clients reach this server, without a slash at the end: PUBLIC_URL, else the address it listens on.
   * Null: it does not listen yet.
   */
  readonly ownUrl: () => string | null;
}

/** The part of the configuration that use cases need. A module adds its own settings where it reads them. */
export interface Settings {
  readonly production: boolean;
  /** How often this node polls for changes of other nodes when no hint comes. */
  readonly pollMilliseconds: number;
  readonly eventRetentionHours: number;
  /** The public URL of this server, without a slash at the end; null: not configured. */
  readonly publicUrl: string | null;
  /** No mails are sent. */
  readonly mailIsOff: boolean;
  /** Connections to the database that this node has at most. */
  readonly databasePool: number;
  /** Whether new rows are written in one statement (staged-inserts.ts), and whether the reads of an operation share a transaction. */
  readonly fastPaths: { readonly stagedInserts: boolean; readonly operationReads: boolean };
}

/** One request, or one event of a subscription. */
export interface Context {
  readonly services: Services;
  readonly session: Session;
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly idempotencyKey: string | null;
  /** Why the token was not accepted. Every field fails with it, except fields that begin a session. */
  readonly refusal: RequestError | null;
  /** Scoped to the session's tenant. Replaced after each command; entities of the old one stay with it. */
  em: ScopedEm;
  /** The reads of the operation, which share one transaction; null: each read has its own. */
  reads: OperationReads | null;
  /** Set while a transaction is open. */
  transaction: Transaction | null;
  /** Facts for the extensions of the answer; all contexts of a request share one object. */
  readonly answer: { /** An earlier answer was repeated: `extensions.idempotentReplay`. */ replayed: boolean };
}

/** Work that waits for the end of the open transaction. */
export interface Transaction {
  /** From 1. A use case that lost a race in the first attempt may wait for locks in the next. */
  readonly attempt: number;
  readonly events: PendingEvent[];
  /** New entities that are not written yet. */
  readonly stagedInserts: object[];
  /** Statements that have been sent and whose answers the work does not need; see `send`. */
  readonly sent: Promise<unknown>[];
  readonly afterCommit: (() => void)[];
}

export interface RequestInfo {
  readonly requestId: string;
  readonly ip?: string | null;
  readonly userAgent?: string | null;
  readonly idempotencyKey?: string | null;
  readonly refusal?: RequestError | null;
}

/** The only place that sets the tenant scope: WHERE and row-level security are set together. */
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
    reads: null,
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

/** The same request acting for another session, e.g. as a guest of the tenant of a sign-in. */
export function contextAs(ctx: Context, session: Session): Context {
  return { ...ctx, session, em: entityManagerFor(session, ctx.services), reads: null, transaction: null };
}

/** A fresh entity manager for what a session may see. Without a tenant every query on a tenant's table fails. */
export function entityManagerFor(session: Session, services: Services): ScopedEm {
  if (session.tenantId === null && isPlatform(session)) return services.platformOrm.em.fork({ useContext: true });
  return tenantEntityManager(services, session.tenantId);
}

/** A fresh entity manager of one tenant. */
export function tenantEntityManager(services: Services, tenantId: string | null): ScopedEm {
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
