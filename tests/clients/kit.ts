import { readFileSync } from 'node:fs';
import { ApolloClient, ApolloLink, gql as apolloGql, HttpLink, InMemoryCache, setLogVerbosity } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { getMainDefinition } from '@apollo/client/utilities';
import { fetchExchange, subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Client } from '../kit/index.ts';

export const possibleTypes: Record<string, string[]> = JSON.parse(readFileSync('docs/clients/possible-types.json', 'utf8'));
export const typesWithoutId: readonly string[] = JSON.parse(readFileSync('docs/clients/types-without-id.json', 'utf8'));

const introspection = introspectionFromSchema(buildSchema(readFileSync('schema.graphql', 'utf8')), { descriptions: false });

/** Apollo warns about every list that gets shorter. */
setLogVerbosity('error');

export type Variables = Readonly<Record<string, unknown>>;
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
export type Data = any;

/** A client with a normalised cache, set up like docs/clients.md describes, with the headers of one caller. */
export interface CachingClient {
  /** Sends a query and caches the answer. */
  query(document: string, variables?: Variables): Promise<Data>;
  mutate(document: string, variables?: Variables): Promise<Data>;
  /** The answer from the cache alone; null: the cache is incomplete. */
  cached(document: string, variables?: Variables): Promise<Data>;
  /** Follows a subscription. Each message is in the cache before `told` is called. */
  follow(document: string, variables: Variables, onData: (data: Data) => void): () => void;
  stop(): void;
}

function socketOf(client: Client): ReturnType<typeof createClient> {
  return createClient({
    url: `${client.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { ...client.headers },
    retryAttempts: 0,
  });
}

export function apollo(client: Client): CachingClient {
  const socket = socketOf(client);
  const isSubscription = ({ query }: ApolloLink.Operation): boolean => {
    const definition = getMainDefinition(query);
    return definition.kind === 'OperationDefinition' && definition.operation === 'subscription';
  };
  const link = ApolloLink.split(isSubscription, new GraphQLWsLink(socket), new HttpLink({ uri: `${client.url}/graphql`, headers: { ...client.headers } }));
  const cache = new InMemoryCache({ possibleTypes, typePolicies: Object.fromEntries(typesWithoutId.map((name) => [name, { merge: true }])) });
  const inner = new ApolloClient({ link, cache });
  return {
    query: async (document, variables = {}) => (await inner.query({ query: apolloGql(document), variables, fetchPolicy: 'network-only' })).data,
    mutate: async (document, variables = {}) => (await inner.mutate({ mutation: apolloGql(document), variables })).data,
    cached: async (document, variables = {}) => cache.readQuery({ query: apolloGql(document), variables }),
    follow: (document, variables, onData) => {
      const following = inner.subscribe({ query: apolloGql(document), variables }).subscribe({ next: ({ data }) => onData(data) });
      return () => following.unsubscribe();
    },
    stop: () => {
      inner.stop();
      void socket.dispose();
    },
  };
}

export function urql(client: Client): CachingClient {
  const socket = socketOf(client);
  const warnings: string[] = [];
  const inner = new UrqlClient({
    url: `${client.url}/graphql`,
    fetchOptions: { headers: { ...client.headers } },
    preferGetMethod: false,
    exchanges: [
      cacheExchange({
        schema: introspection,
        keys: Object.fromEntries(typesWithoutId.map((name) => [name, ({ id }: { id?: unknown }) => (typeof id === 'string' ? id : null)])),
        logger: (_severity, message) => warnings.push(message),
      }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables: variables as Record<string, unknown> }, sink as never) }),
        }),
      }),
    ],
  });
  const ask = async (document: string, variables: Variables, requestPolicy: 'network-only' | 'cache-only'): Promise<Data> => {
    const { data, error } = await inner.query(document, variables, { requestPolicy }).toPromise();
    if (error) throw error;
    return data ?? null;
  };
  return {
    query: (document, variables = {}) => ask(document, variables, 'network-only'),
    mutate: async (document, variables = {}) => {
      const { data, error } = await inner.mutation(document, variables).toPromise();
      if (error) throw error;
      return data;
    },
    cached: (document, variables = {}) => ask(document, variables, 'cache-only'),
    follow: (document, variables, onData) => {
      const { unsubscribe } = inner.subscription(document, variables).subscribe(({ data, error }) => (error ? onData({ error }) : onData(data)));
      return unsubscribe;
    },
    stop: () => {
      void socket.dispose();
      // Without the list of types that have no id, graphcache warns about each of them.
      if (warnings.length > 0) throw new Error(`graphcache warns: ${warnings.join('\n')}`);
    },
  };
}

/** Data without the fields that clients add themselves. */
export function plain(data: Data): Data {
  return JSON.parse(JSON.stringify(data, (name, value) => (name === '__typename' ? undefined : value)));
}
