import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the form of an id. Ids are opaque to clients: a text that is no id is answered as not found. */
export function isId(id: string): boolean {
  return UUID.test(id);
}

/** For filters: a text that is no id becomes an id that matches no row. */
export function idOrNil(id: string): string {
  return isId(id) ? id : '00000000-0000-0000-0000-000000000000';
}

/**
 * An id for an object without a row, made from other ids, e.g. a product at one outlet: the same parts give the same id.
 * A UUID (version 8: 122 bits of SHA-256), as every other id.
 */
export function derivedId(...parts: readonly string[]): string {
  const hex = hash('sha256', parts.join(':'), 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
