import { describe, expect, test } from 'vitest';
import { useRestaurant } from '../kit/index.ts';
import { post, read } from './post.ts';

// The twelve checks of graphql-cop (github.com/dolevf/graphql-cop), and attacks of the same kind, against production.
const { app, restaurant } = useRestaurant({ environment: { NODE_ENV: 'production' } });

const ask = (query: string) => post(app.url, { query }, restaurant.guest.headers);
const times = (count: number, text: (index: number) => string): string => Array.from({ length: count }, (_, index) => text(index)).join(' ');

describe('graphql-cop finds', () => {
  test('no overloading by aliases', async () => {
    for (const count of [16, 101, 5000])
      expect((await ask(`query cop { ${times(count, (index) => `alias${index}: __typename`)} }`)).body).not.toHaveProperty('data');
  });

  test('no batches', async () => {
    expect(
      (
        await post(
          app.url,
          Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })),
        )
      ).status,
    ).toBe(400);
  });

  test('no queries by GET that a foreign page could send', async () => {
    expect((await read(`${app.url}/graphql?query=query%20cop%20%7B__typename%7D`)).status).toBe(400);
  });

  test('no queries by urlencoded POST', async () => {
    const { status, body } = await post(app.url, 'query=query%20cop%20%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(status).toBe(415);
    expect(body).not.toHaveProperty('data');
  });

  test('no tracing or debugging', async () => {
    const { body, headers } = await post(app.url, { query: 'query cop { __typename }' }, { 'x-apollo-tracing': '1', 'apollo-query-plan-experimental': '1' });
    expect(body).toEqual({ data: { __typename: 'Query' } });
    expect([...headers.keys()].join()).not.toMatch(/trac|debug|plan/);
    expect((await ask('query cop { nothing }')).text).not.toMatch(/stack|exception|debug|node_modules/i);
  });

  test('no overloading by repeated fields', async () => {
    for (const count of [500, 3000]) {
      const { text, milliseconds } = await ask(`query cop { ${times(count, () => '__typename')} }`);
      expect(text.length).toBeLessThan(1000);
      expect(milliseconds).toBeLessThan(3000);
    }
  });

  test('no suggestions of fields', async () => {
    for (const query of ['query cop { __schema { directive } }', '{ tenan { id } }', '{ tenant { slu } }'])
      expect((await ask(query)).text).not.toMatch(/did you mean/i);
  });

  test('no GraphiQL, Playground or Sandbox', async () => {
    for (const path of ['/', '/graphql', '/graphiql', '/playground', '/console', '/altair']) {
      const { text } = await read(`${app.url}${path}`, { headers: { accept: 'text/html' } });
      expect(text).not.toMatch(/<html|<script/i);
    }
  });

  test('no introspection', async () => {
    for (const query of [
      'query cop { __schema { types { name fields { name } } } }',
      '{ __type(name: "Query") { name } }',
      '{ ...a } fragment a on Query { x: __schema { description } }',
    ])
      expect((await ask(query)).body).not.toHaveProperty('data');
  });

  test('no overloading by directives', async () => {
    const { body } = await ask(`query cop { __typename ${times(10, () => '@aa')} }`);
    expect(body).not.toHaveProperty('data');
    expect((await ask(`query cop { __typename ${times(300, () => '@include(if: true)')} }`)).body).not.toHaveProperty('data');
  });

  test('no circular introspection', async () => {
    const { body, milliseconds } = await ask(
      'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
    );
    expect(body).not.toHaveProperty('data');
    expect(milliseconds).toBeLessThan(3000);
  });

  test('no mutations by GET', async () => {
    for (const headers of [{}, { 'apollo-require-preflight': '1' }]) {
      const { status, body } = await read(`${app.url}/graphql?query=mutation%20cop%20%7B__typename%7D`, { headers: headers as Record<string, string> });
      expect([400, 405]).toContain(status);
      expect(body).not.toHaveProperty('data');
    }
  });
});

test('a GET with an odd content type is refused, and a cookie gives no right', async () => {
  for (const type of ['text/plain', 'text/plain, application/json', ' ', 'message/http']) {
    const { status, body } = await read(`${app.url}/graphql?query=%7B__typename%7D`, { headers: { 'content-type': type, cookie: 'token=x' } });
    expect([type, status >= 400 && status < 500]).toEqual([type, true]);
    expect(body ?? {}).not.toHaveProperty('data');
  }
});
