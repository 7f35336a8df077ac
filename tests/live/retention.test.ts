import { describe, expect, test } from 'vitest';
import { withClient } from '../../src/kernel/database/roles.ts';
import { deletion, SWEEP_LOCK, sweep } from '../../src/kernel/retention.ts';
import { retention } from '../../src/modules.ts';
import { makeClient, orderOf, PASSWORD, PLACE_ORDER, placeOrder, subscribe, useRestaurant } from '../kit/index.ts';
import { planOf } from '../kit/plan.ts';

const { app, restaurant } = useRestaurant({ environment: { EVENT_RETENTION_HOURS: '48' }, sound: false });

const FEED =
  'subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) { __typename ... on OutletEvent { sequence } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence } } }';
const KITCHEN =
  'subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) { __typename ... on KitchenSnapshot { sequence } } }';
const follow = (after: number) => subscribe(restaurant.cashier, FEED, { outletId: restaurant.outletId, after });
const place = () => placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
const sequences = async (): Promise<number[]> =>
  (await app.sql<{ sequence: number }>('select sequence from event where stream_id = $1 order by sequence', [restaurant.outletId])).map(
    ({ sequence }) => sequence,
  );
const age = (hours: number, through: number) =>
  app.sql('update event set occurred_at = now() - make_interval(hours => $3) where stream_id = $1 and sequence <= $2', [restaurant.outletId, through, hours]);

test('events are kept as long as is configured, in however many batches, and the feed says what is gone', async () => {
  for (let index = 0; index < 5; index += 1) await place();
  const all = await sequences();
  const head = all.length;
  await age(47, head);
  await sweep(app.services, retention);
  expect(await sequences()).toEqual(all);

  // Also more than one batch of old events of other streams.
  await app.sql(
    `insert into event (tenant_id, stream_id, sequence, type, entity_id, occurred_at) select $1, $1, 100000 + n, 'OLD', $1, now() - interval '49 hours' from generate_series(1, 11000) n`,
    [restaurant.tenantId],
  );
  await age(49, 4);
  await sweep(app.services, retention);
  expect(await sequences()).toEqual(all.slice(4));
  expect(await app.sql("select 1 from event where type = 'OLD'")).toEqual([]);
  const stale = follow(3);
  expect(await stale.next()).toEqual({ __typename: 'FeedReset', sequence: head });
  const kept = follow(4);
  expect(await kept.next()).toEqual({ __typename: 'OutletEvent', sequence: 5 });
  stale.stop();
  kept.stop();
});

test('a gap in the stored events, left by an interrupted clean-up, causes a reset instead of a loss', async () => {
  // Adds an event, so that this feed shares no read with the feed of the test before, which had all events.
  await place();
  const [oldest = 0] = await sequences();
  await app.sql('delete from event where stream_id = $1 and sequence = $2', [restaurant.outletId, oldest + 2]);
  const head = (await sequences()).at(-1) ?? 0;
  const feed = follow(oldest - 1);
  expect(await feed.next()).toEqual({ __typename: 'FeedReset', sequence: head });
  const kitchen = subscribe(restaurant.kitchen, KITCHEN, { outletId: restaurant.outletId, after: oldest });
  expect(await kitchen.next()).toEqual({ __typename: 'KitchenSnapshot', sequence: head });
  await place();
  expect(await feed.next()).toEqual({ __typename: 'OutletEvent', sequence: head + 1 });
  feed.stop();
  kitchen.stop();
});

test('idempotency keys are kept for 72 hours', async () => {
  const input = orderOf(restaurant, { COFFEE: 1 });
  const headers = { 'idempotency-key': 'till-1-0001' };
  const send = async () => (await restaurant.cashier.ok(PLACE_ORDER, { input }, headers)).placeOrder.order.id;
  const id = await send();
  const age = (hours: number) => app.sql('update idempotency_key set created_at = now() - make_interval(hours => $1)', [hours]);
  await age(71);
  await sweep(app.services, retention);
  expect(await send()).toBe(id);
  await age(73);
  await sweep(app.services, retention);
  expect(await send()).not.toBe(id);
});

test('one node sweeps at a time: where another one does, nothing is deleted, and the sweep says so', async () => {
  const old = () => app.sql("select 1 from idempotency_key where key = 'old'");
  await app.sql(
    `insert into idempotency_key (tenant_id, actor_id, field, key, fingerprint, result_id, created_at) values ($1, $1, 'x', 'old', '', $1, now() - interval '73 hours')`,
    [restaurant.tenantId],
  );
  await withClient(app.database.platform, async (other) => {
    await other.query('begin');
    await other.query('select pg_advisory_xact_lock($1)', [SWEEP_LOCK]);
    expect(await sweep(app.services, retention)).toBe(false);
    expect(await old()).toHaveLength(1);
    await other.query('commit');
  });
  expect(await sweep(app.services, retention)).toBe(true);
  expect(await old()).toHaveLength(0);
});

