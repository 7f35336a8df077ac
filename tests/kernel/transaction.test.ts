import { expect, test } from 'vitest';
import { afterCommit, type Context, contextFor } from '../../src/kernel/request/context.ts';
import { recordEvent } from '../../src/kernel/request/record-event.ts';
import { guestSession } from '../../src/kernel/request/session.ts';
import { RetryTransaction, send, transact } from '../../src/kernel/request/transaction.ts';
import { UserFailure } from '../../src/kernel/values/errors.ts';
import { useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

function context(): Context {
  return contextFor(guestSession(restaurant.tenantId), app.services, { requestId: 'test' });
}

function note(ctx: Context, entityId: string, data: Record<string, unknown> = {}): void {
  recordEvent(ctx, { streamId: restaurant.outletId, type: 'MENU_CHANGED', entityId, data });
}

async function events(): Promise<{ sequence: number; entity_id: string; data: unknown }[]> {
  return app.sql('select sequence, entity_id, data from event where stream_id = $1 order by sequence', [restaurant.outletId]);
}

test('events get the next numbers of their stream when all is done; one thing, one event', async () => {
  const before = await events();
  const [one, two] = [restaurant.outletId, restaurant.categoryId];
  await transact(context(), async () => undefined);
  const ctx = context();
  await transact(ctx, async () => {
    note(ctx, one, { status: 'first' });
    note(ctx, two);
    note(ctx, one, { status: 'last' });
  });
  const after = (await events()).slice(before.length);
  expect(after.map(({ entity_id, data }) => [entity_id, data])).toEqual([
    [one, { status: 'last' }],
    [two, {}],
  ]);
  expect(after.map(({ sequence }) => sequence)).toEqual([before.length + 1, before.length + 2]);
});

test('what fails leaves nothing, and takes no number', async () => {
  const before = await events();
  const ctx = context();
  let committed = false;
  const failing = transact(ctx, async () => {
    note(ctx, restaurant.outletId);
    afterCommit(ctx, () => {
      committed = true;
    });
    throw new UserFailure('CONFLICT', 'No.');
  });
  await expect(failing).rejects.toThrow(UserFailure);
  expect(committed).toBe(false);
  expect(ctx.transaction).toBeNull();
  expect(await events()).toEqual(before);
  const again = context();
  await transact(again, async () => note(again, restaurant.outletId));
  expect((await events()).at(-1)?.sequence).toBe(before.length + 1);
});

test('one inside another joins it', async () => {
  const before = await events();
  const ctx = context();
  const failing = transact(ctx, async () => {
    await transact(ctx, async () => note(ctx, restaurant.outletId));
    throw new UserFailure('CONFLICT', 'No.');
  });
  await expect(failing).rejects.toThrow(UserFailure);
  expect(await events()).toEqual(before);
});

test('numbers follow the order of commits, without gaps, under many at once', async () => {
  const before = await events();
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      const ctx = context();
      await transact(ctx, async () => note(ctx, restaurant.outletId));
    }),
  );
  const sequences = (await events()).map(({ sequence }) => sequence);
  expect(sequences).toEqual(Array.from({ length: before.length + 30 }, (_, index) => index + 1));
});

test('a deadlock is tried again, and neither side sees it', async () => {
  const [one, two] = [restaurant.products.COFFEE, restaurant.products.SOUP];
  let attempts = 0;
  const cross = async (first: string | undefined, second: string | undefined): Promise<void> => {
    const ctx = context();
    await transact(ctx, async () => {
      attempts += 1;
      await ctx.em.execute('update product set name = name where id = ?', [first]);
      await new Promise((done) => setTimeout(done, 100));
      await ctx.em.execute('update product set name = name where id = ?', [second]);
    });
  };
  await Promise.all([cross(one, two), cross(two, one)]);
  expect(attempts).toBe(3);
});

test('a lost race is run again with a fresh entity manager, four times at most', async () => {
  const ctx = context();
  const seen = new Set<unknown>();
  const losing = transact(ctx, async () => {
    seen.add(ctx.em);
    throw new RetryTransaction();
  });
  await expect(losing).rejects.toThrow(RetryTransaction);
  expect(seen.size).toBe(4);
});

test('a statement that nothing waits for fails the transaction all the same, and its error is the one that is told', async () => {
  const before = await events();
  const work = [
    async (ctx: Context): Promise<void> => {
      send(ctx, ctx.em.execute('select 1 / 0'));
      note(ctx, restaurant.outletId);
    },
    async (ctx: Context): Promise<void> => {
      send(ctx, ctx.em.execute('select 1 / 0'));
      await ctx.em.execute('select 1');
    },
  ];
  for (const run of work) {
    const ctx = context();
    let committed = false;
    const failing = transact(ctx, async () => {
      afterCommit(ctx, () => {
        committed = true;
      });
      await ctx.em.execute(`update product set name = 'Changed' where id = ?`, [restaurant.products.COFFEE]);
      await run(ctx);
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(committed).toBe(false);
  }
  expect(await events()).toEqual(before);
  expect(await app.sql('select name from product where id = $1', [restaurant.products.COFFEE])).toEqual([{ name: 'Coffee' }]);
  const open = await app.sql(`select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`);
  expect(open).toEqual([]);
});

test('work that goes on after a failed statement is not taken for committed', async () => {
  const ctx = context();
  const failing = transact(ctx, async () => {
    await ctx.em.execute(`update product set name = 'Changed' where id = ?`, [restaurant.products.COFFEE]);
    await ctx.em.execute('select 1 / 0').catch(() => undefined);
  });
  await expect(failing).rejects.toMatchObject({ code: '25P02' });
  expect(await app.sql('select name from product where id = $1', [restaurant.products.COFFEE])).toEqual([{ name: 'Coffee' }]);
});
