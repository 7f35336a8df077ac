import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { Services } from '../kernel/context.ts';
import { isActiveTenant } from '../modules/tenancy/index.ts';
import type { Listener } from './http-server.ts';
import type { KeptAnswer, KeptAnswers, Question } from './kept-answers.ts';
import type { Headers } from './security-headers.ts';

/** What one guest's request, byte for byte, asks. The answer is kept elsewhere, within the bounds that hold there. */
interface Remembered {
  readonly tenant: string;
  readonly question: Question;
}

/** A request whose body was read here; Fastify gets it back. */
interface ReadAhead {
  readonly key: string;
  readonly tenant: string;
  readonly body: Buffer;
}

const MAX_BODY = 8192;
const MAX_REMEMBERED = 2000;
const REQUEST_ID = /^[\w-]{8,64}$/;

/**
 * Answers guests' menu queries that came before in the same bytes, in front of Fastify: parsing a request and finding
 * its answer costs more than sending it. An answer counts under the same conditions as everywhere: the tenant is
 * active and the very menus it was made from are the current ones. Everything else goes on to Fastify untouched.
 */
export class Shortcut {
  readonly #services: Services;
  readonly #answers: KeptAnswers;
  readonly #headers: Headers;
  readonly #remembered = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });
  readonly #readAhead = new WeakMap<IncomingMessage, ReadAhead>();

  /** `headers` stand in every answer. */
  constructor(services: Services, answers: KeptAnswers, headers: Headers) {
    this.#services = services;
    this.#answers = answers;
    this.#headers = headers;
  }

  /** This in front of `next`. */
  listener(next: Listener, isStopping: () => boolean): Listener {
    return (request, response) => {
      const tenant = isStopping() ? null : guestOf(request);
      if (tenant === null) return next(request, response);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
        const key = `${tenant}\n${request.headers.accept ?? ''}\n${body.toString('latin1')}`;
        const kept = this.#find(key);
        if (kept) return this.#send(request, response, kept);
        this.#readAhead.set(request, { key, tenant, body });
        next(request, response);
      });
    };
  }

  /** Gives Fastify the bodies that were read ahead. */
  returnBodies(app: FastifyInstance): void {
    app.addHook('preParsing', async (request, _reply, payload) => {
      const ahead = this.#readAhead.get(request.raw);
      return ahead ? Object.assign(Readable.from([ahead.body], { objectMode: false }), { receivedEncodedLength: ahead.body.length }) : payload;
    });
  }

  /** What a request asked that was answered from memory: the next one in the same bytes is answered here. */
  remember({ request }: FastifyReply, question: Question): void {
    const ahead = this.#readAhead.get(request.raw);
    if (ahead) this.#remembered.set(ahead.key, { tenant: ahead.tenant, question });
  }

  #find(key: string): KeptAnswer | null {
    const known = this.#remembered.get(key);
    if (!known || !isActiveTenant(this.#services, known.tenant, known.question.tenantId)) return null;
    return this.#answers.isCurrent(known.question) ? this.#answers.answer(known.question) : null;
  }

  #send(request: IncomingMessage, response: ServerResponse, { bytes, contentType }: KeptAnswer): void {
    const given = request.headers['x-request-id'];
    response.writeHead(200, {
      ...this.#headers,
      'content-type': contentType,
      'content-length': bytes.length,
      'x-request-id': typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(),
    });
    response.end(bytes);
  }
}

/** X-Tenant-ID of a plain POST of a guest to the API; null for any other request. */
function guestOf({ method, url, headers }: IncomingMessage): string | null {
  const length = Number(headers['content-length']);
  const tenant = headers['x-tenant-id'];
  const plain = method === 'POST' && url === '/graphql' && headers['content-type'] === 'application/json' && length > 0 && length <= MAX_BODY;
  const special = headers.authorization ?? headers.origin ?? headers['x-outlet-id'] ?? headers['content-encoding'] ?? headers.expect;
  return plain && special === undefined && typeof tenant === 'string' ? tenant : null;
}
