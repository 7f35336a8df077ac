import { setTimeout as sleep } from 'node:timers/promises';
import type { Recorder } from './recorder.ts';

/** A GraphQL endpoint that may be unavailable for a while: each request is repeated until it is answered, for at most a minute. */
export interface Api {
  readonly url: string;
  send<T>(request: Request): Promise<Answer<T>>;
}

export interface Request {
  /** Root field; the time is recorded under this name. */
  readonly operation: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer<T> {
  readonly data: T;
  /** True when the server repeated the answer to an earlier request with the same id or key. */
  readonly replayed: boolean;
}

/** A top-level error: an invalid request or a failure of the server. */
export class ApiError extends Error {
  readonly code: string;
  constructor(operation: string, code: string, message: string) {
    super(`${operation}: ${code}: ${message}`);
    this.code = code;
  }
}

interface Body<T> {
  readonly data?: T | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly idempotentReplay?: boolean };
}

const GIVE_UP_MS = 60_000;
const ATTEMPT_MS = 20_000;
/** Codes of requests that were not carried out, or not yet: the same request may be sent again. */
const TRY_AGAIN = new Set(['SERVICE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'RATE_LIMITED']);

/** `signal` aborts everything at once, including requests that wait for the server to come back. */
export function api(url: string, recorder: Recorder, signal: AbortSignal): Api {
  return {
    url,
    async send<T>(request: Request): Promise<Answer<T>> {
      const giveUpAt = Date.now() + GIVE_UP_MS;
      for (let pause = 50; ; pause = Math.min(pause * 1.6, 2000)) {
        const started = performance.now();
        const body = await attempt<T>(url, request, signal);
        signal.throwIfAborted();
        if (!(body instanceof Error)) {
          const error = body.errors?.[0];
          const code = error?.extensions?.code ?? 'INTERNAL';
          if (!error || !TRY_AGAIN.has(code) || Date.now() > giveUpAt) {
            if (error) throw new ApiError(request.operation, code, error.message);
            recorder.answered(request.operation, performance.now() - started);
            return { data: body.data as T, replayed: body.extensions?.idempotentReplay === true };
          }
        } else if (Date.now() > giveUpAt) {
          throw new Error(`${request.operation}: no answer from ${url} for ${GIVE_UP_MS / 1000} s (${body.message})`);
        }
        recorder.retried(request.operation);
        await sleep(pause, undefined, { signal });
      }
    },
  };
}

/** The answer, or the error. */
async function attempt<T>(url: string, { query, variables, headers }: Request, signal: AbortSignal): Promise<Body<T> | Error> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', ...headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]),
    });
    const text = await response.text();
    const body = parse<T>(text);
    return body ?? new Error(`HTTP ${response.status}: ${text.slice(0, 100)}`);
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return new Error(cause?.code ?? message);
  }
}

function parse<T>(text: string): Body<T> | null {
  try {
    const body = JSON.parse(text) as Body<T> | null;
    return body && (body.data !== undefined || body.errors) ? body : null;
  } catch {
    return null;
  }
}
