import { beforeAll, describe, expect, test } from 'vitest';
import { FairShare, Overloaded } from '../../src/http/limits/fair-share.ts';
import { RequestPacer } from '../../src/http/limits/request-pacer.ts';
import { beforeConnect } from '../../src/kernel/concurrency/before-connect.ts';
import { makeRestaurant, median, orderOf, PLACE_ORDER, type Restaurant, useRestaurant } from '../kit/index.ts';
import { type Posted, post } from './post.ts';

/** A small pool: three connections, as in case F13 of docs/security.md. */
const { app, restaurant } = useRestaurant({ environment: { DATABASE_POOL: '3' } });
let other: Restaurant;
beforeAll(async () => {
  other = await makeRestaurant(app);
});

const place = (brand: Restaurant): Promise<Posted> =>
  post(app.url, { query: PLACE_ORDER, variables: { input: orderOf(brand, { COFFEE: 1 }) } }, { ...brand.cashier.headers });

test('two hundred orders at a time on three connections: each is placed or refused at once, no other brand waits for them', async () => {
  const flood = Array.from({ length: 200 }, () => place(restaurant));
  const theirs = await place(other);
  expect(theirs.body.data.placeOrder.userErrors).toEqual([]);
  const answers = await Promise.all(flood);
  for (const { status, body, headers } of answers) {
    if (status === 200) expect(body.data.placeOrder.userErrors).toEqual([]);
    else expect([status, headers.get('retry-after'), body.errors[0].extensions]).toEqual([503, '1', { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 }]);
  }
  const placed = answers.filter(({ status }) => status === 200);
  expect(placed.length).toBeGreaterThan(0);
  expect(theirs.milliseconds).toBeLessThan(Math.max(...placed.map(({ milliseconds }) => milliseconds)));
  const numbers = placed.map(({ body }) => body.data.placeOrder.order.queueNumber as number).sort((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: placed.length }, (_, index) => index + 1));
});

test('the places for commands that wait for a payment provider are reserved for them', async () => {
  const query = PLACE_ORDER.replace('placeOrder(', 'cancelByToken(input: { paymentId: "", token: "" }) @skip(if: true) { userErrors { code } } placeOrder(');
  const smuggle = (): Promise<Posted> => post(app.url, { query, variables: { input: orderOf(restaurant, { COFFEE: 1 }) } }, { ...restaurant.cashier.headers });
  const flood = Array.from({ length: 60 }, smuggle);
  const theirs = await place(other);
  expect(theirs.body.data.placeOrder.userErrors).toEqual([]);
  const answers = await Promise.all(flood);
  for (const { body } of answers) expect(body.data.placeOrder.userErrors).toEqual([]);
  const half = median(answers.map(({ milliseconds }) => milliseconds));
  expect(theirs.milliseconds).toBeLessThan(half);
});

test('many guests at a time keep no till waiting', async () => {
  const done: string[] = [];
  const ask = async (who: 'guest' | 'cashier'): Promise<void> => {
    const { status } = await post(app.url, { query: '{ __typename }' }, { ...restaurant[who].headers });
    expect(status).toBe(200);
    done.push(who);
  };
  // The first requests open the connections.
  for (let round = 0; round < 2; round += 1) await Promise.all([...Array.from({ length: 120 }, () => ask('guest')), ask('cashier')]);
  expect(done.slice(121).indexOf('cashier')).toBeLessThan(60);
});

