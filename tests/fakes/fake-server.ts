import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to the fake provider. */
export interface FakeRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An answer with exact bytes. */
export interface ForcedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes: string | Buffer;
}

/**
 * Faults of an answer. DROP: the request is carried out, then the connection is cut. FAIL_AFTER: carried out, answered
 * with 500. FAIL_BEFORE: not carried out, answered with 500. SLOW: carried out, answered after thirty seconds.
 * GARBAGE: carried out, answered with text that is not JSON. BUSY: not carried out, answered with 429. STALL: not
 * carried out, no answer.
 */
export type Trouble = 'DROP' | 'FAIL_AFTER' | 'FAIL_BEFORE' | 'SLOW' | 'GARBAGE' | 'BUSY' | 'STALL';

interface Planned {
  readonly trouble: Trouble;
  readonly path: RegExp;
  readonly method: string | null;
  times: number;
}

export interface FakeServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** All requests, in order. */
  readonly requests: FakeRequest[];
  /** Injects a fault into the next requests of a path: `times` of them, or all until `calm`. */
  trouble(trouble: Trouble, options?: { readonly path?: RegExp; readonly method?: string; readonly times?: number }): void;
  /** Replaces answers until `calm`; requests are carried out. */
  pretend(change: (answer: FakeAnswer, request: FakeRequest) => ForcedAnswer): void;
  calm(): void;
  stop(): Promise<void>;
}

const SLOW_MS = 30_000;

/** A provider's server on loopback; `handle` processes requests. An error of the handler becomes a 500 with its message. */
export async function startFakeServer(handle: (request: FakeRequest) => FakeAnswer | Promise<FakeAnswer>): Promise<FakeServer> {
  const requests: FakeRequest[] = [];
  let planned: Planned[] = [];
  let pretended: Parameters<FakeServer['pretend']>[0] | null = null;
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://fake');
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const request = {
      method: incoming.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: incoming.headers,
      body: Buffer.concat(parts).toString(),
    };
    requests.push(request);
    const plan = planned.find(({ path, method, times }) => times > 0 && path.test(url.pathname) && (method === null || method === incoming.method));
    if (plan) plan.times -= 1;
    const send = (status: number, text: string): void => {
      outgoing.writeHead(status, { 'content-type': 'application/json' }).end(text);
    };
    if (plan?.trouble === 'FAIL_BEFORE') return send(500, '{"message":"internal error"}');
    if (plan?.trouble === 'STALL') return;
    if (plan?.trouble === 'BUSY') return send(429, '{"message":"too many requests"}');
    let answer: FakeAnswer;
    try {
      answer = await handle(request);
    } catch (error) {
      answer = { status: 500, body: { message: String(error) } };
    }
    if (plan?.trouble === 'DROP') return void incoming.socket.destroy();
    if (plan?.trouble === 'FAIL_AFTER') return send(500, '{"message":"internal error"}');
    if (plan?.trouble === 'GARBAGE') return send(answer.status, '<html>Bad gateway</html>');
    if (plan?.trouble === 'SLOW') {
      const timer = setTimeout(() => send(answer.status, JSON.stringify(answer.body)), SLOW_MS);
      timers.add(timer);
      return;
    }
    if (pretended) {
      const { status, headers, bytes } = pretended(answer, request);
      return void outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(bytes);
    }
    send(answer.status, JSON.stringify(answer.body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    host: '127.0.0.1',
    port,
    requests,
    trouble: (trouble, { path = /./, method = null as string | null, times = Number.POSITIVE_INFINITY } = {}) => {
      planned.push({ trouble, path, method: method ?? null, times });
    },
    pretend: (change) => {
      pretended = change;
    },
    calm: () => {
      planned = [];
      pretended = null;
    },
    stop: async () => {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
