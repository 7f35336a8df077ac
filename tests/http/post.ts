import { withoutCost } from '../kit/client.ts';

export interface Posted {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
  readonly body: any;
  /** Cost in points; removed from the body. */
  readonly cost: number | null;
  readonly milliseconds: number;
}

/** Sends raw text to the GraphQL endpoint; any other value is sent as JSON. */
export async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Posted> {
  return read(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Sends any request; returns the whole answer. */
export async function read(url: string, init: RequestInit = {}): Promise<Posted> {
  const began = performance.now();
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  const { answer, cost } = withoutCost(isJson && text !== '' ? JSON.parse(text) : null);
  return { status: response.status, headers: response.headers, text, body: answer, cost, milliseconds: performance.now() - began };
}
