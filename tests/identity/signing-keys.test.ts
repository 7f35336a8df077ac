import { createPublicKey } from 'node:crypto';
import { calculateJwkThumbprint, createRemoteJWKSet, decodeProtectedHeader, exportJWK, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSigningKey } from '../../src/config.ts';
import { bearer, cloneDatabase, makeClient, makeRestaurant, PASSWORD, type Restaurant, startTestApp, type TestApp } from '../kit/index.ts';

const [FIRST, SECOND] = [newSigningKey(), newSigningKey()];
const publicPem = (pem: string): string => createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();
const kidOf = async (pem: string): Promise<string> => calculateJwkThumbprint(await exportJWK(createPublicKey(pem)));

/** One node per step of a key rotation: before, publish, switch, retire. */
const STEPS: readonly Readonly<Record<string, string>>[] = [
  { JWT_PRIVATE_KEY: FIRST },
  { JWT_PRIVATE_KEY: FIRST, JWT_ACCEPTED_KEYS: publicPem(SECOND) },
  { JWT_PRIVATE_KEY: SECOND, JWT_ACCEPTED_KEYS: `${FIRST},${publicPem(SECOND)}` },
  { JWT_PRIVATE_KEY: SECOND },
];

let nodes: TestApp[];
let restaurant: Restaurant;
beforeAll(async () => {
  const database = await cloneDatabase();
  const first = await startTestApp({ database, environment: STEPS[0] ?? {} });
  nodes = [first, ...(await Promise.all(STEPS.slice(1).map((environment) => startTestApp({ database, environment }))))];
  restaurant = await makeRestaurant(first);
});
afterAll(() => Promise.all(nodes.map((node) => node.stop())));

const node = (step: number): TestApp => nodes[step] as TestApp;
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } userErrors { code } } }';
const REFRESH =
  'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { session { accessToken refreshToken } userErrors { code message } } }';
const signIn = async (at: TestApp) =>
  (await makeClient(at.url, { 'x-tenant-id': restaurant.slug }).ok(SIGN_IN, { input: { username: 'cashier', password: PASSWORD } })).signIn.session;
const keySet = async (at: TestApp) => (await fetch(`${at.url}/.well-known/jwks.json`)).json() as Promise<{ keys: Record<string, string>[] }>;

test('the public keys are published, and nothing else of them', async () => {
  const response = await fetch(`${node(1).url}/.well-known/jwks.json`);
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'public, max-age=300']);
  const { keys } = (await response.json()) as { keys: Record<string, string>[] };
  const common = { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', x: expect.any(String) };
  expect(keys).toEqual([
    { ...common, kid: await kidOf(FIRST) },
    { ...common, kid: await kidOf(SECOND) },
  ]);
  const kids = await Promise.all(nodes.map(async (at) => (await keySet(at)).keys.map(({ kid }) => kid)));
  const [first, second] = [await kidOf(FIRST), await kidOf(SECOND)];
  expect(kids).toEqual([[first], [first, second], [second, first], [second]]);
});

test('others can verify our tokens by them', async () => {
  const { accessToken } = await signIn(node(2));
  expect(decodeProtectedHeader(accessToken)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: await kidOf(SECOND) });
  const set = createRemoteJWKSet(new URL(`${node(1).url}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(accessToken, set, { issuer: 'dapur', audience: 'dapur-api' });
  expect(payload.tid).toBe(restaurant.tenantId);
});

test('a key that is not in the set of a node is refused there', async () => {
  const [old, fresh] = [await signIn(node(0)), await signIn(node(3))];
  expect(await makeClient(node(3).url, bearer(old.accessToken)).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
  expect(await makeClient(node(0).url, bearer(fresh.accessToken)).requestError('{ me { id } }')).toBe('UNAUTHENTICATED');
});

test('keys are changed under load, node by node, and no user is signed out', async () => {
  let serving: readonly TestApp[] = [node(0)];
  let going = true;
  const seen = new Set<string>();
  const someNode = (): TestApp => serving[Math.floor(Math.random() * serving.length)] as TestApp;
  const refused: string[] = [];
  const session = await signIn(node(0));
  /** A client that uses all nodes and refreshes its token regularly. */
  const client = async (begun: { accessToken: string; refreshToken: string }, made: { refreshes: number; requests: number }): Promise<void> => {
    let tokens = begun;
    while (going) {
      for (let call = 0; call < 4; call += 1) {
        const { errors } = await makeClient(someNode().url, bearer(tokens.accessToken)).send('{ me { username } }');
        made.requests += 1;
        if (errors) refused.push(errors[0]?.extensions.code ?? '?');
      }
      tokens = (await makeClient(someNode().url).ok(REFRESH, { input: { refreshToken: tokens.refreshToken } })).refreshSession.session;
      seen.add(decodeProtectedHeader(tokens.accessToken).kid ?? '?');
      made.refreshes += 1;
    }
  };
  const counts = Array.from({ length: 4 }, () => ({ refreshes: 0, requests: 0 }));
  const begun = [session, ...(await Promise.all(counts.slice(1).map(() => signIn(node(0)))))];
  const running = Promise.all(counts.map((count, index) => client(begun[index], count)));
  /** Waits until every client has a token issued after now; in production this takes one token lifetime. */
  const renewed = async (): Promise<void> => {
    const before = counts.map(({ refreshes }) => refreshes);
    while (counts.some(({ refreshes }, index) => refreshes < (before[index] ?? 0) + 2)) await new Promise((done) => setTimeout(done, 10));
  };
  for (const next of [[node(0), node(1)], [node(1)], [node(1), node(2)], [node(2)], [node(2), node(3)], [node(3)]]) {
    serving = next;
    await renewed();
  }
  going = false;
  await running;
  expect(refused).toEqual([]);
  expect(counts.reduce((sum, { requests }) => sum + requests, 0)).toBeGreaterThan(150);
  expect([...seen].sort()).toEqual([await kidOf(FIRST), await kidOf(SECOND)].sort());
});
