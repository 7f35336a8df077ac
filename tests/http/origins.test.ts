import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from '../kit/index.ts';
import { openRaw } from '../live/raw-socket.ts';
import { read } from './post.ts';

type Sent = Readonly<Record<string, string>>;

/** Whether a page of this origin may open a socket. */
async function mayListen(url: string, headers: Sent): Promise<boolean> {
  try {
    (await openRaw(url, { headers })).socket.terminate();
    return true;
  } catch (error) {
    expect(String(error)).toContain('403');
    return false;
  }
}

/** Whether a page of this origin may read answers. */
async function mayCall(url: string, { origin = '', ...headers }: Sent): Promise<boolean> {
  const preflightHeaders = { ...headers, origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  return (await read(`${url}/graphql`, { method: 'OPTIONS', headers: preflightHeaders })).headers.get('access-control-allow-origin') === origin;
}

const LISTED = 'https://till.example';
const KEYS = { CREDENTIALS_KEYS: `k:${Buffer.alloc(32, 7).toString('base64')}` };

describe.each([
  ['with a list of origins', { CORS_ORIGINS: LISTED }],
  ['in production with a list', { CORS_ORIGINS: LISTED, NODE_ENV: 'production', ...KEYS }],
  ['in production without a list', { NODE_ENV: 'production', ...KEYS }],
])('%s', (_, environment) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ environment: { ...environment, PUBLIC_URL: 'https://pay.example.com/dapur' } });
  });
  afterAll(() => app.stop());

  test('a page that this server serves itself may call and listen, at its own address and at PUBLIC_URL', async () => {
    for (const origin of [app.url, 'https://pay.example.com']) {
      expect([origin, await mayCall(app.url, { origin }), await mayListen(app.url, { origin })]).toEqual([origin, true, true]);
    }
    const byName = app.url.replace('127.0.0.1', 'localhost');
    expect([await mayCall(byName, { origin: byName }), await mayListen(byName, { origin: byName })]).toEqual([true, true]);
  });

  test('a page of another host, port or scheme may not', async () => {
    const { port } = new URL(app.url);
    for (const origin of [
      'https://evil.example',
      'http://127.0.0.1',
      `http://127.0.0.1:${Number(port) + 1}`,
      app.url.replace('http', 'https'),
      'null',
      app.url.replace('127.0.0.1', 'localhost'),
    ]) {
      expect([origin, await mayCall(app.url, { origin }), await mayListen(app.url, { origin })]).toEqual([origin, false, false]);
    }
  });
});

test('behind a proxy that speaks https the own address is https, and only a trusted proxy can say so', async () => {
  const sent = { origin: 'https://shop.example', host: 'shop.example', 'x-forwarded-proto': 'https' };
  for (const [trusted, own] of [
    ['on', true],
    ['off', false],
  ] as const) {
    const app = await startTestApp({ environment: { CORS_ORIGINS: LISTED, TRUST_PROXY: trusted } });
    try {
      expect(await mayListen(app.url, sent)).toBe(own);
      expect(await mayListen(app.url, { ...sent, origin: 'http://shop.example' })).toBe(!own);
    } finally {
      await app.stop();
    }
  }
});
