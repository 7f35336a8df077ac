import { type GraphQLSchema, isInputObjectType } from 'graphql';
import { invalid } from './check.ts';
import type { FieldPath } from './errors.ts';

/** `@Extensions(ONE_OF)` on an input type: exactly one of its fields is sent, and the schema says so (`@oneOf`). */
export const ONE_OF = { oneOf: true } as const;

/** TypeGraphQL cannot declare such types: this marks them in the built schema. */
export function markOneOf(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) if (isInputObjectType(type) && type.extensions.oneOf === true) type.isOneOf = true;
}

/** An input of which exactly one field is sent, and its path in the input. */
export interface OneOfChoice<T> {
  readonly choice: T;
  readonly fieldPath: FieldPath;
}

/** The nested input of which exactly one field is sent; without it the flat fields that it replaces. Their use checks the flat fields. */
export function chooseOneOf<T extends object>(field: string, nested: T | null | undefined, flat: T, path: FieldPath = []): OneOfChoice<T> {
  if (nested == null) return { choice: flat, fieldPath: path };
  const also = Object.entries(flat).flatMap(([name, value]) => (value == null ? [] : [name]));
  if (also.length > 0) throw invalid([...path, field], `goes only without ${also.join(' and ')}: send ${field} alone.`);
  return { choice: nested, fieldPath: [...path, field] };
}
