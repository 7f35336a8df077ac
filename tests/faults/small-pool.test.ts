import { expect, test } from 'vitest';
import { type Posted, post } from '../http/post.ts';
import { documentOf, orderOf, useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant({ environment: { DATABASE_POOL: '3', COST_PER_MINUTE_CLIENT: '0', COST_PER_MINUTE_TENANT: '0' } });

const headers = (): Record<string, string> => ({ ...restaurant.cashier.headers });
const AGAIN = new Set(['SERVICE_UNAVAILABLE', 'RATE_LIMITED']);

test('200 orders at once on three connections: none waits for another that waits for it, who is sent away is sent away soon', async () => {
  let left = Array.from({ length: 200 }, () => crypto.randomUUID());
  let sentAway = 0;
  let longest = 0;
  for (let round = 0; left.length > 0 && round < 20; round += 1) {
    const answers = await Promise.all(
      left.map(async (id) => ({
        id,
        answer: await post(app.url, { query: documentOf('placeOrder'), variables: { input: orderOf(restaurant, { COFFEE: 1 }, { id }) } }, headers()),
      })),
    );
    for (const { answer } of answers) longest = Math.max(longest, answer.milliseconds);
    left = answers.filter(({ answer }) => !isPlaced(answer)).map(({ id }) => id);
    sentAway += left.length;
  }
  expect(left).toEqual([]);
  const [row] = await app.sql<{ orders: number; last: number }>('select count(*)::int as orders, max(queue_number)::int as last from "order"');
  expect(row).toEqual({ orders: 200, last: 200 });
  console.info(`200 orders on 3 connections: longest ${Math.round(longest)} ms, ${sentAway} rejected at first and placed later`);
  expect(longest).toBeLessThan(12_000);
}, 90_000);

function isPlaced({ body }: Posted): boolean {
  const code = body?.errors?.[0]?.extensions.code;
  if (code !== undefined) expect(AGAIN).toContain(code);
  return code === undefined && body.data.placeOrder.order !== null;
}

test('what waits for a connection is bounded: the rest fails at once', async () => {
  const em = () => app.services.orm.em.fork();
  const began = performance.now();
  const outcomes = await Promise.allSettled(Array.from({ length: 250 }, () => em().execute('select pg_sleep(0.02)')));
  const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  // Fifty may wait for each of the three connections, which may be busy already.
  expect(refused.length).toBeGreaterThanOrEqual(250 - 3 - 150);
  expect(refused.length).toBeLessThanOrEqual(250 - 150);
  for (const { reason } of refused) expect((reason as Error).message).toContain('Too many wait');
  expect(performance.now() - began).toBeLessThan(5000);
});
