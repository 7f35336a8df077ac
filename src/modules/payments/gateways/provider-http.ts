import { GatewayUnclear, GatewayUnreachable } from './gateway.ts';

export interface ProviderRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the provider carries out a repeated request only once; if so, a request whose answer was lost is sent again. */
  readonly repeatable: boolean;
}

/** The provider's answer with any status below 500, except 429. */
export interface ProviderAnswer {
  readonly status: number;
  /** A JSON object; a list is wrapped as `{ items }`. Other answers are GatewayUnclear. */
  // biome-ignore lint/suspicious/noExplicitAny: the adapters check what they read
  readonly body: Record<string, any>;
}

export interface ProviderHttp {
  /** @throws GatewayUnreachable, GatewayUnclear */
  send(request: ProviderRequest): Promise<ProviderAnswer>;
}

const MAX_TRIES = 3;
const PAUSE_MS = 200;
/** Limit for one answer; providers' answers have some kilobytes. */
const MAX_BYTES = 1_000_000;
const MAX_DEPTH = 50;

/** Error codes of connections that were never made: the provider has not heard the call. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

/**
 * Client for providers: JSON answers, one deadline for a call with its retries, and a distinction between calls that were
 * never heard and calls that may have been carried out. 5xx, cut connections and invalid JSON are GatewayUnclear; 429 is
 * GatewayUnreachable.
 */
export function providerHttp(deadlineMilliseconds: number): ProviderHttp {
  return {
    async send(request) {
      const deadline = performance.now() + deadlineMilliseconds;
      // Once a try may have been heard, a later unheard try says nothing about it.
      let unclear: GatewayUnclear | null = null;
      for (let tries = 1; ; tries += 1) {
        try {
          return await sendRequest(request, Math.max(1, Math.ceil(deadline - performance.now())));
        } catch (error) {
          if (error instanceof GatewayUnclear) unclear = error;
          const again = (request.repeatable || error instanceof GatewayUnreachable) && tries < MAX_TRIES && performance.now() + PAUSE_MS * tries < deadline;
          if (!again) throw unclear ?? error;
          await new Promise((done) => setTimeout(done, PAUSE_MS * tries * (0.5 + Math.random() / 2)));
        }
      }
    },
  };
}

async function sendRequest({ method, url, headers, body }: ProviderRequest, milliseconds: number): Promise<ProviderAnswer> {
  const where = new URL(url).host;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { method, headers, ...(body !== undefined && { body }), redirect: 'error', signal: AbortSignal.timeout(milliseconds) });
    text = await limitedText(response);
  } catch (error) {
    const code = codeOf(error);
    if (NOT_SENT.has(code)) throw new GatewayUnreachable(`${where} cannot be reached (${code}).`);
    throw new GatewayUnclear(`${where} did not answer (${code}).`);
  }
  if (response.status === 429) throw new GatewayUnreachable(`${where} has too much to do (429).`);
  if (response.status >= 500) throw new GatewayUnclear(`${where} failed (${response.status}).`);
  return { status: response.status, body: parsed(text, where) };
}

async function limitedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BYTES) throw new Error('the answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string, where: string): ProviderAnswer['body'] {
  try {
    const value: unknown = JSON.parse(text);
    if (isTooDeep(value)) throw new GatewayUnclear(`${where} answered something without end.`);
    if (Array.isArray(value)) return { items: value };
    if (value !== null && typeof value === 'object') return value as ProviderAnswer['body'];
  } catch (error) {
    if (error instanceof GatewayUnclear) throw error;
    // The error below does not include the text: it may hold a secret.
  }
  throw new GatewayUnclear(`${where} answered something that is no JSON.`);
}

/** Whether a value is nested deeper than MAX_DEPTH: too deep for the code that reads it. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

function codeOf(error: unknown): string {
  for (let at = error as { code?: unknown; name?: string; cause?: unknown } | undefined; at; at = at.cause as typeof at) {
    if (typeof at.code === 'string') return at.code;
    if (at.name === 'TimeoutError') return 'TIMEOUT';
  }
  return 'CONNECTION';
}
