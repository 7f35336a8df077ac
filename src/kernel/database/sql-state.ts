/** PostgreSQL's SQLSTATE of an error, also when MikroORM has wrapped it. */
export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  // Every SQLSTATE has a digit; EPIPE has none and is something else.
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Two rows would have the same unique key. */
export const UNIQUE_VIOLATION = '23505';
/** A row refers to a row that does not exist. */
export const FOREIGN_KEY_VIOLATION = '23503';
/** A statement waited for a lock for as long as the connection allows. */
export const LOCK_NOT_AVAILABLE = '55P03';
export const SERIALIZATION_FAILURE = '40001';
export const DEADLOCK = '40P01';
