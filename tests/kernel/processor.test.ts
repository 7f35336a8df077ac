import { describe, expect, test } from 'vitest';
import { ProcessorMeter } from '../../src/kernel/concurrency/processor-meter.ts';
import { type Coroutine, ProcessorBusy, runToCompletion } from '../../src/kernel/processor/job.ts';
import { type AnyJob, JobQueue } from '../../src/kernel/processor/job-queue.ts';
import { Processor } from '../../src/kernel/processor/processor.ts';
import { NODE, type Party, partyOf } from '../../src/kernel/request/party.ts';
import { guestSession } from '../../src/kernel/request/session.ts';

const party = (key: string, more: Partial<Party> = {}): Party => ({ key, isGuest: true, limits: [{ key, rate: 0.1, burst: 20 }], ...more });
const guest = (address: string, tenant = 'a'): Party => partyOf({ session: guestSession(tenant), ip: address });

describe('the meter', () => {
  test('lets a party go on until its burst is used up, and then as much as its rate gives', () => {
    const meter = new ProcessorMeter();
    const { limits } = party('a');
    expect(meter.waitOf(limits, 0)).toBe(0);
    meter.charge(limits, 19, 0);
    expect(meter.waitOf(limits, 0)).toBe(0);
    meter.charge(limits, 11, 0);
    // A debt of ten, at a rate of a tenth.
    expect(meter.waitOf(limits, 0)).toBe(100);
    expect(meter.waitOf(limits, 60)).toBeCloseTo(40);
    expect(meter.waitOf(limits, 101)).toBe(0);
  });

  test('saves no more than a burst, and lets no party owe for longer than four seconds', () => {
    const meter = new ProcessorMeter();
    const { limits } = party('a');
    meter.charge(limits, 1_000_000, 0);
    expect(meter.waitOf(limits, 0)).toBe(4000);
    meter.charge(limits, 25, 1_000_000);
    expect(meter.waitOf(limits, 1_000_000)).toBe(50);
  });

  test('counts guests by network, by tenant and all together, and staff apart from them', () => {
    const meter = new ProcessorMeter();
    const wait = ({ limits }: Party): number => meter.waitOf(limits, 0);
    meter.charge(guest('203.0.113.1').limits, 100, 0);
    expect(wait(guest('203.0.113.200'))).toBeGreaterThan(0);
    // With any brand.
    expect(wait(guest('203.0.113.1', 'b'))).toBeGreaterThan(0);
    expect(wait(guest('198.51.100.1'))).toBe(0);
    meter.charge(guest('198.51.100.1').limits, 100, 0);
    expect(wait(guest('192.0.2.1'))).toBeGreaterThan(0);
    expect(wait(guest('192.0.2.1', 'b'))).toBe(0);
    for (const [index, tenant] of ['b', 'c', 'e'].entries()) meter.charge(guest(`192.0.${index}.1`, tenant).limits, 150, 0);
    expect(wait(guest('192.0.9.1', 'd'))).toBeGreaterThan(0);
    const staff = partyOf({ session: { ...guestSession('a'), actor: 'CASHIER' }, ip: '203.0.113.1' });
    expect(wait(staff)).toBe(0);
    // Customers count as guests, because every guest can sign up as a customer.
    const customer = partyOf({ session: { ...guestSession('a'), actor: 'CUSTOMER', userId: 'u' }, ip: '203.0.113.1' });
    expect([customer.isGuest, wait(customer) > 0]).toEqual([true, true]);
  });
});

