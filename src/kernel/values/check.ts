import { type FieldPath, UserFailure } from './errors.ts';
import { cleanText, findForbiddenCharacter, hasVisibleText, isLongerThan } from './text.ts';

/** Limits of texts. Each check of this file returns the value ready for use, or throws INVALID_INPUT that names the field. */

interface TextLimits {
  /** Characters as a person counts them: an emoji, or a letter with its marks, is one. */
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly shape?: string;
  /** Whether several lines are allowed. */
  readonly lines?: boolean;
}

/** Checks a text that will be stored: cleaned, without characters that printers or readers take for a command. */
export function checkText(value: string, field: FieldPath, limits: TextLimits & { min?: number } = {}): string {
  const { min = 1, max = 120, pattern, shape, lines = false } = limits;
  const text = cleanText(value).trim();
  const forbidden = findForbiddenCharacter(text, lines);
  if (forbidden !== null) throw invalid(field, `must not contain ${forbidden}.`);
  if (text.length < min || isLongerThan(max, text)) throw invalid(field, `must have ${min} to ${max} characters.`);
  if (!hasVisibleText(text)) throw invalid(field, 'must have a character that is seen.');
  if (pattern && !pattern.test(text)) throw invalid(field, `must be ${shape ?? `like ${pattern.source}`}.`);
  return text;
}

/** Like {@link checkText}; null and undefined stay the same, an empty text becomes null. */
export function checkOptionalText<V extends string | null | undefined>(
  value: V,
  field: FieldPath,
  limits: TextLimits = {},
): string | null | Extract<V, undefined> {
  if (value === null || value === undefined) return value as null | Extract<V, undefined>;
  return cleanText(value).trim() === '' ? null : checkText(value, field, limits);
}

export function checkInteger(value: number, field: FieldPath, min: number, max: number): number {
  if (!Number.isSafeInteger(value) || value < min || value > max) throw invalid(field, `must be a whole number from ${min} to ${max}.`);
  return value;
}

/** A list in a command: too long is LIMIT_EXCEEDED. */
export function checkList<T>(list: readonly T[], field: FieldPath, limits: { min?: number; max: number }): readonly T[] {
  const { min = 0, max } = limits;
  if (list.length > max)
    throw new UserFailure('LIMIT_EXCEEDED', `${last(field)} has ${list.length} entries; at most ${max} are allowed.`, { field, details: { max } });
  if (list.length < min) throw invalid(field, `needs at least ${min === 1 ? 'one entry' : `${min} entries`}.`);
  return list;
}

/** An http or https URL; an empty text becomes null. */
export function checkUrl<V extends string | null | undefined>(value: V, field: FieldPath): string | null | Extract<V, undefined> {
  const text = checkOptionalText(value, field, { max: 2000 });
  if (typeof text === 'string' && !(URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))) throw invalid(field, 'must be an http or https address.');
  return text;
}

export function invalid(field: FieldPath, what: string): UserFailure {
  return new UserFailure('INVALID_INPUT', `${last(field)} ${what}`, { field });
}

/** The name of a field in messages; for an entry of a list the list and its index: promotionCodes[0]. */
function last(field: FieldPath): string {
  const name = field.at(-1) ?? 'input';
  return typeof name === 'number' ? `${field.at(-2) ?? ''}[${name}]` : name;
}

/** For fields that cannot be cleared: null is refused. */
export function notNull<T>(value: T | null | undefined, field: FieldPath): T | undefined {
  if (value === null) throw invalid(field, 'cannot be cleared.');
  return value;
}

/** Refuses a command when the client saw another version of the entity than the current one; null: the client sends no version. */
export function requireVersion(what: string, { version }: { readonly version: number }, seen: number | null | undefined): void {
  if (seen == null || seen === version) return;
  throw new UserFailure('STALE_VERSION', `The ${what} has changed: it is at version ${version}.`, { field: ['version'], details: { version } });
}

/** Only the fields that were sent, so that an update changes nothing else; null clears. */
export function sentFields<T extends object>(changes: T): Partial<T> {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;
}
