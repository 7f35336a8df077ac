import { auditServer } from 'graphql-http';
import { expect, test } from 'vitest';
import { useTestApp } from '../kit/index.ts';

const app = useTestApp();

test('the GraphQL-over-HTTP audit has nothing to say', async () => {
  const results = await auditServer({
    url: `${app.url}/graphql`,
    // GET requests need a header that a foreign page cannot send.
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), 'apollo-require-preflight': '1' } }),
  });
  for (const result of results) if ('response' in result) await result.response.body?.cancel().catch(() => undefined);
  expect(
    results.filter(({ status }) => status !== 'ok').map((result) => `${result.status} ${result.id} ${result.name} ${'reason' in result ? result.reason : ''}`),
  ).toEqual([]);
  expect(results).toHaveLength(61);
});

test.each([
  ['a document that does not parse', '{', 'GRAPHQL_PARSE_FAILED'],
  ['one that does not fit the schema', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
  ['one with a value that does not fit its type', '{ orders(filter: { businessDate: "2026-02-30" }) { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
])('%s is 200 for application/json and 400 for application/graphql-response+json', async (_what, query, code) => {
  for (const [accept, status] of [
    ['application/json', 200],
    ['*/*', 200],
    ['application/graphql-response+json', 400],
    ['application/graphql-response+json, application/json;q=0.5', 400],
  ] as const) {
    const response = await fetch(`${app.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept },
      body: JSON.stringify({ query }),
    });
    expect([accept, response.status]).toEqual([accept, status]);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect(errors[0]?.extensions).toEqual({ code });
  }
});