test.each(retention.map((one) => [one.table, one] as const))('old rows of %s are found by an index that begins with their time', async (_, one) => {
  const values = one.values(() => new Date(), app.services.settings).map((instant) => instant.toISOString());
  let index = 0;
  const statement = `${one.old} limit 5000`.replaceAll('?', () => `'${values[index++]}'`);
  const [plan, whole] = await withClient(app.database.platform, async (client) => {
    // As if the tables were large.
    await client.query('set enable_seqscan = off');
    return [await planOf(client, statement), await planOf(client, deletion({ ...one, old: statement }).replace(/ limit \?\)$/, ')'))];
  });
  for (const node of whole) expect(node['Node Type'], 'rows are deleted by their keys').not.toMatch(/Seq Scan/);
  const reads = plan.filter((node) => node['Relation Name'] !== undefined);
  expect(reads.length).toBeGreaterThan(0);
  for (const node of plan) expect(node['Node Type'], statement).not.toMatch(/Seq Scan|Hash|Merge|Sort/);
  // Every index is entered by its first column: with few tenants PostgreSQL would skip over them, with many it reads all of them.
  const entered = plan.filter((node) => node['Index Name'] !== undefined);
  for (const node of entered) {
    const [first] = await app.sql<{ name: string }>('select pg_get_indexdef($1::regclass, 1, true) as name', [`"${node['Index Name']}"`]);
    expect(node['Index Cond'], statement).toMatch(new RegExp(`\\b${first?.name}\\b`));
  }
  expect(entered.map((node) => node['Index Cond'])).toContainEqual(expect.stringMatching(/^\((\w+_at) [<>]=? '/));
});

describe('sign-ins', () => {
  const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { refreshToken } userErrors { code } } }';
  const REFRESH = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { refreshToken } userErrors { code } } }';
  const tenants = { guest: () => restaurant.guest, username: 'kitchen', tokens: 'refresh_token', sessions: 'user_session' };
  const platforms = { guest: () => makeClient(app.url), username: 'admin', tokens: 'platform_refresh_token', sessions: 'platform_session' };

  test.each([tenants, platforms])(
    '$sessions: tokens go with their session, or 30 days after their end; sessions after 90',
    async ({ guest, username, tokens, sessions }) => {
      const begin = async (): Promise<{ session: string; refreshToken: string }> => {
        const { refreshToken } = (await guest().ok(SIGN_IN, { input: { username, password: PASSWORD } })).signIn.session;
        const [row] = await app.sql<{ session: string }>(`select session_id as session from ${tokens} where id = $1`, [refreshToken.split('.')[1]]);
        return { session: row?.session ?? '', refreshToken };
      };
      const [open, justEnded, ended, longEnded, idle] = [await begin(), await begin(), await begin(), await begin(), await begin()];
      const next = (await guest().ok(REFRESH, { input: { refreshToken: open.refreshToken } })).refreshSession.session.refreshToken;
      const ago = (column: string, days: number, session: string) =>
        app.sql(`update ${sessions} set ${column} = now() - make_interval(days => $2) where id = $1`, [session, days]);
      await ago('revoked_at', 1, justEnded.session);
      await ago('revoked_at', 89, ended.session);
      await ago('revoked_at', 91, longEnded.session);
      // The last use was so long ago that the session ended more than 90 days ago, with or without rememberMe.
      await ago('last_used_at', 125, idle.session);
      // Tokens of sessions that ended long ago expired long ago.
      const expired = [ended, longEnded, idle].map(({ session }) => session);
      await app.sql(`update ${tokens} set expires_at = now() - interval '31 days' where session_id = any($1)`, [expired]);
      await app.sql(`update ${tokens} set expires_at = now() - interval '29 days' where id = $1`, [open.refreshToken.split('.')[1]]);
      await sweep(app.services, retention);
      const all = [open, justEnded, ended, longEnded, idle].map(({ session }) => session);
      const left = (text: string) => app.sql<{ id: string }>(text, [all]).then((rows) => rows.map(({ id }) => id).sort());
      expect(await left(`select id from ${sessions} where id = any($1)`)).toEqual([open.session, justEnded.session, ended.session].sort());
      expect(await left(`select id from ${tokens} where session_id = any($1)`)).toEqual([open.refreshToken, next].map((token) => token.split('.')[1]).sort());
      await app.sql(`update ${tokens} set expires_at = now() - interval '31 days' where id = $1`, [open.refreshToken.split('.')[1]]);
      await sweep(app.services, retention);
      expect(await left(`select id from ${tokens} where session_id = any($1)`)).toEqual([next.split('.')[1]]);
      await guest().ok(REFRESH, { input: { refreshToken: next } });
    },
  );

  test('unused pairings and proofs, and finished mails, are deleted too', async () => {
    const values = [restaurant.tenantId];
    await app.sql(
      `insert into mailbox_proof (id, tenant_id, purpose, email, created_at, expires_at) select uuidv7(), $1, 'SIGN_UP', 'x@example.com', now(), now() - make_interval(days => d) from unnest(array[6, 8]) d`,
      values,
    );
    await app.sql(
      `insert into device_pairing (id, tenant_id, code_hash, secret_hash, kind, created_at, expires_at) select uuidv7(), $1, d::text, '', 'POS', now(), now() - make_interval(days => d) from unnest(array[6, 8]) d`,
      values,
    );
    await app.sql(
      `insert into mail (id, tenant_id, kind, subject_id, created_at, due_at, sent_at) select uuidv7(), $1, 'OLD', $1, now() - interval '40 days', due, sent
       from (values (now() + interval '1 year', null), (null, now() - interval '29 days'), (null, now() - interval '31 days'), (null, null)) m (due, sent)`,
      values,
    );
    await sweep(app.services, retention);
    const left = await app.sql(
      `select (select count(*) from mailbox_proof)::int as proofs, (select count(*) from device_pairing)::int as pairings, (select count(*) from mail where kind = 'OLD')::int as mails`,
    );
    expect(left).toEqual([{ proofs: 1, pairings: 1, mails: 2 }]);
  });
});
