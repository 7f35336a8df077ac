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
  /** Without the cost, which every executed answer names. */
  readonly extensions?: Record<string, unknown>;
  /** Points that it cost; null: it was not executed. */
  readonly cost: number | null;
  readonly status: number;
}

/** An answer without `extensions.cost`, and that: most tests are about the rest. */
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
  /** Sends an operation and returns all of the answer. */
  send(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<Answer>;
  /** Sends an operation that must go well, and returns its data. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of any operation
  ok(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<any>;
  /** Carries out a mutation that must go well, and returns `fields` of what it made or changed. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read any field
  call(mutation: string, input: Readonly<Record<string, unknown>>, fields?: string, headers?: Headers): Promise<any>;
  /** Sends a mutation that must fail with userErrors, and returns the first. */
  failure(query: string, variables?: Readonly<Record<string, unknown>>, headers?: Headers): Promise<UserError>;
  /** Sends an operation that must end in a top-level error, and returns its code. */
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

/** Of every user of a test. */
export const PASSWORD = 'a long password';

/** A client that is signed in; without a tenant as a platform user. */
export async function signedIn(url: string, tenant: string | null, username: string, password: string): Promise<Client> {
  const guest = makeClient(url, tenant ? { 'x-tenant-id': tenant } : {});
  const { accessToken } = await guest.call('signIn', { username, password }, 'accessToken');
  return makeClient(url, bearer(accessToken));
}
