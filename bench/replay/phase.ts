import { type Api, api } from './api.ts';
import { atOnce } from './at-once.ts';
import { buildMenu, type MenuIds } from './build-menu.ts';
import { buildTenant, type Restaurant } from './build-tenant.ts';
import { type Credentials, signedIn } from './caller.ts';
import { catalogueOf } from './catalogue.ts';
import { type Check, checks } from './checks.ts';
import { totalsByFile, totalsBySql } from './expected-totals.ts';
import { type Feed, type FeedLog, followFeed } from './feeds.ts';
import type { FileOrder } from './parse-orders.ts';
import type { Plan } from './plan.ts';
import type { Progress } from './progress.ts';
import { type OperationTimes, type Recorder, recorder, type Spread, spread } from './recorder.ts';
import { orderId, runOrder } from './run-order.ts';
import { type StoredEvent, storedEvents, storedOrders } from './stored.ts';

export interface Surroundings {
  readonly url: string;
  readonly admin: Pick<Credentials, 'username' | 'password'>;
  /** Current URL of a connection that sees all tenants: a restarted database has a new port. Null: none. */
  readonly databaseUrl: () => string | null;
  readonly clients: number;
  readonly resume: boolean;
  /** All orders of the file; the menu contains all their products. */
  readonly file: readonly FileOrder[];
  readonly orders: number;
  readonly progress: Progress;
}

/** A restaurant that is ready for the replay, with its two displays connected. */
export interface Phase {
  readonly plan: Plan;
  readonly surroundings: Surroundings;
  readonly restaurant: Restaurant;
  readonly menu: MenuIds;
  readonly orders: readonly FileOrder[];
  readonly feeds: readonly Feed[];
  readonly recorder: Recorder;
  readonly failures: string[];
  /** Orders that this run completed. */
  completed: number;
  seconds: number;
}

/** After this many failed orders, more failures add no information. */
const MAX_FAILURES = 20;

const never = new AbortController().signal;

export async function openPhase(surroundings: Surroundings, plan: Plan): Promise<Phase> {
  const { url, admin, file, clients, resume, progress } = surroundings;
  progress.say(`${plan.currency}: building the restaurant and its menu`);
  const setUp = api(url, recorder(), never);
  const restaurant = await buildTenant(setUp, signedIn(setUp, { ...admin, tenant: null }), plan, { secret: admin.password, resume });
  const menu = await buildMenu(restaurant.owner, plan, catalogueOf(file), clients);
  const feeds = [
    followFeed('outletFeed', restaurant.cashier, url, restaurant.outletId),
    followFeed('kitchenFeed', restaurant.kitchen, url, restaurant.outletId),
  ];
  for (const feed of feeds)
    if (!(await feed.reaches(0, 20_000))) throw new Error(`${feed.log.name} did not open at ${url}: ${feed.log.problem || 'no message came'}.`);
  return {
    plan,
    surroundings,
    restaurant,
    menu,
    orders: file.slice(0, surroundings.orders),
    feeds,
    recorder: recorder(),
    failures: [],
    completed: 0,
    seconds: 0,
  };
}

/** Runs all orders with several clients in parallel. `signal` stops the clients at once, even in the middle of an order. */
export async function runOrders(phase: Phase, options: { signal?: AbortSignal; onOrder?: (done: number) => void } = {}): Promise<void> {
  const { plan, surroundings, menu, orders, failures } = phase;
  const signal = options.signal ?? never;
  const line: Api = api(surroundings.url, phase.recorder, signal);
  const restaurant = staffOn(phase.restaurant, line);
  const started = performance.now();
  let done = 0;
  await atOnce(surroundings.clients, orders, async (order) => {
    if (signal.aborted || failures.length >= MAX_FAILURES) return;
    try {
      if (await runOrder(restaurant, plan, menu, order)) phase.completed += 1;
    } catch (error) {
      if (signal.aborted) return;
      failures.push(`order ${order.number}: ${(error as Error).message}`);
    }
    done += 1;
    const events = phase.feeds[0]?.log.received.length ?? 0;
    surroundings.progress.count(`${plan.currency}: ${done} of ${orders.length} orders, ${events} events, ${failures.length} failures`);
    options.onOrder?.(done);
  });
  phase.seconds += (performance.now() - started) / 1000;
}

