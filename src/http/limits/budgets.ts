import { LRUCache } from 'lru-cache';
import type { Services } from '../../kernel/request/context.ts';
import { isPublic, type Session } from '../../kernel/request/session.ts';
import { networkKeyOf } from '../../kernel/values/network-address.ts';

export interface BudgetOptions {
  /** Points that one client (user, device, or a guest's network) may spend in a minute; 0: any number. */
  readonly client: number;
  /** Points that all clients of one tenant may spend together; 0: any number. */
  readonly tenant: number;
}

/** State of the budgets that an operation is paid from. */
export interface BudgetState {
  readonly allowed: boolean;
  readonly retryAfterSeconds: number;
  /** Which of the two budgets has less left, and how much. */
  readonly name: 'client' | 'tenant';
  readonly remaining: number;
}

export interface Budgets {
  /** Value of the header RateLimit-Policy. */
  readonly policy: string;
  take(session: Session, ip: string | null, points: number): BudgetState;
  /** Takes the points that an operation cost beyond its estimate, even if fewer are left. */
  pay(session: Session, ip: string | null, points: number): void;
  stop(): void;
}

/** A bucket of points that fills by a sixtieth of its size every second. */
interface Bucket {
  readonly size: number;
  left: number;
  at: number;
  /** The minute that Redis counts, and for it: points spent on this node, points not yet sent to Redis, points spent on other nodes. */
  minute: number;
  spent: number;
  unsynced: number;
  others: number;
}

const MINUTE_MS = 60_000;
const SYNC_MS = 1000;
/** Most buckets of one sync; the rest wait for the next. */
const SYNC_BATCH = 500;
/** A client that has spent less than a tenth of its budget is not reported to the other nodes. */
const SYNC_THRESHOLD = 0.1;
/** Points spent on other nodes count up to this part of a budget: Redis may report any number, and a till must go on working. */
const MAX_SHARE_OF_OTHERS = 0.5;
/** Half of a tenant's budget is reserved for its tills and displays: guests cannot take it. */
const RESERVED_FOR_STAFF = 0.5;

/**
 * Budgets of points, per client and tenant, and per tenant. They are counted in this node's memory, so no request waits
 * for them. The nodes exchange counts through Redis in the background; without Redis each node counts alone.
 */
export function makeBudgets(services: Services, options: BudgetOptions): Budgets | null {
  if (options.client === 0 && options.tenant === 0) return null;
  const clients = new LRUCache<string, Bucket>({ max: 50_000 });
  const tenants = new LRUCache<string, Bucket>({ max: 5000 });
  const unsynced = new Map<string, Bucket>();
  const now = (): number => services.clock.now().getTime();

  const bucketOf = (buckets: LRUCache<string, Bucket>, key: string, size: number, at: number): Bucket | null => {
    if (size === 0) return null;
    let bucket = buckets.get(key);
    if (!bucket) buckets.set(key, (bucket = { size, left: size, at, minute: 0, spent: 0, unsynced: 0, others: 0 }));
    bucket.left = Math.min(size, bucket.left + (size * Math.max(at - bucket.at, 0)) / MINUTE_MS);
    bucket.at = at;
    return bucket;
  };

  const pay = (bucket: Bucket, key: string, points: number, at: number): void => {
    const minute = Math.floor(at / MINUTE_MS);
    if (bucket.minute !== minute) Object.assign(bucket, { minute, spent: 0, unsynced: 0, others: 0 } satisfies Partial<Bucket>);
    bucket.left -= points;
    bucket.spent += points;
    bucket.unsynced += points;
    if (services.sharedStore && bucket.left < bucket.size * (1 - SYNC_THRESHOLD)) unsynced.set(key, bucket);
  };

  /** Adds the points spent here to the minute's counter of all nodes, and takes over the points spent on other nodes. */
  const sync = async (): Promise<void> => {
    const { sharedStore } = services;
    if (!sharedStore?.isUsable() || unsynced.size === 0) return;
    const batch = [...unsynced]
      .slice(0, SYNC_BATCH)
      .map(([key, bucket]) => ({ key, bucket, minute: bucket.minute, points: bucket.unsynced, spent: bucket.spent }));
    const pipeline = sharedStore.client.pipeline();
    for (const { key, minute, points } of batch) {
      pipeline.incrby(`dapur:cost:${minute}:${key}`, Math.ceil(points));
      pipeline.expire(`dapur:cost:${minute}:${key}`, 120);
    }
    for (const { key } of batch) unsynced.delete(key);
    try {
      const replies = (await pipeline.exec()) ?? [];
      batch.forEach(({ bucket, minute, points, spent }, index) => {
        const [error, total] = replies[2 * index] ?? [null, null];
        if (error || typeof total !== 'number' || !Number.isFinite(total) || bucket.minute !== minute) return;
        bucket.unsynced -= points;
        const others = Math.min(Math.max(total - spent, bucket.others), bucket.size * MAX_SHARE_OF_OTHERS);
        bucket.left -= others - bucket.others;
        bucket.others = others;
      });
    } catch (error) {
      // Points that were not sent stay with this node and are sent with the next ones.
      sharedStore.failed(error);
    }
  };
  let syncing = false;
  const timer = services.sharedStore
    ? setInterval(() => {
        if (syncing) return;
        syncing = true;
        sync()
          .catch((error: unknown) => services.logger.debug({ err: error }, 'budgets were not told'))
          .finally(() => (syncing = false));
      }, SYNC_MS)
    : null;
  timer?.unref();

  const bucketsOf = ({ tenantId, userId, deviceId }: Session, ip: string | null, at: number): { key: string; bucket: Bucket | null }[] => {
    const clientKey = `${tenantId ?? ''}:${userId ?? deviceId ?? networkKeyOf(ip ?? '')}`;
    return [
      { key: clientKey, bucket: bucketOf(clients, clientKey, options.client, at) },
      { key: tenantId ?? '', bucket: tenantId === null ? null : bucketOf(tenants, tenantId, options.tenant, at) },
    ];
  };

  return {
    policy: [options.client > 0 && `"client";q=${options.client};w=60`, options.tenant > 0 && `"tenant";q=${options.tenant};w=60`].filter(Boolean).join(', '),
    take(session, ip, points) {
      const at = now();
      const found = bucketsOf(session, ip, at);
      const [client, tenant] = found.map(({ bucket }) => bucket) as [Bucket | null, Bucket | null];
      const kept = tenant && isPublic(session) ? tenant.size * RESERVED_FOR_STAFF : 0;
      const lacking = Math.max(secondsFor(client, points), secondsFor(tenant, points + kept));
      if (lacking === 0) for (const { key, bucket } of found) if (bucket) pay(bucket, key, points, at);
      const ofClient = client ? client.left : Number.POSITIVE_INFINITY;
      const ofTenant = tenant ? tenant.left - kept : Number.POSITIVE_INFINITY;
      const remaining = Math.max(Math.floor(Math.min(ofClient, ofTenant)), 0);
      return { allowed: lacking === 0, retryAfterSeconds: Math.ceil(lacking), name: ofTenant < ofClient ? 'tenant' : 'client', remaining };
    },
    pay(session, ip, points) {
      const at = now();
      for (const { key, bucket } of bucketsOf(session, ip, at)) if (bucket) pay(bucket, key, points, at);
    },
    stop: () => {
      if (timer) clearInterval(timer);
    },
  };
}

/** Seconds until a bucket has this number of points; 0: it has them now. */
function secondsFor(bucket: Bucket | null, points: number): number {
  if (!bucket || bucket.left >= points) return 0;
  return Math.max(((points - bucket.left) * 60) / bucket.size, 1);
}
