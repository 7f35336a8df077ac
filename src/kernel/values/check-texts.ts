import { type GraphQLArgument, type GraphQLInputType, GraphQLString, getNullableType, isInputObjectType, isListType } from 'graphql';
import { invalid } from './check.ts';
import type { FieldPath, UserFailure } from './errors.ts';
import { cleanText, findForbiddenCharacter } from './text.ts';

/** Secrets are compared as they are sent, and shown nowhere. */
const AS_SENT: ReadonlySet<string> = new Set(['password', 'currentPassword', 'newPassword', 'pin', 'token', 'refreshToken', 'pairingToken']);
/** Phones put direction marks around the numbers that users copy from them. */
const PHONES: ReadonlySet<string> = new Set(['phone', 'customerPhone']);
const UNSEEN_IN_PHONES = /\p{Cf}/gu;

type Arguments = Readonly<Record<string, unknown>>;

/** Arguments of a root field with cleaned texts, and the failure if one is refused. */
export interface CheckedTexts {
  readonly args: Arguments;
  readonly failure: UserFailure | null;
}

/**
 * Cleans every text in the arguments of a root field, and finds the first one with a forbidden character. Every text that
 * is stored, searched for or compared passes here, even if no use case checks it. Here any text may have several lines;
 * {@link checkText} knows the fields that have one line.
 */
export function checkTexts(definitions: readonly GraphQLArgument[], args: Arguments): CheckedTexts {
  let failure: UserFailure | null = null;
  const clean = (name: string, text: string, path: FieldPath): string => {
    if (AS_SENT.has(name)) return text;
    const cleaned = cleanText(PHONES.has(name) ? text.replace(UNSEEN_IN_PHONES, '') : text);
    const forbidden = findForbiddenCharacter(cleaned, true);
    if (forbidden !== null) failure ??= invalid(path, `must not contain ${forbidden}.`);
    return cleaned;
  };
  const walk = (type: GraphQLInputType, name: string, value: unknown, path: FieldPath): unknown => {
    const inputType = getNullableType(type);
    if (value == null) return value;
    if (inputType === GraphQLString) return typeof value === 'string' ? clean(name, value, path) : value;
    if (isListType(inputType)) return Array.isArray(value) ? value.map((entry, index) => walk(inputType.ofType, name, entry, [...path, index])) : value;
    if (!isInputObjectType(inputType)) return value;
    const fields = inputType.getFields();
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fields[key] ? walk(fields[key].type, key, entry, [...path, key]) : entry]));
  };
  const types = new Map(definitions.map(({ name, type }) => [name, type]));
  // Paths begin inside `input`, as in every failure.
  const checked = Object.entries(args).map(([name, value]) => {
    const type = types.get(name);
    return [name, type ? walk(type, name, value, name === 'input' ? [] : [name]) : value] as const;
  });
  return { args: Object.fromEntries(checked), failure };
}
