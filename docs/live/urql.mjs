import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { makeClient as makeSocket } from './graphql-ws.mjs';

/** `headers` gives { authorization } or { 'x-tenant-id' }; it is withHeaders for every request and connection. */
export function makeClient({ url, headers, ...options }) {
  const live = makeSocket({ url: url.replace('http', 'ws'), headers, ...options });
  const forwardSubscription = ({ query, variables }) => ({
    subscribe: (sink) => ({ unsubscribe: live.subscribe({ query: query ?? '', variables }, sink) }),
  });
  const withHeaders = async (uri, init) => fetch(uri, { ...init, headers: { ...init.headers, ...(await headers()) } });
  return new Client({ url, preferGetMethod: false, fetch: withHeaders, exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription })] });
}
