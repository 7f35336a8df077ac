import { expect } from 'vitest';
import { mutationOf, resultNameOf } from './mutations.ts';

export interface UserError {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
  readonly details: Record<string, unknown> | null;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code: string; readonly requestId?: string };
  }[];
  /** Without the cost, which every executed answer contains. */
  readonly extensions?: Record<string, unknown>;
  /** Cost in points; null: not executed. */
  readonly cost: number | null;
  readonly status: number;
}

/** Splits an answer into the answer without `extensions.cost`, and the cost: most tests ignore the cost. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
export function withoutCost(body: any): { readonly answer: any; readonly cost: number | null } {
  if (typeof body?.extensions?.cost?.points !== 'number') return { answer: body, cost: null };
  const { extensions, ...answer } = body;
  const { cost, ...others } = extensions;
  return { answer: Object.keys(others).length > 0 ? { ...answer, extensions: others } : answer, cost: cost.points };
}

export type Headers = Readonly<Record<string, string>>;

/** A client over real HTTP. */
export interface Client {
  readonly url: string;
  readonly headers: Headers;
  /** Sends an operation; returns the whole answer. */
  send(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<Answer>;
  /** Sends an operation that must succeed; returns its data. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
  ok(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<any>;
  /** Sends a mutation that must succeed; returns `fields` of the object that it creates or changes. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  call(mutation: string, input: Readonly<Record<string, unknown>>, fields?: string, headers?: Headers): Promise<any>;
  /** Sends a mutation that must fail with userErrors; returns the first one. */
  failure(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<UserError>;
  /** Sends an operation that must end in a top-level error; returns its code. */
  requestError(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<string>;
  /** The same client with other headers. */
  as(headers: Headers): Client;
}

export function makeClient(url: string, headers: Headers = {}): Client {
  const send = async (query: string, variables: Readonly<Record<string, unknown>> = {}, more: Headers = {}): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers, ...more },
      body: JSON.stringify({ query, variables }),
    });
    const { answer, cost } = withoutCost(await response.json());
    return { ...(answer as Answer), cost, status: response.status };
  };
  const ok: Client['ok'] = async (query, variables, more) => {
    const { data, errors } = await send(query, variables, more);
    expect(errors).toBeUndefined();
    for (const payload of Object.values(data ?? {}) as ({ userErrors?: unknown[] } | null)[]) expect(payload?.userErrors ?? []).toEqual([]);
    return data;
  };
  return {
    url,
    headers,
    send,
    ok,
    async call(mutation, input, fields, more) {
      const data = await ok(mutationOf(mutation, fields), { input }, more);
      return data[mutation][resultNameOf(mutation)];
    },
    async failure(query, variables, more) {
      const { data, errors } = await send(query, variables, more);
      expect(errors).toBeUndefined();
      const [payload] = Object.values(data) as { userErrors: UserError[] }[];
      expect(payload?.userErrors).toHaveLength(1);
      return payload?.userErrors[0] as UserError;
    },
    async requestError(query, variables, more) {
      const { errors } = await send(query, variables, more);
      expect(errors?.length).toBeGreaterThan(0);
      return errors?.[0]?.extensions.code ?? '';
    },
    as: (other) => makeClient(url, { ...headers, ...other }),
  };
}

export function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

/** Password of every user in tests. */
export const PASSWORD = 'a long password';

/** A signed-in client; without a tenant, a platform user. */
export async function signedIn(url: string, tenant: string | null, username: string, password: string): Promise<Client> {
  const guest = makeClient(url, tenant ? { 'x-tenant-id': tenant } : {});
  const { accessToken } = await guest.call('signIn', { username, password }, 'accessToken');
  return makeClient(url, bearer(accessToken));
}