function staffOn(restaurant: Restaurant, line: Api): Restaurant {
  return { ...restaurant, cashier: restaurant.cashier.over(line), kitchen: restaurant.kitchen.over(line) };
}

export interface PhaseReport {
  readonly title: string;
  readonly tenant: string;
  readonly currency: Plan['currency'];
  readonly clients: number;
  readonly orders: number;
  /** Orders that this run completed. */
  readonly completed: number;
  readonly lines: number;
  readonly units: number;
  /** In minor units: `revenue` sums the subtotals, `taken` the totals. */
  readonly revenue: number;
  readonly taken: number;
  readonly seconds: number;
  readonly ordersPerSecond: number;
  readonly eventsPerSecond: number;
  readonly operations: readonly OperationTimes[];
  readonly feeds: readonly { readonly name: string; readonly received: number; readonly connections: number; readonly lag: Spread }[];
  readonly checks: readonly Check[];
}

/** Waits until the displays have received everything, reads the stored orders and compares. */
export async function closePhase(phase: Phase): Promise<PhaseReport> {
  const { plan, surroundings, restaurant, feeds, failures, recorder, seconds } = phase;
  surroundings.progress.say(`${plan.currency}: reading back and checking`);
  const events = await storedEvents(restaurant.owner, restaurant.outletId);
  const stored = await storedOrders(restaurant.owner, restaurant.outletId);
  // An earlier run may have replayed more orders.
  const ids = new Set(stored.map((order) => order.id));
  const orders = surroundings.file.filter((order, index) => index < surroundings.orders || ids.has(orderId(plan, order)));
  const last = (kitchen: boolean): number => events.findLast((event) => !kitchen || event.type.startsWith('TICKET_'))?.sequence ?? 0;
  await Promise.all(feeds.map((feed) => feed.reaches(last(feed.log.name === 'kitchenFeed'), 20_000)));
  await Promise.all(feeds.map((feed) => feed.stop()));
  const databaseUrl = surroundings.databaseUrl();
  const expected = databaseUrl === null ? totalsByFile(plan, orders) : await totalsBySql(databaseUrl, plan, restaurant.outletId);
  const logs = feeds.map((feed) => feed.log);
  const lines = stored.flatMap((order) => order.lines);
  const live = events.filter((event) => Date.parse(event.occurredAt) >= (logs[0]?.openedAt ?? 0)).length;
  return {
    title: plan.title,
    tenant: plan.slug,
    currency: plan.currency,
    clients: surroundings.clients,
    orders: stored.length,
    completed: phase.completed,
    lines: lines.length,
    units: lines.reduce((sum, line) => sum + line.quantity, 0),
    revenue: stored.reduce((sum, order) => sum + order.totals.subtotal, 0),
    taken: stored.reduce((sum, order) => sum + order.totals.total, 0),
    seconds,
    ordersPerSecond: phase.completed / seconds,
    eventsPerSecond: live / seconds,
    operations: recorder.operations(),
    feeds: logs.map((log) => ({ name: log.name, received: log.received.length, connections: log.connections, lag: lagOf(log, events) })),
    checks: checks({ plan, orders, failures, stored, events, feeds: logs, expected }),
  };
}

/** Time from writing an event to its arrival at the display. Events from before the feed's start do not count. */
function lagOf(log: FeedLog, events: readonly StoredEvent[]): Spread {
  const occurred = new Map(events.map((event) => [event.sequence, Date.parse(event.occurredAt)]));
  return spread(
    log.received.flatMap(({ sequence, at }) => {
      const written = occurred.get(sequence);
      return written === undefined || written < log.openedAt ? [] : [at - written];
    }),
  );
}