describe('the queue', () => {
  const job = (of: Party, paced = true): AnyJob => ({ party: of, paced, slice: () => true });
  const none = (): number => 0;

  test('lets parties take turns, staff before guests, and the jobs of one party one after the other', () => {
    const queue = new JobQueue();
    const staff = party('staff', { isGuest: false });
    const jobs = [job(party('g1')), job(party('g1')), job(party('g2')), job(staff), job(party('g1'), false)];
    for (const each of jobs) queue.add(each);
    const [g1, , g2, ofStaff, atOnceOfGuest] = jobs;
    const next = [queue.next(none), queue.next(none)];
    expect(next).toEqual([ofStaff, atOnceOfGuest]);
    for (const done of next) queue.remove(done as AnyJob);
    expect([queue.next(none), queue.next(none), queue.next(none)]).toEqual([g1, g2, g1]);
  });

  test('passes over parties that have to wait, and tells for how long all have to; work that others wait for does not wait', () => {
    const queue = new JobQueue();
    const [slow, fast] = [job(party('slow')), job(party('fast'))];
    queue.add(slow);
    queue.add(fast);
    expect(queue.next(({ key }) => (key === 'slow' ? 30 : 0))).toBe(fast);
    expect(queue.next(({ key }) => (key === 'slow' ? 30 : 70))).toBe(30);
    const shared = job(party('slow'), false);
    queue.add(shared);
    expect(queue.next(() => 30)).toBe(shared);
  });
});

describe('the processor', () => {
  /** Blocks the thread for a while. */
  const busy = (milliseconds: number): void => {
    const until = performance.now() + milliseconds;
    while (performance.now() < until);
  };
  function* work(log: string[], name: string, steps: number): Coroutine<string> {
    for (let step = 0; step < steps; step += 1) {
      busy(1);
      log.push(name);
      yield;
    }
    return name;
  }
  const shared = (processor: Processor): void => {
    for (const key of ['x', 'y']) processor.noteRequest(party(key));
  };

  test('interrupts long work, and does the work of several parties side by side', async () => {
    const processor = new Processor();
    const log: string[] = [];
    let turns = 0;
    const count = setInterval(() => (turns += 1), 0);
    expect(await Promise.all(['a', 'b'].map((name) => processor.run(work(log, name, 20), party(name), { paced: true })))).toEqual(['a', 'b']);
    clearInterval(count);
    expect(log.indexOf('b')).toBeLessThan(log.lastIndexOf('a'));
    expect(turns).toBeGreaterThan(3);
  });

  test('hands back what a step waited for, and fails with what it threw or waited for in vain', async () => {
    const processor = new Processor();
    const asking = function* (ask: () => Promise<unknown>): Coroutine<unknown> {
      return [yield ask(), yield];
    };
    const run = (steps: Coroutine<unknown>): Promise<unknown> => processor.run(steps, NODE, { paced: true });
    expect(await run(asking(async () => 'given'))).toEqual(['given', undefined]);
    await expect(run(asking(() => Promise.reject(new Error('in vain'))))).rejects.toThrow('in vain');
    const throwing = function* (): Coroutine<unknown> {
      yield;
      throw new Error('thrown');
    };
    await expect(run(throwing())).rejects.toThrow('thrown');
  });

  test('makes a party wait that has used too much while others ask, but not one that is alone', async () => {
    const processor = new Processor();
    const heavy = party('heavy');
    processor.charge(heavy, 30);
    expect(processor.enter(heavy)).toBeUndefined();
    shared(processor);
    const done: string[] = [];
    const waiting = processor.enter(heavy)?.then(() => done.push('heavy'));
    expect(waiting).toBeInstanceOf(Promise);
    expect(processor.enter(party('light'))).toBeUndefined();
    const others = processor.run(work([], 'light', 5), party('light'), { paced: true }).then(() => done.push('light'));
    const forAll = processor.run(work([], 'for all', 5), heavy, { paced: false }).then(() => done.push('for all'));
    await Promise.all([waiting, others, forAll]);
    expect(done.at(-1)).toBe('heavy');
  });

  test('counts what work took, and sends away what would have to wait behind a thousand', async () => {
    const processor = new Processor();
    shared(processor);
    const one = party('one');
    processor.measure(one, () => busy(40));
    expect(processor.canRun(one)).toBe(false);
    const all = Array.from({ length: 1001 }, () => processor.enter(one));
    await expect(all.at(-1)).rejects.toBeInstanceOf(ProcessorBusy);
    await all[0];
    void Promise.allSettled(all);
  });
});

test('work in steps may be done at once', () => {
  const count = function* (): Coroutine<number> {
    let sum = 0;
    for (let number = 1; number <= 4; number += 1) {
      sum += number;
      yield;
    }
    return sum;
  };
  expect(runToCompletion(count())).toBe(10);
});
