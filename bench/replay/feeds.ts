import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Caller } from './caller.ts';

/** What a display received: the sequence of every change in order of arrival, with the time. */
export interface FeedLog {
  readonly name: 'outletFeed' | 'kitchenFeed';
  /** Sequence after which the feed started. */
  from: number;
  readonly received: { readonly sequence: number; readonly at: number }[];
  /** Highest sequence up to which everything was received, heartbeats included; a reconnect resumes here. */
  cursor: number | null;
  /** Connections that delivered at least one message. */
  connections: number;
  /** How often the server could not resume at the display's sequence. */
  resets: number;
  /** Why the last connection ended, for a feed that is incomplete. */
  problem: string;
  readonly openedAt: number;
}

export interface Feed {
  readonly log: FeedLog;
  /** Resolves with true when everything up to the sequence has arrived, with false after the given time. */
  reaches(sequence: number, milliseconds: number): Promise<boolean>;
  stop(): Promise<void>;
}

interface Message {
  readonly __typename: string;
  readonly sequence: number;
}

const documents = {
  outletFeed: `subscription ($outletId: ID!, $after: Int) { outletFeed(outletId: $outletId, after: $after) {
    __typename ... on OutletEvent { sequence type entityId occurredAt } ... on FeedHeartbeat { sequence } ... on FeedReset { sequence }
  } }`,
  kitchenFeed: `subscription ($outletId: ID!, $after: Int) { kitchenFeed(outletId: $outletId, after: $after) {
    __typename
    ... on KitchenSnapshot { sequence tickets { id status } }
    ... on KitchenTicketChange { sequence ticket { id version status queueNumber items { name quantity status modifiers { name quantity } } } }
    ... on FeedHeartbeat { sequence }
  } }`,
};

/**
 * Follows a feed like a display: after a lost connection it connects again with the last sequence it saw. outletFeed
 * starts with `after: 0` to get all events; kitchenFeed without `after`, to start with a snapshot.
 */
export function followFeed(name: FeedLog['name'], caller: Pick<Caller, 'headers'>, url: string, outletId: string): Feed {
  const log: FeedLog = { name, from: 0, received: [], cursor: name === 'outletFeed' ? 0 : null, connections: 0, resets: 0, problem: '', openedAt: Date.now() };
  const stopped = new AbortController();
  const following = follow();

  async function follow(): Promise<void> {
    while (!stopped.signal.aborted) {
      await connection().catch((error: unknown) => {
        log.problem = describe(error);
      });
      await sleep(200, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  /** Runs one connection until it ends. graphql-ws must not retry by itself: it would resume at the first `after`. */
  async function connection(): Promise<void> {
    const connectionParams = await caller.headers();
    const client = createClient({ url: `${url.replace(/^http/, 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 });
    const close = (): void => void client.dispose();
    stopped.signal.addEventListener('abort', close);
    try {
      const results = client.iterate<Record<string, Message>>({ query: documents[name], variables: { outletId, after: log.cursor } });
      let silent = true;
      for await (const { data, errors } of results) {
        const message = data?.[name];
        if (!message) throw new Error(errors?.[0]?.message ?? 'an empty message');
        if (silent) log.connections += 1;
        silent = false;
        take(message, Date.now());
      }
    } finally {
      stopped.signal.removeEventListener('abort', close);
      await client.dispose();
    }
  }

  function take({ __typename, sequence }: Message, at: number): void {
    if (__typename === 'KitchenSnapshot' && log.cursor === null) log.from = sequence;
    else if (__typename === 'KitchenSnapshot' || __typename === 'FeedReset') log.resets += 1;
    else if (__typename !== 'FeedHeartbeat') log.received.push({ sequence, at });
    log.cursor = Math.max(sequence, log.cursor ?? 0);
  }

  return {
    log,
    async reaches(sequence, milliseconds) {
      const deadline = Date.now() + milliseconds;
      while ((log.cursor ?? -1) < sequence) {
        if (Date.now() > deadline) return false;
        await sleep(20);
      }
      return true;
    },
    async stop() {
      stopped.abort();
      await following;
    },
  };
}

/** Text for an error, a close event or any other value that graphql-ws throws. */
function describe(thrown: unknown): string {
  const { message, code, reason } = (Array.isArray(thrown) ? thrown[0] : thrown) as { message?: string; code?: number; reason?: string };
  return message || [code, reason].filter(Boolean).join(' ') || String(thrown);
}
