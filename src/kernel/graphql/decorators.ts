import type { GraphQLScalarType } from 'graphql';
import * as typeGraphql from 'type-graphql';
import type { ConvertedScalar } from '../values/scalars.ts';

export * from 'type-graphql';

/**
 * The decorators of TypeGraphQL, which check the types of methods and properties. The method under `@Query(() => OrderType)`
 * has to return an object with each property of the class OrderType, of the same type. So a renamed column, a wrong payload,
 * or null where the schema promises a value, fails the type check (docs/adr/0055-decorators-check-types.md).
 */

/** The value that a resolver returns for a type of the schema: for `() => [OrderType]` it is `readonly Shown<OrderType>[]`. */
export type ValueOf<S> = S extends StringConstructor
  ? string
  : S extends BooleanConstructor
    ? boolean
    : S extends ConvertedScalar<unknown, infer Value>
      ? Value
      : S extends GraphQLScalarType<infer Value, unknown>
        ? Value
        : S extends readonly (infer Entry)[]
          ? readonly ValueOf<Entry>[]
          : S extends abstract new (
                ...args: never[]
              ) => infer T
            ? Shown<T>
            : S extends Readonly<Record<string, string>>
              ? S[keyof S]
              : Shown<S>;

/** An object with the fields of a type of the schema, e.g. an entity. A nullable field may be undefined: clients see null. */
export type Shown<T> = T extends Date
  ? T
  : T extends readonly (infer Entry)[]
    ? readonly Shown<Entry>[]
    : T extends object
      ? { readonly [F in keyof T]: Shown<T[F]> | (null extends T[F] ? undefined : never) }
      : T;

type AdvancedOptions = typeGraphql.FieldOptions;
type TypeThunk = () => typeGraphql.ClassType;

/** The value that the field of an input has, where it is another than a resolver returns. */
type SentOf<S> = S extends ConvertedScalar<infer Sent, unknown> ? Sent : never;

type Nullability = boolean | 'items';

type Options<O, N extends Nullability> = Omit<O, 'nullable'> & { readonly nullable?: N };

type Nullable<V, N extends Nullability> = N extends 'items'
  ? readonly (V extends readonly (infer Entry)[] ? Entry | null | undefined : never)[]
  : N extends false
    ? V
    : V | null | undefined;

/** Decorates a method that returns such a value or a promise of it. */
type Returns<V> = <M extends (...args: never[]) => V | Promise<V>>(target: object, name: string, method: TypedPropertyDescriptor<M>) => void;

export function Query<const S, const N extends Nullability = false>(type: () => S, options: Options<AdvancedOptions, N>): Returns<Nullable<ValueOf<S>, N>> {
  return typeGraphql.Query(type as TypeThunk, options);
}

export function Mutation<const S, const N extends Nullability = false>(type: () => S, options: Options<AdvancedOptions, N>): Returns<Nullable<ValueOf<S>, N>> {
  return typeGraphql.Mutation(type as TypeThunk, options);
}

export function Subscription<const S, const N extends Nullability = false>(
  type: () => S,
  options: Options<typeGraphql.SubscriptionOptions, N>,
): Returns<Nullable<ValueOf<S>, N>> {
  return typeGraphql.Subscription(type as TypeThunk, options as typeGraphql.SubscriptionOptions);
}

export function FieldResolver<const S, const N extends Nullability = false>(
  type: () => S,
  options: Options<AdvancedOptions, N>,
): Returns<Nullable<ValueOf<S>, N>> {
  return typeGraphql.FieldResolver(type as TypeThunk, options);
}

/** Decorates a property that has the type of the field. The property may be null if the field may be null, and only then. */
export function Field<const S, const N extends Nullability = false>(
  type: () => S,
  options: Options<AdvancedOptions, N>,
): <C extends { readonly [K in F]?: Nullable<ValueOf<S> | SentOf<S>, N> }, F extends string>(
  target: C & (N extends true ? NullIn<C, F> : unknown),
  field: F,
) => void {
  return typeGraphql.Field(type as TypeThunk, options);
}

/** A class whose property may be null. */
type NullIn<C, F extends string> = F extends keyof C ? (null extends C[F] ? unknown : never) : never;
