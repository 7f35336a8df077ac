import { isRaw, JsonProperty, Utils } from '@mikro-orm/core';
import { LRUCache } from 'lru-cache';

/** A statement as the protocol sends it: `$1`, `$2` … stand for the values, so its text is the same each time. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Most texts whose parts are kept in memory. */
const MAX_TEXTS = 2000;
/** A question mark of SQL; a name; the elements of an array; a list; a value. */
const PLACES = /\\\?|\?\?|\barray\[\?\]|\b(?:not )?in \(\?(?:, \?)*\)|\?/gi;

type Place =
  | { readonly kind: 'value' | 'name' | 'array' }
  | { readonly kind: 'list'; readonly isNegated: boolean /** How many values it has. */; readonly length: number };

/** A text, cut at its places: `parts` has one entry more than `places`. */
interface Template {
  readonly parts: readonly string[];
  readonly places: readonly Place[];
  /** The text if all values are plain; null: it has names, so it is never the same. */
  readonly plain: string | null;
}

const templates = new LRUCache<string, Template>({ max: MAX_TEXTS });

/**
 * Puts `$1` … in the places of `?`. A list `in (?, ?)` becomes `= any($1)` and `array[?]` becomes `$1`, with an array as the
 * value: the text is the same for each number of elements, so that PostgreSQL has to plan it only once.
 * @param quoteName writes the name of a table or column, for `??`
 */
export function bind(sql: string, params: readonly unknown[], quoteName: (name: string) => string): BoundStatement {
  if (params.length === 0) return { text: sql, values: [] };
  const template = templateOf(sql);
  if (template.plain !== null && !params.some(isSpecial)) return { text: template.plain, values: plainValues(template, params) };
  const values: unknown[] = [];
  return { text: write(template, params, values, quoteName), values };
}

function templateOf(sql: string): Template {
  let template = templates.get(sql);
  if (!template) templates.set(sql, (template = cut(sql)));
  return template;
}

function cut(sql: string): Template {
  const parts = [''];
  const places: Place[] = [];
  let at = 0;
  const add = (text: string): void => void (parts[parts.length - 1] += text);
  for (const { 0: found, index } of sql.matchAll(PLACES)) {
    add(sql.slice(at, index));
    at = index + found.length;
    if (found === '\\?') add('?');
    else {
      places.push(placeOf(found));
      parts.push('');
    }
  }
  add(sql.slice(at));
  const isPlain = places.every(({ kind }) => kind !== 'name');
  const template = { parts, places, plain: null };
  return { ...template, plain: isPlain ? joined(template, (index, place) => placed(place, index + 1)) : null };
}

function placeOf(found: string): Place {
  if (found === '?') return { kind: 'value' };
  if (found === '??') return { kind: 'name' };
  if (found.endsWith(']')) return { kind: 'array' };
  return { kind: 'list', isNegated: /^not/i.test(found), length: found.split('?').length - 1 };
}

/** The place of one value that is known by its number. */
function placed(place: Place, number: number): string {
  return place.kind === 'list' ? `${place.isNegated ? '<> all' : '= any'}($${number})` : `$${number}`;
}

function joined({ parts, places }: Omit<Template, 'plain'>, at: (index: number, place: Place) => string): string {
  let text = parts[0] ?? '';
  for (const [index, place] of places.entries()) text += at(index, place) + (parts[index + 1] ?? '');
  return text;
}

/** Whether a parameter is more than a value: a piece of SQL, or several values for one place. */
function isSpecial(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (isRaw(value) || Array.isArray(value));
}

function plainValues({ places }: Template, params: readonly unknown[]): unknown[] {
  if (places.length === params.length) return places.map(({ kind }, index) => (kind === 'list' ? [wireValue(params[index])] : wireValue(params[index])));
  let at = 0;
  return places.map((place) => {
    if (place.kind !== 'list') return wireValue(params[at++]);
    const elements = params.slice(at, (at += place.length));
    return elements.map(wireValue);
  });
}

/** The same with any parameters; adds to `values`. */
function write(template: Template, params: readonly unknown[], values: unknown[], quoteName: (name: string) => string): string {
  let at = 0;
  const put = (value: unknown): string => {
    if (isRaw(value)) return write(templateOf(value.sql), value.params, values, quoteName);
    if (Array.isArray(value) && !(JsonProperty in value)) return value.map(put).join(', ');
    return `$${values.push(wireValue(value))}`;
  };
  return joined(template, (_, place) => {
    if (place.kind === 'name') return quoteName(String(params[at++]));
    if (place.kind === 'value') return put(params[at++]);
    const elements = params.slice(at, (at += place.kind === 'list' ? place.length : 1)).flat();
    if (!elements.some(isSpecial)) return placed(place, values.push(elements.map(wireValue)));
    const list = elements.map(put).join(', ');
    return place.kind === 'list' ? `${place.isNegated ? 'not in' : 'in'} (${list})` : `array[${list}]`;
  });
}

/** A value as the driver takes it. */
function wireValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.toISOString();
  return Utils.isPlainObject(value) || JsonProperty in value ? JSON.stringify(value) : value;
}
