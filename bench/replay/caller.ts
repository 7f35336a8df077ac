import { type Answer, type Api, ApiError } from './api.ts';

export interface Credentials {
  /** Slug of the tenant whose user this is; null: a platform user. */
  readonly tenant: string | null;
  readonly username: string;
  readonly password: string;
}

/** A signed-in user. Signs in again when the token has expired. */
export interface Caller {
  /** Tenant and a valid token, for HTTP headers and a socket's `connectionParams`. */
  headers(): Promise<Record<string, string>>;
  query<T>(operation: string, query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** Sends one mutation. Repeated with the same key it has one effect. Throws {@link Refused} when it has `userErrors`. */
  command<T>(field: MutationField, selection: string, input: object, key: string): Promise<Answer<T>>;
  /** The same user acting in a tenant (for platform users). */
  within(tenant: string): Caller;
  /** The same user and token over another connection to the same server. */
  over(line: Api): Caller;
}

export interface UserError {
  readonly code: string;
  readonly field: readonly string[] | null;
  readonly message: string;
}

/** A command that the server refused. */
export class Refused extends Error {
  readonly errors: readonly UserError[];
  constructor(field: string, errors: readonly UserError[]) {
    super(`${field}: ${errors.map(({ code, field: path, message }) => `${code}${path ? ` at ${path.join('.')}` : ''}: ${message}`).join('; ')}`);
    this.errors = errors;
  }
}

const inputTypes = {
  createTenant: 'CreateTenantInput',
  createOutlet: 'CreateOutletInput',
  createStation: 'CreateStationInput',
  createUser: 'CreateUserInput',
  createCategory: 'CreateCategoryInput',
  createProduct: 'CreateProductInput',
  placeOrder: 'PlaceOrderInput',
  confirmOrder: 'OrderCommandInput',
  serveOrder: 'OrderCommandInput',
  completeOrder: 'OrderCommandInput',
  bumpTicket: 'BumpTicketInput',
  payCash: 'PayCashInput',
} as const;
export type MutationField = keyof typeof inputTypes;

interface Token {
  readonly accessToken: string;
  readonly expiresAt: number;
}

const SIGN_IN = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) { session { accessToken expiresAt } userErrors { code field message } }
}`;

/** A token that expires within this time is replaced before use. */
const SPARE_MS = 30_000;

export function signedIn(api: Api, credentials: Credentials): Caller {
  let token: Promise<Token> | null = null;
  const renew = (): Promise<Token> => {
    const renewed = signIn(api, credentials);
    token = renewed;
    renewed.catch(() => {
      if (token === renewed) token = null;
    });
    return renewed;
  };
  return callerIn(api, credentials.tenant, {
    async get() {
      const current = token ?? renew();
      const now = await current;
      if (now.expiresAt - Date.now() > SPARE_MS) return now.accessToken;
      // Several callers may wait with the same old token: the first one renews it.
      return (await (token === current ? renew() : (token ?? renew()))).accessToken;
    },
    async drop(refused) {
      if ((await token)?.accessToken === refused) token = null;
    },
  });
}

interface Tokens {
  get(): Promise<string>;
  /** Called when the server rejects this token. */
  drop(refused: string): Promise<void>;
}

function callerIn(api: Api, tenant: string | null, tokens: Tokens): Caller {
  const headersWith = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}`, ...(tenant !== null && { 'x-tenant-id': tenant }) });
  const headers = async (): Promise<Record<string, string>> => headersWith(await tokens.get());
  const send = async <T>(operation: string, query: string, variables: Readonly<Record<string, unknown>>, key?: string): Promise<Answer<T>> => {
    const request = (token: string): Promise<Answer<T>> =>
      api.send<T>({ operation, query, variables, headers: { ...headersWith(token), ...(key !== undefined && { 'idempotency-key': key }) } });
    const token = await tokens.get();
    try {
      return await request(token);
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'UNAUTHENTICATED') throw error;
      await tokens.drop(token);
      return request(await tokens.get());
    }
  };
  return {
    headers,
    async query<T>(operation: string, query: string, variables = {}): Promise<T> {
      return (await send<T>(operation, query, variables)).data;
    },
    async command<T>(field: MutationField, selection: string, input: object, key: string): Promise<Answer<T>> {
      const document = `mutation($input: ${inputTypes[field]}!) { ${field}(input: $input) { ${selection} userErrors { code field message } } }`;
      const { data, replayed } = await send<Record<string, T & { userErrors: UserError[] }>>(field, document, { input }, key);
      const payload = data[field] as T & { userErrors: UserError[] };
      if (payload.userErrors.length > 0) throw new Refused(field, payload.userErrors);
      return { data: payload, replayed };
    },
    within: (other) => callerIn(api, other, tokens),
    over: (line) => callerIn(line, tenant, tokens),
  };
}

async function signIn(api: Api, { tenant, username, password }: Credentials): Promise<Token> {
  const { data } = await api.send<{ signIn: { session: { accessToken: string; expiresAt: string } | null; userErrors: UserError[] } }>({
    operation: 'signIn',
    query: SIGN_IN,
    variables: { input: { username, password } },
    headers: tenant === null ? {} : { 'x-tenant-id': tenant },
  });
  const { session, userErrors } = data.signIn;
  if (!session) throw new Refused(`signIn of ${username}`, userErrors);
  return { accessToken: session.accessToken, expiresAt: Date.parse(session.expiresAt) };
}
