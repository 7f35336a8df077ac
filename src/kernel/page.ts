import { Fault } from './failure.ts';

/** Arguments of a Relay connection. */
export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

/** Checks `first` (1 to `max`); a wrong one is a fault of the request. */
export function pageSize(first: number, max = 100): number {
  if (!Number.isInteger(first) || first < 1 || first > max) throw new Fault('BAD_USER_INPUT', `first must be from 1 to ${max}.`);
  return first;
}

/** Where a page ended: the sort keys of its last row, opaque to clients. */
export function encodeCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The sort keys of a cursor; a forged or foreign one is a fault of the request. */
export function decodeCursor(cursor: string, shape: readonly RegExp[]): string[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(keys) && keys.length === shape.length && keys.every((key, index) => shape[index]?.test(String(key)))) return keys.map(String);
  } catch {
    // Falls through: whatever it is, it is no cursor of ours.
  }
  throw new Fault('BAD_USER_INPUT', 'after is not a cursor of this list.');
}
