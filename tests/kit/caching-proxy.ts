import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A shared cache in front of a server, such as a CDN. Its answers say in `x-cache` whether they are a HIT or a MISS. */
export interface CachingProxy {
  readonly url: string;
  /** Moves its clock. */
  advance(milliseconds: number): void;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Stored {
  readonly answer: Answer;
  /** The values of the request headers that Vary names. */
  readonly varied: string;
  readonly freshUntil: number;
}

/**
 * Stores what Cache-Control lets a shared cache store, and asks again with If-None-Match when it is stale.
 * @param mindsVary false: an answer is known by its method and address alone, as at some CDNs
 */
export async function startCachingProxy(target: string, mindsVary: boolean): Promise<CachingProxy> {
  let offset = 0;
  const now = (): number => Date.now() + offset;
  const store = new Map<string, Stored[]>();

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = await incoming.toArray();
    const key = `${incoming.method} ${incoming.url}`;
    const variedBy = (vary: string): string => (mindsVary ? vary.split(/, */).map((name) => String(incoming.headers[name.toLowerCase()])) : []).join('\n');
    const stored = store.get(key)?.find(({ answer, varied }) => varied === variedBy(answer.headers.vary ?? ''));
    if (stored && now() < stored.freshUntil) return send(outgoing, stored.answer, 'HIT');
    const tag = stored?.answer.headers.etag;
    const answer = await forward(target, incoming, Buffer.concat(chunks), tag === undefined ? {} : { 'if-none-match': tag });
    const isUnchanged = stored !== undefined && answer.status === 304;
    const whole = isUnchanged ? { ...stored.answer, headers: { ...stored.answer.headers, ...answer.headers } } : answer;
    const seconds = sharedSeconds(whole);
    const others = (store.get(key) ?? []).filter((other) => other !== stored);
    store.set(key, seconds > 0 ? [...others, { answer: whole, varied: variedBy(whole.headers.vary ?? ''), freshUntil: now() + seconds * 1000 }] : others);
    send(outgoing, whole, isUnchanged ? 'REVALIDATED' : 'MISS');
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error as Error));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    advance: (milliseconds) => {
      offset += milliseconds;
    },
    stop: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** How long a shared cache may serve an answer; 0: it must not store it. */
function sharedSeconds({ status, headers }: Answer): number {
  const directives = (headers['cache-control'] ?? '').split(/, */);
  const isStorable = status === 200 && directives.includes('public') && !directives.includes('private') && !directives.includes('no-store');
  return isStorable ? Number(directives.find((one) => one.startsWith('s-maxage='))?.slice(9) ?? 0) : 0;
}

async function forward(target: string, { method, url, headers }: IncomingMessage, body: Buffer, more: Readonly<Record<string, string>>): Promise<Answer> {
  const sent = request(`${target}${url}`, { method, headers: { ...headers, ...more }, agent: false });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = await response.toArray();
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

function send(outgoing: ServerResponse, { status, headers, body }: Answer, cache: string): void {
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, 'x-cache': cache }).end(body);
}
