import { withoutCost } from '../kit/client.ts';

export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
  readonly body: any;
  /** Points that it cost; taken out of the body. */
  readonly cost: number | null;
  readonly milliseconds: number;
}

/** Sends bytes as they are to the GraphQL endpoint, or JSON of what is no text. */
export async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Posted> {
  return read(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Any request, with all of its answer. */
export async function read(url: string, init: RequestInit = {}): Promise<Posted> {
  const began = performance.now();
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const { answer, cost } = withoutCost(isJson ? JSON.parse(text) : null);
  return { status: response.status, headers: response.headers, text, body: answer, cost, milliseconds: performance.now() - began };
}
