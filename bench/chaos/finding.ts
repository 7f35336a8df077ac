import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkInvariants } from '../lib/invariants.ts';
import { percentile } from '../lib/statistics.ts';
import type { Feed } from '../replay/feeds.ts';
import type { Acknowledged, StormResult } from './storm.ts';
import type { World } from './world.ts';

/** A condition that must hold after a fault, and what was measured. */
export interface Finding {
  readonly what: string;
  readonly figure: string;
  readonly ok: boolean;
}

/** Holds when the time, in milliseconds, is at most `most` (times the slack of this run). */
export function atMost(what: string, milliseconds: number, most: number, { effort }: World): Finding {
  return { what: `${what} ≤ ${most} ms`, figure: `${Math.round(milliseconds)} ms`, ok: milliseconds <= most * effort.slack };
}

export function holds(what: string, ok: boolean, figure = ''): Finding {
  return { what, figure, ok };
}

/** What must hold after every storm: each operation is carried out in the end, exactly once, and no client gets an answer it cannot use. */
export async function afterStorm(world: World, result: StormResult): Promise<Finding[]> {
  const { attempts, lost, wrong, acknowledged, sent } = result;
  const retried = attempts.filter(({ outcome }) => outcome !== 'DONE').length;
  const hung = attempts.filter(({ outcome }) => outcome === 'HUNG').length;
  const broken = await notOnce(world, acknowledged, sent);
  return [
    holds(
      'every operation is carried out in the end',
      lost === 0 && acknowledged.length > 0,
      `${acknowledged.length} orders, ${retried} retries, ${lost} lost`,
    ),
    holds('no error but "try again"', wrong.length === 0, wrong[0] ?? '0 others'),
    holds('no request without an answer in 12 s', hung === 0, `longest ${longest(attempts)} ms`),
    holds('every acknowledged order and payment is stored, once', broken.length === 0, broken[0] ?? `${acknowledged.length} of ${sent.length} sent`),
  ];
}

function longest(attempts: StormResult['attempts']): number {
  return Math.round(attempts.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0));
}

interface Stored {
  readonly id: string;
  readonly queue_number: number;
  readonly payments: readonly string[];
}

async function notOnce({ postgres }: World, acknowledged: readonly Acknowledged[], sent: readonly string[]): Promise<string[]> {
  const rows: Stored[] = await postgres.ask(
    `select o.id, o.queue_number, array(select m.id::text from payment m where m.tenant_id = o.tenant_id and m.order_id = o.id) as payments
     from "order" o where o.id = any($1)`,
    [sent],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return acknowledged.flatMap(({ orderId, queueNumber, paymentId }) => {
    const row = byId.get(orderId);
    if (row?.queue_number !== queueNumber) return [`order ${orderId}: acknowledged with number ${queueNumber}, stored: ${row?.queue_number ?? 'no order'}`];
    if (paymentId !== null && (row.payments.length !== 1 || row.payments[0] !== paymentId)) return [`order ${orderId}: ${row.payments.length} payments`];
    return [];
  });
}

/** Every display got all events, in order, without a reset. */
export async function complete(world: World, displays: readonly Feed[]): Promise<Finding[]> {
  const [row] = await world.postgres.ask('select head from event_stream where stream_id = $1', [world.outletId]);
  const began = performance.now();
  const whole = await Promise.all(displays.map((display) => display.reaches(row.head, 10_000)));
  const behind = Math.round(performance.now() - began);
  await Promise.all(displays.map((display) => display.stop()));
  const gaps = displays.filter(({ log }) => log.resets > 0 || log.received.some(({ sequence }, index) => sequence !== index + 1));
  return [holds('displays miss nothing and see nothing twice', whole.every(Boolean) && gaps.length === 0, `${row.head} events, complete after ${behind} ms`)];
}

export function alive(world: World): Finding {
  return holds(
    'the servers are running',
    world.nodes.every(({ isAlive }) => isAlive),
  );
}

/** Milliseconds until a node says that it is ready. */
export async function untilReady(url: string, most = 30_000): Promise<number> {
  const began = performance.now();
  for (;;) {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).catch(() => null);
    const took = performance.now() - began;
    if (answer?.ok || took > most) return took;
    await sleep(10);
  }
}

export function p99(attempts: StormResult['attempts']): number {
  const times = attempts.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  return percentile(times, 0.99);
}

const PROGRAM = new URL('../../dist/commands/check-invariants.js', import.meta.url).pathname;

/** The invariants of the whole database hold after the fault. */
export async function lawful({ postgres }: World): Promise<Finding> {
  const what = 'the invariants of the database hold';
  if (!existsSync(PROGRAM)) return holds(what, true, 'not checked: no program');
  try {
    return holds(what, true, await checkInvariants(postgres));
  } catch (error) {
    return holds(what, false, String((error as { stdout?: string }).stdout || (error as Error).message).slice(0, 600));
  }
}
