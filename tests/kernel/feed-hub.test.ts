import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EventSource, Hint, Projection, StreamEventRow, StreamKey } from '../../src/kernel/events/event.ts';
import { FeedHub } from '../../src/kernel/events/feed-hub.ts';

const POLL = 400;
const [TENANT, BUSY, CALM] = ['t', 'busy', 'calm'];
const projection: Projection<{ sequence: number }> = {
  name: 'numbers',
  project: async (_tenant, _stream, events) => events.map(({ sequence }) => ({ sequence })),
};

/** A log in memory, and what the hub asks it. */
class Log implements EventSource {
  readonly polls: StreamKey[][] = [];
  readonly stored = new Map<string, number>([
    [BUSY, 0],
    [CALM, 0],
  ]);
  isDown = false;
  async heads(streams: readonly StreamKey[]): Promise<ReadonlyMap<string, number>> {
    if (this.isDown) throw new Error('down');
    this.polls.push(streams.map(({ tenantId, streamId }) => ({ tenantId, streamId })));
    return this.stored;
  }
  async read(_tenant: string, stream: string, after: number): Promise<StreamEventRow[]> {
    const count = (this.stored.get(stream) ?? 0) - after;
    return Array.from({ length: count }, (_, n) => ({ sequence: after + n + 1, type: 'X', entityId: 'x', data: {}, occurredAt: new Date(0) }));
  }
  async bounds(_tenant: string, stream: string): Promise<{ oldest: number; head: number }> {
    return { oldest: 1, head: this.stored.get(stream) ?? 0 };
  }
  /** Whether the stream was asked about since the last time. */
  wasAsked(stream: string): boolean {
    return this.polls.splice(0).some((streams) => streams.some(({ streamId }) => streamId === stream));
  }
}

let log: Log;
let hub: FeedHub;
let hint: (hint: Hint) => void = () => undefined;
beforeEach(() => {
  vi.useFakeTimers();
  log = new Log();
  const hints = { publish: () => undefined, listen: (onHint: typeof hint) => void (hint = onHint), stop: () => undefined };
  hub = new FeedHub({ source: log, hints, logger: pino({ level: 'silent' }), pollMilliseconds: POLL, heartbeatMilliseconds: 1e6 });
});
afterEach(() => {
  hub.stop();
  vi.useRealTimers();
});

/** Follows a stream; the returned list grows. */
async function follow(stream: string): Promise<number[]> {
  const { subscriber } = await hub.reader(TENANT, stream).follow(projection);
  const numbers: number[] = [];
  void (async () => {
    for await (const message of subscriber) numbers.push(message.sequence);
  })();
  return numbers;
}

test('a stream without news is asked about once in a poll time, with its tenant, and all streams in one statement', async () => {
  await follow(BUSY);
  await follow(CALM);
  await vi.advanceTimersByTimeAsync(10 * POLL);
  expect(log.polls).toEqual(
    Array.from({ length: 10 }, () => [
      { tenantId: TENANT, streamId: BUSY },
      { tenantId: TENANT, streamId: CALM },
    ]),
  );
});

test('a stream that hints tell of is not asked about, and the others still are', async () => {
  const got = await follow(BUSY);
  await follow(CALM);
  for (let sequence = 1; sequence <= 50; sequence += 1) {
    log.stored.set(BUSY, sequence);
    hint({ tenantId: TENANT, streamId: BUSY, sequence });
    await vi.advanceTimersByTimeAsync(POLL / 4);
  }
  expect(got).toHaveLength(50);
  expect(log.polls.flat().filter(({ streamId }) => streamId === BUSY)).toEqual([]);
  expect(log.polls.length).toBeGreaterThan(10);
});

test.each([0, 1, 0.25 * POLL, 0.5 * POLL - 1, 0.5 * POLL, 0.75 * POLL, POLL - 1])(
  'the event of a lost hint right after a hint is noticed within the poll time, %d ms after a poll',
  async (phase) => {
    const got = await follow(BUSY);
    await vi.advanceTimersByTimeAsync(3 * POLL + phase);
    log.stored.set(BUSY, 1);
    hint({ tenantId: TENANT, streamId: BUSY, sequence: 1 });
    log.stored.set(BUSY, 2);
    await vi.advanceTimersByTimeAsync(POLL);
    expect(got).toEqual([1, 2]);
  },
);

test('a hint that tells nothing new puts no poll off, and neither does a poll that failed', async () => {
  await follow(BUSY);
  log.stored.set(BUSY, 1);
  hint({ tenantId: TENANT, streamId: BUSY, sequence: 1 });
  await vi.advanceTimersByTimeAsync(POLL);
  log.wasAsked(BUSY);
  for (let passed = 0; passed < 4; passed += 1) {
    hint({ tenantId: TENANT, streamId: BUSY, sequence: 1 });
    await vi.advanceTimersByTimeAsync(POLL / 4);
  }
  expect(log.wasAsked(BUSY)).toBe(true);
  log.isDown = true;
  await vi.advanceTimersByTimeAsync(2 * POLL);
  log.isDown = false;
  await vi.advanceTimersByTimeAsync(POLL / 2);
  expect(log.wasAsked(BUSY)).toBe(true);
});
