import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { sqlState } from '../../kernel/database/sql-state.ts';
import { RequestError, type RequestErrorCode } from '../../kernel/values/errors.ts';

/** Codes that GraphQL clients know from all servers: published unchanged. */
export type ProtocolCode = 'GRAPHQL_PARSE_FAILED' | 'GRAPHQL_VALIDATION_FAILED' | 'PERSISTED_QUERY_NOT_SUPPORTED';
const PROTOCOL_CODES = new Set<string>(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'PERSISTED_QUERY_NOT_SUPPORTED'] satisfies ProtocolCode[]);
/** Other errors of the request: the client sent something wrong, and the message says what. All are published as BAD_USER_INPUT. */
const REQUEST_FAULTS = new Set(['BAD_USER_INPUT', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE']);

/** SQLSTATE classes and codes of a database that is away, starting, stopping, full, too slow, or does not write now. */
const UNAVAILABLE = /^(08|57P0|53|57014|55P03|25P03|25006)/;
const UNAVAILABLE_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|ECONNREFUSED|ECONNRESET|Query read timeout|Client has encountered a connection error/;

export function isUnavailable(error: unknown): boolean {
  const state = sqlState(error);
  if (state) return UNAVAILABLE.test(state);
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === 'EPIPE' || (typeof message === 'string' && UNAVAILABLE_MESSAGES.test(message));
}

/**
 * The error that a client sees: a RequestError unchanged, an error of the request with its message, and for any other
 * error only the request id, under which it is logged. Never a stack, an SQL text or the value of a variable.
 */
export function publicError(formatted: GraphQLFormattedError, error: unknown, logger: Logger): GraphQLFormattedError {
  if (typeof error === 'object' && error !== null && published.has(error)) return formatted;
  const cause = error instanceof Error && 'originalError' in error && error.originalError instanceof Error ? error.originalError : error;
  if (cause instanceof RequestError) return { ...formatted, message: cause.message, extensions: { ...cause.extensions } };
  const code = String(formatted.extensions?.code ?? '');
  if (PROTOCOL_CODES.has(code)) return { ...formatted, extensions: { code } };
  if (REQUEST_FAULTS.has(code)) return { ...formatted, extensions: { code: 'BAD_USER_INPUT' } };
  const { locations, path } = formatted;
  return { ...maskError(cause, logger), ...(locations && { locations }), ...(path && { path }) };
}

/** Logs an error, and returns one that shows clients only the request id. */
export function maskError(cause: unknown, logger: Logger): GraphQLFormattedError {
  const requestId = logger.bindings().requestId as string | undefined;
  if (isUnavailable(cause)) {
    logger.warn({ err: cause }, 'the database did not answer');
    return { message: 'The service is not available now; try again in a moment.', extensions: { code: 'SERVICE_UNAVAILABLE', requestId } };
  }
  logger.error({ err: cause }, 'unexpected error');
  return { message: 'Something went wrong on our side.', extensions: { code: 'INTERNAL', requestId } };
}

/** Errors that were masked already, at a place where their request was known. */
const published = new WeakSet<object>();

/**
 * The error of an operation that is refused before it begins.
 * @param retryAfter seconds until the client may try again
 */
export function refusedOperation(code: RequestErrorCode | ProtocolCode, message: string, retryAfter?: number): GraphQLError {
  const error = new GraphQLError(message, { extensions: { code, ...(retryAfter !== undefined && { retryAfter }) } });
  published.add(error);
  return error;
}

/** Seconds until a party that has used too much of the processor may try again. */
export const BUSY_SECONDS = 5;

/** The request takes more of the processor than its party may have while other parties have work. */
export function processorBusyError(): GraphQLError {
  return refusedOperation(
    'RATE_LIMITED',
    'Answering this takes more work than you may ask for beside others now; try again later, or ask for less.',
    BUSY_SECONDS,
  );
}

/** Like {@link publicError}, for an error of a result. */
export function publicGraphQLError(error: GraphQLError, logger: Logger): GraphQLError {
  const formatted = publicError({ message: error.message, ...withDefined(error) }, error, logger);
  const maskError = new GraphQLError(formatted.message, { extensions: formatted.extensions ?? {}, ...(formatted.path && { path: formatted.path }) });
  published.add(maskError);
  return maskError;
}

/** Errors of compiled queries look like GraphQL errors, but have no toJSON. */
function withDefined({ extensions, path, locations }: GraphQLError): Omit<GraphQLFormattedError, 'message'> {
  return { ...(extensions && { extensions }), ...(path && { path }), ...(locations && { locations }) };
}
