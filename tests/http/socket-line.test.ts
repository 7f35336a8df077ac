import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { SocketLine } from '../../src/http/live/socket-line.ts';

const http = createServer();
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
beforeAll(async () => {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
});
afterAll(() => {
  for (const client of server.clients) client.terminate();
  http.close();
});

/** A client, the server's end of its socket, and what the client has received. */
async function connected(framesItself = true): Promise<{ client: WebSocket; socket: WebSocket; line: SocketLine; received: string[] }> {
  const opened = new Promise<{ socket: WebSocket; line: SocketLine }>((done) => {
    http.once('upgrade', (request, connection: Duplex, head) =>
      server.handleUpgrade(request, connection, head, (socket) => done({ socket, line: new SocketLine(socket, connection, { framesItself }) })),
    );
  });
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const received: string[] = [];
  client.on('message', (data) => received.push(String(data)));
  await once(client, 'open');
  return { client, received, ...(await opened) };
}

test.each([true, false])(
  'results of every frame length arrive whole and in order, between what ws itself sends (frames of its own: %s)',
  async (framesItself) => {
    const { client, socket, line, received } = await connected(framesItself);
    const envelope = JSON.stringify({ id: '1', type: 'next', payload: { data: { text: '' } } }).length;
    const lengths = [125, 126, 127, 65_535, 65_536, 70_000].map((length) => length - envelope);
    for (const length of lengths) {
      line.send('1', { data: { text: 'x'.repeat(length) } });
      socket.send(`after ${length}`);
      socket.ping();
    }
    line.send('2', { data: { text: 'é kopi ☕' } });
    socket.send('end');
    while (received.at(-1) !== 'end') await once(client, 'message');
    expect(received.slice(0, -2)).toEqual(
      lengths.flatMap((length) => [JSON.stringify({ id: '1', type: 'next', payload: { data: { text: 'x'.repeat(length) } } }), `after ${length}`]),
    );
    expect(JSON.parse(received.at(-2) ?? '')).toEqual({ id: '2', type: 'next', payload: { data: { text: 'é kopi ☕' } } });
  },
);

test('one result sent under two ids keeps them apart', async () => {
  const [one, two] = [await connected(), await connected()];
  const result = { data: { n: 1 } };
  one.line.send('a', result);
  two.line.send('b', result);
  one.line.send('b', result);
  while (one.received.length < 2) await once(one.client, 'message');
  while (two.received.length < 1) await once(two.client, 'message');
  const ids = (received: readonly string[]): string[] => received.map((text) => JSON.parse(text).id);
  expect([ids(one.received), ids(two.received)]).toEqual([['a', 'b'], ['b']]);
});

test('a client that reads too slowly makes the sender wait; one that is gone does not keep it', async () => {
  const { client, line } = await connected();
  client.pause();
  let full: Promise<void> | null = null;
  for (let n = 0; n < 2000 && !full; n += 1) full = line.send('1', { data: { n, text: 'x'.repeat(10_000) } });
  expect(full).not.toBeNull();
  client.resume();
  await full;
  client.pause();
  full = null;
  for (let n = 0; n < 2000 && !full; n += 1) full = line.send('1', { data: { n, text: 'x'.repeat(10_000) } });
  client.terminate();
  await full;
});

test('nothing is sent once the socket closes', async () => {
  const { client, socket, line, received } = await connected();
  socket.close(4403, 'Forbidden');
  expect(line.send('1', { data: {} })).toBeNull();
  const [code] = await once(client, 'close');
  expect([code, received]).toEqual([4403, []]);
});
