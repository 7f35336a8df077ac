import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { addDevice, makeClient as clientOf, orderOf, PASSWORD, placeOrder, startTestApp, useRestaurant } from '../kit/index.ts';
import type { TcpProxy } from '../kit/tcp-proxy.ts';
import { cuttable, documented, EVENTS, losesNothing, type Message, QUICK, type Received, type Subscribe, showsLoss } from './resume-kit.ts';

const { app, restaurant } = useRestaurant();
let proxy: TcpProxy;
let url: string;
let makeClient: (options: ClientOptions & { headers: () => unknown }) => Client;
beforeAll(async () => {
  ({ proxy, url } = await cuttable(app));
  ({ makeClient } = await documented<{ makeClient: typeof makeClient }>('graphql-ws'));
});
afterAll(async () => {
  await proxy.stop();
});

const over =
  (client: Client): Subscribe =>
  (query, variables): Received => {
    const messages: Message[] = [];
    const next = ({ data }: { data?: Record<string, unknown> | null }): void => void messages.push(Object.values(data ?? {})[0] as Message);
    const stop = client.subscribe({ query, variables }, { next, error: () => undefined, complete: () => undefined });
    return { messages, stop };
  };
const headers = () => restaurant.cashier.headers;
const options = () => ({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, ...QUICK });

test('graphql-ws with the helper loses and doubles nothing when its line is cut', async () => {
  await losesNothing(over(makeClient({ ...options(), headers })), restaurant, proxy);
});

test('graphql-ws without the helper sees by the first message that it has lost something', async () => {
  await showsLoss(
    over(createClient({ ...options(), retryWait: () => new Promise((done) => setTimeout(done, 3000)), connectionParams: { ...headers() } })),
    restaurant,
    proxy,
  );
});

test('an access token that expires is refreshed, and the feed goes on without a hole', async () => {
  const node = await startTestApp({ database: app.database, environment: { ACCESS_TOKEN_SECONDS: '3' } });
  const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } userErrors { code } } }';
  const REFRESH = 'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken refreshToken } userErrors { code } } }';
  const { guest } = restaurant;
  // Only tokens of this node are short-lived: the token refreshed at the other node stays valid.
  let { session } = (await clientOf(node.url, guest.headers).ok(SIGN_IN, { input: { username: 'cashier', password: PASSWORD } })).signIn;
  const codes: number[] = [];
  const client = makeClient({
    ...options(),
    url: `${node.url.replace('http', 'ws')}/graphql`,
    headers: async () => {
      if (codes.at(-1) === 4419) ({ session } = (await guest.ok(REFRESH, { input: { refreshToken: session.refreshToken } })).refreshSession);
      return { authorization: `Bearer ${session.accessToken}` };
    },
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  });
  const events = over(client)(EVENTS, { outletId: restaurant.outletId });
  await expect.poll(() => events.messages.length, { timeout: 10_000 }).toBe(1);
  const from = events.messages[0]?.sequence ?? -1;
  await expect.poll(() => codes, { timeout: 10_000 }).toEqual([4419]);
  await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const sequences = (): number[] => events.messages.filter(({ __typename }) => __typename === 'OutletEvent').map(({ sequence }) => sequence);
  await expect.poll(sequences, { timeout: 10_000 }).toEqual([from + 1, from + 2]);
  events.stop();
  await node.stop();
});

test('a till that is given other stations goes on with the same token; one that is revoked is not tried again', async () => {
  const till = await addDevice(restaurant.manager, { outletId: restaurant.outletId, kind: 'POS' });
  const codes: number[] = [];
  const client = makeClient({
    ...options(),
    headers: () => till.client.headers,
    on: { closed: (event) => codes.push((event as { code: number }).code) },
  });
  const events = over(client)(EVENTS, { outletId: restaurant.outletId });
  await expect.poll(() => events.messages.length, { timeout: 10_000 }).toBe(1);
  const update = 'mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { userErrors { code } } }';
  await restaurant.manager.ok(update, { input: { id: till.id, stationIds: [restaurant.stations.BAR] } });
  await placeOrder(restaurant.cashier, orderOf(restaurant, { COFFEE: 1 }));
  const from = events.messages[0]?.sequence ?? -1;
  const sequences = (): number[] => events.messages.filter(({ __typename }) => __typename === 'OutletEvent').map(({ sequence }) => sequence);
  await expect.poll(sequences, { timeout: 10_000 }).toEqual([from + 1, from + 2, from + 3]);
  await restaurant.manager.ok('mutation ($id: ID!) { revokeDevice(input: { deviceId: $id }) { userErrors { code } } }', { id: till.id });
  await expect.poll(() => codes, { timeout: 10_000 }).toEqual([4205, 4403]);
  await new Promise((done) => setTimeout(done, 500));
  expect(codes).toEqual([4205, 4403]);
});
