import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';

/** The parts of a request that name its document. */
export interface DocumentReference {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** Documents that clients may name by their hash instead of sending them. */
export interface TrustedDocuments {
  /** The document that a request names by its id, or sends; an error when it may not; undefined: the request has none, and callers report that. */
  documentOf(reference: DocumentReference): string | GraphQLError | undefined;
}

export interface GraphqlParams {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A request as Apollo gets it, with its parameters; params null: it is not well-formed, and Apollo reports that. */
export interface GraphqlRequest {
  readonly search: string;
  readonly body: unknown;
  readonly params: GraphqlParams | null;
}

/** Parts of a request that count as missing when they are empty. */
const MAY_BE_EMPTY = ['operationName', 'variables', 'extensions'] as const;

/** Reads a request; its document may be named by an id. */
export function readRequest({ method, url, body }: FastifyRequest, documents: TrustedDocuments): GraphqlRequest | GraphQLError {
  const { search, searchParams } = new URL(url, 'http://host');
  return method !== 'POST' ? readSearch(searchParams, documents) : readBody(search, body, documents);
}

function readSearch(parameters: URLSearchParams, documents: TrustedDocuments): GraphqlRequest | GraphQLError {
  for (const name of MAY_BE_EMPTY) if (parameters.get(name) === '') parameters.delete(name);
  const text = (name: string): string | undefined => parameters.get(name) ?? undefined;
  const query = documents.documentOf({ query: text('query'), documentId: text('documentId'), extensions: jsonOf(text('extensions')) });
  if (query instanceof GraphQLError) return query;
  if (query !== undefined && query !== text('query')) {
    parameters.set('query', query);
    parameters.delete('extensions');
  }
  const variables = text('variables');
  return { search: `?${parameters}`, body: undefined, params: paramsOf(query, text('operationName'), variables === undefined ? undefined : jsonOf(variables)) };
}

function readBody(search: string, body: unknown, documents: TrustedDocuments): GraphqlRequest | GraphQLError {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { search, body, params: null };
  const wanted = Object.fromEntries(Object.entries(body).filter(([name, value]) => value !== '' || !MAY_BE_EMPTY.some((empty) => empty === name)));
  const query = documents.documentOf(wanted as DocumentReference);
  if (query instanceof GraphQLError) return query;
  const { extensions, ...others } = wanted;
  // Extensions are removed, because Apollo would look for a persisted query itself; values that are no object stay, so that Apollo refuses them.
  const isAnswered = query !== undefined && typeof extensions === 'object' && !Array.isArray(extensions);
  const rest = query === undefined ? wanted : { ...others, ...(!isAnswered && 'extensions' in wanted && { extensions }), query };
  return { search, body: rest, params: paramsOf(query, wanted.operationName, wanted.variables) };
}

function paramsOf(query: string | undefined, operationName: unknown, variables: unknown): GraphqlParams | null {
  const isNamed = operationName === undefined || operationName === null || typeof operationName === 'string';
  const isObject = typeof (variables ?? {}) === 'object' && !Array.isArray(variables);
  if (!query || !isNamed || !isObject) return null;
  return { query, operationName: operationName ?? undefined, variables: (variables ?? {}) as Readonly<Record<string, unknown>> };
}

/** Parses a parameter. A text that is no JSON stays a text, and Apollo refuses it with the name of the parameter. */
function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return text;
  }
}

/** The tenants that the address of a GET names (`tenant=<id or slug>`); one at most is right. */
export function tenantsInAddress({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): readonly string[] {
  return method === 'POST' ? [] : new URL(url, 'http://host').searchParams.getAll('tenant').filter(Boolean);
}

/** Whether a request names its tenant twice, in different ways. A cache that knows answers by their address must not find out which one counts. */
export function disagreesAboutTenant(request: FastifyRequest): boolean {
  const named = tenantsInAddress(request);
  const header = firstHeader(request.headers['x-tenant-id']);
  return named.length > 1 || (named.length === 1 && header !== undefined && header !== named[0]);
}

/** The credentials in the headers; a GET may name the tenant in its address. */
export function credentialsOf(request: FastifyRequest): { authorization?: string; tenant?: string; outlet?: string } {
  const { headers } = request;
  const { authorization } = headers;
  const tenant = firstHeader(headers['x-tenant-id']) ?? tenantsInAddress(request)[0];
  const outlet = firstHeader(headers['x-outlet-id']);
  return { ...(authorization && { authorization }), ...(tenant && { tenant }), ...(outlet && { outlet }) };
}

export function firstHeader(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
