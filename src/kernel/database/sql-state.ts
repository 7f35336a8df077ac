/** PostgreSQL's SQLSTATE of an error, also when MikroORM has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  // Every SQLSTATE has a digit; EPIPE has none and is something else.
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The name of the constraint that an error of the database names; undefined: it names none. */
export function constraintOf(error: unknown): string | undefined {
  const name = (error as { constraint?: unknown } | null)?.constraint;
  return typeof name === 'string' ? name : undefined;
}

/** Two rows would have the same unique key. */
export const UNIQUE_VIOLATION = '23505';
/** A statement waited for a lock for as long as the connection allows. */
export const LOCK_NOT_AVAILABLE = '55P03';
export const SERIALIZATION_FAILURE = '40001';
export const DEADLOCK = '40P01';
/** `cell_gate` has refused a transaction: its tenant is moving, or another cell serves it. */
export const TENANT_MOVES = 'DP503';
const TENANT_ELSEWHERE = 'DP421';

/** Whether `cell_gate` has refused a transaction. */
export function isRefusedByGate(error: unknown): error is Error {
  const state = sqlState(error);
  return state === TENANT_MOVES || state === TENANT_ELSEWHERE;
}

/** A statement before it in the same transaction has failed. */
export const IN_FAILED_TRANSACTION = '25P02';
const UNKNOWN_STATEMENT_NAME = '26000';
const FEATURE_NOT_SUPPORTED = '0A000';

/** Whether a statement failed only because one before it in its transaction had failed. That one may have been the first of its name. */
export function isConsequence(error: unknown): boolean {
  const state = sqlState(error);
  return state === IN_FAILED_TRANSACTION || state === UNKNOWN_STATEMENT_NAME;
}

/**
 * Whether a named statement failed because a migration has changed the columns of its answer (`select t.*`) since it was
 * planned. The pool gives new names then, so the same statement succeeds when it is sent again.
 */
export function isStalePlan(error: unknown): boolean {
  return sqlState(error) === FEATURE_NOT_SUPPORTED && /cached plan must not change result type/.test((error as Error).message);
}
