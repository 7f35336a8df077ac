/** Codes of failures that a client can act on; published as the GraphQL enum ErrorCode. New ones may be added, none removed. */
export const ErrorCode = {
  INVALID_INPUT: 'INVALID_INPUT',
  NOT_FOUND: 'NOT_FOUND',
  CONFLICT: 'CONFLICT',
  STALE_VERSION: 'STALE_VERSION',
  INVALID_TRANSITION: 'INVALID_TRANSITION',
  INVALID_CREDENTIALS: 'INVALID_CREDENTIALS',
  ACCOUNT_DISABLED: 'ACCOUNT_DISABLED',
  TOKEN_EXPIRED: 'TOKEN_EXPIRED',
  TOO_MANY_ATTEMPTS: 'TOO_MANY_ATTEMPTS',
  PRODUCT_UNAVAILABLE: 'PRODUCT_UNAVAILABLE',
  OUT_OF_STOCK: 'OUT_OF_STOCK',
  MODIFIER_RULE: 'MODIFIER_RULE',
  OUTLET_CLOSED: 'OUTLET_CLOSED',
  CHANNEL_PAUSED: 'CHANNEL_PAUSED',
  PRICE_CHANGED: 'PRICE_CHANGED',
  AMOUNT_MISMATCH: 'AMOUNT_MISMATCH',
  ALREADY_PAID: 'ALREADY_PAID',
  PAYMENT_FAILED: 'PAYMENT_FAILED',
  REFUND_EXCEEDS_PAID: 'REFUND_EXCEEDS_PAID',
  SHIFT_CLOSED: 'SHIFT_CLOSED',
  PROMOTION_NOT_APPLICABLE: 'PROMOTION_NOT_APPLICABLE',
  IDEMPOTENCY_KEY_REUSED: 'IDEMPOTENCY_KEY_REUSED',
  LIMIT_EXCEEDED: 'LIMIT_EXCEEDED',
  UNROUTED_ITEM: 'UNROUTED_ITEM',
  ORDER_HAS_PAYMENTS: 'ORDER_HAS_PAYMENTS',
  APPROVAL_REQUIRED: 'APPROVAL_REQUIRED',
} as const;
export type ErrorCode = keyof typeof ErrorCode;

/** Path into a mutation's input: names, and indexes of lists. */
export type FieldPath = readonly (string | number)[];

/** A command that cannot be carried out. The client gets it as an entry of `userErrors`. Throwing it rolls the command back: nothing was changed. */
export class UserFailure extends Error {
  readonly code: ErrorCode;
  readonly field: readonly string[] | null;
  readonly details: Record<string, unknown> | null;

  constructor(code: ErrorCode, message: string, options: { field?: FieldPath; details?: Record<string, unknown> } = {}) {
    super(message);
    this.code = code;
    this.field = options.field ? options.field.map(String) : null;
    this.details = options.details ?? null;
  }
}

/** Runs a part of a command; its failures get their path in the whole input. */
export async function atPath<T>(path: FieldPath, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UserFailure)) throw error;
    throw new UserFailure(error.code, error.message, { field: [...path, ...(error.field ?? [])], ...(error.details && { details: error.details }) });
  }
}

/** The same failure for rows that do not exist, belong to another tenant or are out of the caller's reach. */
export function notFound(what: string, field?: FieldPath): UserFailure {
  return new UserFailure('NOT_FOUND', `${what} not found.`, field ? { field } : {});
}

/** Codes of top-level errors: errors of the request or of the server, not of a command. */
export type RequestErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'RATE_LIMITED'
  | 'IDEMPOTENCY_IN_PROGRESS'
  | 'SERVICE_UNAVAILABLE'
  | 'TENANT_MOVING'
  | 'WRONG_CELL'
  | 'INTERNAL';

/** An error of the request or the server, answered as a top-level GraphQL error with `extensions.code`. Its message is public. */
export class RequestError extends Error {
  readonly extensions: { readonly code: RequestErrorCode; readonly [detail: string]: unknown };

  constructor(code: RequestErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.extensions = { ...details, code };
  }
}
