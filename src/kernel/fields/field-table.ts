import type { Context } from '../request/context.ts';
import { checkPicture, pictureAddress } from '../request/picture.ts';
import { checkInteger, checkOptionalText, checkText, notNull } from '../values/check.ts';
import type { FieldPath } from '../values/errors.ts';
import { MAX_AMOUNT, type Money } from '../values/money.ts';
import { MoneyScalar } from '../values/scalars.ts';

/** A field of a plain settings entity: the only place for its type, limits and description. */
export interface FieldSpec<V = unknown> {
  /** Type in the schema: String, Boolean, or a scalar of this project. */
  readonly type: () => unknown;
  /** Description, a noun phrase without a full stop; inputs add the limits. */
  readonly description: string;
  /** Limits of inputs, e.g. "1 to 120 characters"; null: none. */
  readonly limits: string | null;
  readonly nullable: boolean;
  /** The value of a new entity when none is sent; undefined: the field must be sent. */
  readonly initial: V | undefined;
  check(ctx: Context, value: NonNullable<V>, field: FieldPath): V;
  /** The value for clients, where it differs from the stored value. */
  show?(ctx: Context, kept: V): V;
}

export type FieldTable = Readonly<Record<string, FieldSpec>>;

/** The values of an entity for the fields of a table. */
export type ValuesOf<T extends FieldTable> = { -readonly [F in keyof T]: T[F] extends FieldSpec<infer V> ? V : never };

/** An entity whose GraphQL type is made from a table: it has a property for each field of the table. */
export type Row<T extends FieldTable> = { readonly id: string; readonly createdAt: Date; readonly updatedAt: Date } & {
  readonly [F in keyof T]: ValuesOf<T>[F] | (null extends ValuesOf<T>[F] ? undefined : never);
};

/** An input: a field that is not sent is undefined, a cleared field is null. */
export type InputOf<T extends FieldTable> = { readonly [F in keyof T]?: ValuesOf<T>[F] | null | undefined };

interface DescriptionOption {
  readonly description: string;
}

export function text({ max = 120, description }: DescriptionOption & { readonly max?: number }): FieldSpec<string> {
  const check = (_: Context, value: string, field: FieldPath): string => checkText(value, field, { max });
  return { type: () => String, description, limits: `1 to ${max} characters`, nullable: false, initial: undefined, check };
}

/** A text that may be missing; several lines are allowed. */
export function optionalText({ max, description }: DescriptionOption & { readonly max: number }): FieldSpec<string | null> {
  const check = (_: Context, value: string, field: FieldPath): string | null => checkOptionalText(value, field, { max, lines: true });
  return { type: () => String, description, limits: `at most ${max} characters`, nullable: true, initial: null, check };
}

export function flag({ description, initial }: DescriptionOption & { readonly initial: boolean }): FieldSpec<boolean> {
  return { type: () => Boolean, description, limits: null, nullable: false, initial, check: (_, value) => value };
}

/** An amount in minor units of the brand's currency, never negative. */
export function money({ description, initial }: DescriptionOption & { readonly initial: Money }): FieldSpec<Money> {
  const check = (_: Context, value: Money, field: FieldPath): Money => checkInteger(value, field, 0, MAX_AMOUNT);
  return { type: () => MoneyScalar, description, limits: `0 to ${MAX_AMOUNT} minor units of the currency of the brand`, nullable: false, initial, check };
}

/** The URL of a picture; a picture on this server is stored as a path. */
export function picture({ description }: DescriptionOption): FieldSpec<string | null> {
  return {
    type: () => String,
    description,
    limits: 'an http or https address of at most 2000 characters',
    nullable: true,
    initial: null,
    check: ({ services }, value, field) => checkPicture(services, value, field),
    show: ({ services }, kept) => pictureAddress(services, kept),
  };
}

/**
 * Checks the values of a new entity.
 * @throws UserFailure INVALID_INPUT
 */
export function checkNew<T extends FieldTable>(ctx: Context, table: T, sent: InputOf<T>): ValuesOf<T> {
  return valuesOf(table, (name, spec) => {
    const value = sent[name] ?? null;
    return value === null && spec.initial !== undefined ? spec.initial : checked(ctx, name, spec, value);
  });
}

/**
 * Checks the values that an update sets: only of fields that were sent; null clears.
 * @throws UserFailure INVALID_INPUT
 */
export function checkChanges<T extends FieldTable>(ctx: Context, table: T, sent: InputOf<T>): Partial<ValuesOf<T>> {
  return valuesOf(table, (name, spec) => (sent[name] === undefined ? undefined : checked(ctx, name, spec, sent[name] ?? null)));
}

function checked(ctx: Context, name: string, spec: FieldSpec, value: unknown): unknown {
  if (value === null && spec.nullable) return null;
  return spec.check(ctx, notNull(value, [name]) as NonNullable<unknown>, [name]);
}

/** Leaves out what is undefined. */
function valuesOf<T extends FieldTable, R>(table: T, read: (name: string, spec: FieldSpec) => unknown): R {
  const values = Object.entries(table).map(([name, spec]) => [name, read(name, spec)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as R;
}
