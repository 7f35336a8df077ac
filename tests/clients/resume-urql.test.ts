import { type Client, gql } from '@urql/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { useRestaurant } from '../kit/index.ts';
import type { TcpProxy } from '../kit/tcp-proxy.ts';
import { cuttable, documented, losesNothing, type Message, QUICK } from './resume-kit.ts';

const { app, restaurant } = useRestaurant();
let proxy: TcpProxy;
let client: Client;
beforeAll(async () => {
  const line = await cuttable(app);
  proxy = line.proxy;
  const { makeClient } = await documented<{ makeClient: (options: object) => Client }>('urql');
  client = makeClient({ url: line.url, headers: () => restaurant.cashier.headers, webSocketImpl: WebSocket, ...QUICK });
});
afterAll(async () => {
  await proxy.stop();
});

test('urql with the helper loses and doubles nothing when its line is cut', async () => {
  await losesNothing(
    (document, variables) => {
      const messages: Message[] = [];
      const running = client.subscription<Record<string, Message>>(gql(document), variables).subscribe(({ data }) => {
        if (data) messages.push(Object.values(data)[0] as Message);
      });
      return { messages, stop: () => running.unsubscribe() };
    },
    restaurant,
    proxy,
  );
});

test('its queries go over HTTP, with the same headers', async () => {
  const { data } = await client.query<{ me: { username: string } }>(gql('{ me { id username } }'), {});
  expect(data?.me.username).toBe('cashier');
});
