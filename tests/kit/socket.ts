import { createClient, type Client as WsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Client } from './client.ts';

/** Messages of one subscription over a real WebSocket, in order. */
export interface Feed {
  /** The next message; fails when none comes in time. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read messages of any subscription
  next(milliseconds?: number): Promise<any>;
  /** Skips messages until one fits. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read messages of any subscription
  until(fits: (message: any) => boolean, milliseconds?: number): Promise<any>;
  /** All messages so far. */
  readonly received: readonly unknown[];
  /** Resolves with the reason of the end: null, a list of errors, or a close event. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** Subscribes with a client's headers as connection parameters. */
export function subscribe(
  client: Client,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  options: { retry?: number; onSocket?: (socket: WebSocket) => void } = {},
): Feed {
  const socket: WsClient = createClient({
    url: `${client.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { ...client.headers },
    retryAttempts: options.retry ?? 0,
    lazy: true,
    on: { connected: (opened) => options.onSocket?.(opened as WebSocket) },
  });
  const received: unknown[] = [];
  let read = 0;
  let wake: (() => void) | null = null;
  let end: (reason: unknown) => void = () => undefined;
  const ended = new Promise<unknown>((done) => {
    end = done;
  });
  const unsubscribe = socket.subscribe(
    { query, variables },
    {
      next: ({ data, errors }) => {
        received.push(errors ? { errors } : (Object.values(data ?? {})[0] ?? null));
        wake?.();
      },
      error: (error) => {
        end(error);
        wake?.();
      },
      complete: () => {
        end(null);
        wake?.();
      },
    },
  );
  const next = async (milliseconds = 5000): Promise<unknown> => {
    const deadline = Date.now() + milliseconds;
    while (read >= received.length) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no message within ${milliseconds} ms; received: ${JSON.stringify(received).slice(0, 500)}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, left);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
      wake = null;
    }
    read += 1;
    return received[read - 1];
  };
  return {
    next,
    async until(fits, milliseconds = 5000) {
      const deadline = Date.now() + milliseconds;
      for (;;) {
        const message = await next(Math.max(deadline - Date.now(), 1));
        if (fits(message)) return message;
      }
    },
    received,
    ended,
    stop: () => {
      unsubscribe();
      void socket.dispose();
    },
  };
}