describe('a fair share', () => {
  const options = { alone: 4, shared: 2, waiting: 3, waitMilliseconds: 5000 };
  /** Work that ends on command. */
  function works(share: FairShare): { begin: (party: string) => Promise<void>; running: string[]; endOne: () => Promise<void> } {
    const running: string[] = [];
    const ends: (() => void)[] = [];
    return {
      running,
      begin: (party) =>
        share.run(party, 'staff', async () => {
          running.push(party);
          await new Promise<void>((done) => ends.push(done));
          running.splice(running.indexOf(party), 1);
        }),
      endOne: async () => {
        ends.shift()?.();
        await new Promise((done) => setImmediate(done));
      },
    };
  }

  test('is larger while no other party asks, and waiting work starts in order', async () => {
    const { begin, running, endOne } = works(new FairShare(options));
    const all = Array.from({ length: 7 }, () => begin('a'));
    expect(running).toHaveLength(4);
    await expect(begin('a')).rejects.toBeInstanceOf(Overloaded);
    for (let left = 6; left >= 0; left -= 1) {
      await endOne();
      expect(running).toHaveLength(Math.min(left, 4));
    }
    await Promise.all(all);
  });

  test('of a party that asks for much leaves room for the others', async () => {
    const { begin, running, endOne } = works(new FairShare(options));
    const all = [...Array.from({ length: 6 }, () => begin('a')), begin('b'), begin('b')];
    expect(running).toEqual(['a', 'a', 'a', 'a', 'b', 'b']);
    await endOne();
    await endOne();
    await endOne();
    // The share falls from four to two, although other requests of 'a' wait.
    expect(running.filter((party) => party === 'a')).toHaveLength(2);
    for (let count = 0; count < 6; count += 1) await endOne();
    await Promise.all(all);
  });

  test('that has grown again goes to waiting work before new work', async () => {
    const { begin, running, endOne } = works(new FairShare(options));
    const all = [begin('b'), begin('a')];
    await endOne();
    await endOne();
    await new Promise((done) => setTimeout(done, 900));
    // No other party has asked since, so this does not keep the share small for longer.
    all.push(...Array.from({ length: 4 }, () => begin('a')));
    expect(running).toEqual(['a', 'a']);
    await new Promise((done) => setTimeout(done, 120));
    all.push(begin('a'));
    expect(running).toEqual(['a', 'a']);
    await new Promise((done) => setImmediate(done));
    expect(running).toEqual(['a', 'a', 'a', 'a']);
    for (let count = 0; count < 5; count += 1) await endOne();
    await Promise.all(all);
  });

  test('is not waited for without end', async () => {
    const { begin, running, endOne } = works(new FairShare({ ...options, waitMilliseconds: 30 }));
    const all = Array.from({ length: 4 }, () => begin('a'));
    await expect(begin('a')).rejects.toBeInstanceOf(Overloaded);
    expect(running).toHaveLength(4);
    for (let count = 0; count < 4; count += 1) await endOne();
    await Promise.all(all);
    const last = begin('a');
    expect(running).toEqual(['a']);
    await endOne();
    await last;
  });

  test('is one for all lanes of a party, each with places of its own', async () => {
    const share = new FairShare(options);
    const ends: (() => void)[] = [];
    const all = ['guests', 'staff'].flatMap((lane) =>
      Array.from({ length: 4 }, () => share.run('a', lane, () => new Promise<void>((done) => ends.push(done)))),
    );
    expect(ends).toHaveLength(8);
    for (const end of ends) end();
    await Promise.all(all);
  });

  describe('of a party that asks for much', () => {
    const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
    const burn = (milliseconds: number) => (): Promise<void> => pause(milliseconds);
    /** Other parties keep sending requests, so the machine is shared; 'a' has used up its allowance. */
    async function heavy(): Promise<FairShare> {
      const share = new FairShare({ ...options, waiting: 100 });
      await Promise.all([share.run('b', 'staff', burn(1)), share.run('a', 'staff', burn(250)), share.run('a', 'staff', burn(250))]);
      await share.run('b', 'staff', burn(1));
      return share;
    }

    test('beside others is one at a time, and rests as long as it worked', async () => {
      const share = await heavy();
      let running = 0;
      const ends: number[] = [];
      const work = async (): Promise<void> => {
        running += 1;
        expect(running).toBe(1);
        await pause(20);
        running -= 1;
        ends.push(performance.now());
      };
      await Promise.all(Array.from({ length: 4 }, () => share.run('a', 'staff', work)));
      for (let next = 1; next < 4; next += 1) expect((ends[next] ?? 0) - (ends[next - 1] ?? 0)).toBeGreaterThan(30);
    });

    test('takes a connection when no party that asks for little is working, or after a while', async () => {
      const share = await heavy();
      const finished: string[] = [];
      let end = (): void => undefined;
      const other = share.run('b', 'staff', () => new Promise<void>((done) => (end = done)));
      const yielding = share.run('a', 'staff', async () => {
        await beforeConnect();
        finished.push('much');
      });
      await pause(30);
      expect(finished).toEqual([]);
      end();
      await Promise.all([other, yielding]);
      expect(finished).toEqual(['much']);

      const stubborn = share.run('b', 'staff', () => new Promise<void>((done) => (end = done)));
      const began = performance.now();
      await share.run('a', 'staff', async () => beforeConnect());
      expect(performance.now() - began).toBeGreaterThan(200);
      end();
      await stubborn;
    });

    test('rests too when it sends one after the other', async () => {
      const share = await heavy();
      const began = performance.now();
      for (let count = 0; count < 4; count += 1) await share.run('a', 'staff', burn(40));
      expect(performance.now() - began).toBeGreaterThan(4 * 40 + 3 * 35);
    });

    test('is not used up by yielding to others: a party that asks for little again does not wait', async () => {
      const share = await heavy();
      let end = (): void => undefined;
      const other = share.run('b', 'staff', () => new Promise<void>((done) => (end = done)));
      const connectTwice = async (): Promise<void> => void (await Promise.all([beforeConnect(), beforeConnect()]));
      for (let count = 0; count < 3; count += 1) await share.run('a', 'staff', connectTwice);
      await share.run('b', 'staff', burn(1));
      const began = performance.now();
      await share.run('a', 'staff', connectTwice);
      expect(performance.now() - began).toBeLessThan(250);
      end();
      await other;
    });

    test('does not delay its work that continues in the background', async () => {
      const share = await heavy();
      let end = (): void => undefined;
      const other = share.run('b', 'staff', () => new Promise<void>((done) => (end = done)));
      let behind: Promise<number> | undefined;
      await share.run('a', 'staff', async () => {
        behind = pause(10).then(async () => {
          const began = performance.now();
          await beforeConnect();
          return performance.now() - began;
        });
      });
      expect(await behind).toBeLessThan(250);
      end();
      await other;
    });

    test('does not wait for a piece of its own that takes long', async () => {
      const share = await heavy();
      let end = (): void => undefined;
      const long = share.run('a', 'staff', () => new Promise<void>((done) => (end = done)));
      const others = setInterval(() => void share.run('b', 'staff', burn(1)), 100);
      await share.run('a', 'staff', burn(1));
      clearInterval(others);
      end();
      await long;
    });

    test('is restored a while after the others have gone', async () => {
      const share = await heavy();
      await pause(1100);
      let running = 0;
      let most = 0;
      const work = async (): Promise<void> => {
        most = Math.max(most, (running += 1));
        await pause(10);
        running -= 1;
      };
      await Promise.all(Array.from({ length: 8 }, () => share.run('a', 'staff', work)));
      expect(most).toBe(4);
    });
  });

  test('outlives work that fails', async () => {
    const share = new FairShare({ ...options, alone: 1 });
    const failing = share.run('a', 'staff', async () => {
      throw new Error('no');
    });
    const next = share.run('a', 'staff', async () => 'yes');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});

test('what one party sends at once is spread over the turns of the event loop', async () => {
  const turns = new RequestPacer();
  const begun: string[] = [];
  const ask = async (party: string): Promise<void> => {
    await turns.enter(party);
    begun.push(party);
  };
  const all = Promise.all(Array.from({ length: 10 }, () => ask('a')));
  const other = ask('b');
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toEqual(['a', 'a', 'a', 'a', 'b']);
  await Promise.all([all, other]);
  expect(begun).toHaveLength(11);
});
