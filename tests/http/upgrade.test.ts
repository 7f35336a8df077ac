import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { useTestApp } from '../kit/index.ts';
import { read } from './post.ts';

const app = useTestApp({ environment: { CORS_ORIGINS: 'https://till.example' } });

/** Sends an upgrade request byte by byte; returns the first line of the answer, or an empty text when there was none. */
async function upgrade(target: string, ...headers: string[]): Promise<string> {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const lines = [`GET ${target} HTTP/1.1`, 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket', ...headers];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let answer = '';
  socket.on('data', (bytes) => {
    answer += String(bytes);
  });
  await once(socket, 'close');
  return answer.split('\r\n')[0] ?? '';
}

test.each(['/', '/graphql/', '/other', '//', '//x:y', '/\\', 'http://', '*', '/%'])('an upgrade of %s is refused, and the server lives', async (target) => {
  expect(await upgrade(target)).toMatch(/^HTTP\/1\.1 4\d\d/);
  expect((await read(`${app.url}/healthz`)).status).toBe(200);
});

test('an upgrade that is no handshake is refused', async () => {
  expect(await upgrade('/graphql')).toMatch(/^HTTP\/1\.1 400/);
  expect(await upgrade('/graphql', 'Sec-WebSocket-Version: 12', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==')).toMatch(/^HTTP\/1\.1 4/);
  expect(await upgrade('/graphql', 'Origin: https://evil.example')).toMatch(/^HTTP\/1\.1 403/);
});

test('a client that disconnects in the middle of an upgrade affects no other client', async () => {
  const { hostname, port } = new URL(app.url);
  for (const target of ['/other', '/graphql']) {
    for (let index = 0; index < 20; index += 1) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: https://evil.example\r\n\r\n${'x'.repeat(5000)}`);
      socket.resetAndDestroy();
    }
  }
  await new Promise((done) => setTimeout(done, 100));
  expect((await read(`${app.url}/healthz`)).status).toBe(200);
});
