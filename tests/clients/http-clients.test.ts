import { createHash } from 'node:crypto';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { describe, expect, test } from 'vitest';
import { useRestaurant } from '../kit/index.ts';

// The clients that developers use, with their default settings, against the server with its default settings.
const { app, restaurant } = useRestaurant();

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const TENANT = 'query Tenant { tenant { id slug } }';
const OUTLETS = 'query Outlets { outlets { id code } }';

/** A `fetch` that records requests. */
function noted(): { fetch: typeof fetch; sent: { method: string; hasDocument: boolean; hasHash: boolean; status: number }[] } {
  const sent: { method: string; hasDocument: boolean; hasHash: boolean; status: number }[] = [];
  return {
    sent,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const method = init?.method ?? 'GET';
      const text = method === 'GET' ? decodeURIComponent(String(input)) : String(init?.body);
      sent.push({ method, hasDocument: /[?&"]query["=]/.test(text), hasHash: text.includes('sha256Hash'), status: response.status });
      return response;
    },
  };
}

describe('Apollo Client', () => {
  const clientOf = (fetcher: typeof fetch, useGETForHashedQueries: boolean): ApolloClient =>
    new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([
        new PersistedQueryLink({ sha256, useGETForHashedQueries }),
        new HttpLink({ uri: `${app.url}/graphql`, headers: { 'x-tenant-id': restaurant.slug }, fetch: fetcher }),
      ]),
    });

  test.each([false, true])('with automatic persisted queries falls back to documents and goes on (GET for hashes: %s)', async (useGet) => {
    const { fetch: fetcher, sent } = noted();
    const client = clientOf(fetcher, useGet);
    expect((await client.query<{ tenant: { slug: string } }>({ query: gql(TENANT) })).data?.tenant.slug).toBe(restaurant.slug);
    expect(sent[0]).toEqual({ method: useGet ? 'GET' : 'POST', hasDocument: false, hasHash: true, status: 200 });
    expect(sent.at(-1)).toMatchObject({ hasDocument: true, status: 200 });
    const before = sent.length;
    expect((await client.query<{ outlets: { code: string }[] }>({ query: gql(OUTLETS) })).data?.outlets).toHaveLength(1);
    // The client sends no more hashes.
    expect(sent.slice(before)).toEqual([{ method: 'POST', hasDocument: true, hasHash: false, status: 200 }]);
  });
});

describe('urql', () => {
  const clientOf = (fetcher: typeof fetch, persisted: boolean, preferGet: boolean | undefined): Client =>
    new Client({
      url: `${app.url}/graphql`,
      fetch: fetcher,
      fetchOptions: { headers: { 'x-tenant-id': restaurant.slug } },
      ...(preferGet !== undefined && { preferGetMethod: preferGet }),
      exchanges: [...(persisted ? [persistedExchange({ generateHash: async (query) => sha256(query) })] : []), fetchExchange],
    });

  test('as it comes asks by GET, and is answered', async () => {
    const { fetch: fetcher, sent } = noted();
    const { data, error } = await clientOf(fetcher, false, undefined).query(OUTLETS, {}).toPromise();
    expect([data?.outlets.length, error]).toEqual([1, undefined]);
    expect(sent).toEqual([{ method: 'GET', hasDocument: true, hasHash: false, status: 200 }]);
  });

  test('by GET with the token of a cashier', async () => {
    const client = new Client({
      url: `${app.url}/graphql`,
      fetchOptions: { headers: { authorization: restaurant.cashier.headers.authorization ?? '' } },
      exchanges: [fetchExchange],
    });
    const { data, error } = await client.query('query Me { me { username } }', {}).toPromise();
    expect([data, error]).toEqual([{ me: { username: 'cashier' } }, undefined]);
  });

  test.each([true, false])('with persisted queries falls back to documents and goes on (GET: %s)', async (preferGet) => {
    const { fetch: fetcher, sent } = noted();
    const client = clientOf(fetcher, true, preferGet);
    for (let round = 0; round < 2; round += 1) {
      const { data, error } = await client.query(TENANT, {}, { requestPolicy: 'network-only' }).toPromise();
      expect([data?.tenant.slug, error]).toEqual([restaurant.slug, undefined]);
    }
    expect(sent[0]).toMatchObject({ hasDocument: false, hasHash: true });
    expect(sent.at(-1)).toMatchObject({ hasDocument: true, hasHash: false, status: 200 });
  });
});
