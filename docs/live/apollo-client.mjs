import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { makeClient as makeSocket } from './graphql-ws.mjs';

/** `headers` gives { authorization } or { 'x-tenant-id' }; it is asked for every request and connection. */
export function makeClient({ url, headers, ...options }) {
  const http = new HttpLink({ uri: url, fetch: async (uri, init) => fetch(uri, { ...init, headers: { ...init.headers, ...(await headers()) } }) });
  const live = new GraphQLWsLink(makeSocket({ url: url.replace('http', 'ws'), headers, ...options }));
  const link = ApolloLink.split(({ operationType }) => operationType === 'subscription', live, http);
  return new ApolloClient({ link, cache: new InMemoryCache() });
}
