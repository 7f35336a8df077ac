import { expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { recordStatements, subscribe, useRestaurant } from '../kit/index.ts';
import { planOf } from '../kit/plan.ts';

const STREAMS = 20_000;
const FEED = `subscription ($outletId: ID!) { outletFeed(outletId: $outletId) { __typename ... on FeedHeartbeat { sequence } } }`;

const { app, restaurant } = useRestaurant({ environment: { POLL_MILLISECONDS: '50', HEARTBEAT_MILLISECONDS: '50' } });

test('the poll looks each stream up by its tenant in the primary key, however many streams there are', async () => {
  await app.sql('insert into event_stream (tenant_id, stream_id, head) select $1, gen_random_uuid(), 0 from generate_series(1, $2::int)', [
    restaurant.tenantId,
    STREAMS,
  ]);
  await app.sql('analyze event_stream');
  const feed = subscribe(restaurant.cashier, FEED, { outletId: restaurant.outletId });
  await feed.next();
  const { statements } = await recordStatements(app, () => expect.poll(() => feed.received.length).toBeGreaterThan(8), 'platform');
  feed.stop();
  const polls = statements.filter((text) => text.includes('event_stream'));
  expect(polls.length).toBeGreaterThan(0);
  const many = (await app.sql<{ id: string }>('select stream_id as id from event_stream limit 2000')).map(({ id }) => id);
  const one = [[restaurant.tenantId], [restaurant.outletId]];
  for (const values of [[], one, [many.map(() => restaurant.tenantId), many]]) {
    const plan = await withClient(app.database.platform, (client) => planOf(client, polls[0] ?? '', values));
    const reads = plan.filter((node) => node['Relation Name'] === 'event_stream');
    expect(reads.map((node) => [node['Index Name'], node['Index Cond']])).toEqual([
      ['event_stream_pkey', expect.stringMatching(/tenant_id = asked\.tenant_id.*stream_id = asked\.stream_id/)],
    ]);
  }
});
