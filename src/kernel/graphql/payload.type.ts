import { type ClassType, Extensions, Field, ObjectType } from 'type-graphql';
import { UserError } from '../request/user-error.type.ts';
import type { ValueOf } from './decorators.ts';
import { shared } from './descriptions.ts';

/** The type of a payload's field, with a description where the default one says too little. */
export type PayloadField = (() => unknown) | { readonly type: () => unknown; readonly description: string; readonly nullable?: false };

type PayloadFields = Readonly<Record<string, PayloadField>>;

type FieldValue<F extends PayloadField> = F extends () => infer S
  ? ValueOf<S> | null
  : F extends { readonly type: () => infer S; readonly nullable: false }
    ? ValueOf<S>
    : F extends { readonly type: () => infer S }
      ? ValueOf<S> | null
      : never;

type PayloadValue<F extends PayloadFields> = { readonly [N in keyof F]: FieldValue<F[N]> } & { readonly userErrors: readonly UserError[] };

interface PayloadOptions {
  /** Description of the type; by default it names the mutation. */
  readonly description?: string;
  /** Whether guests may read it. */
  readonly guest?: boolean;
}

/**
 * The type `<Name>Payload`: the result of a mutation, or `userErrors`. Each mutation has its own type, so that one
 * payload can get a field that the others lack.
 */
export function payloadType<const F extends PayloadFields>(name: string, fields: F, { description, guest }: PayloadOptions = {}): ClassType<PayloadValue<F>> {
  const mutationName = `${name[0]?.toLowerCase()}${name.slice(1)}`;

  @ObjectType(`${name}Payload`, { description: description ?? `Answer of ${mutationName}: its result, or the failures in userErrors.`, simpleResolvers: true })
  class PayloadType {
    @Field(() => [UserError], { description: shared.userErrors })
    userErrors!: UserError[];
  }

  for (const [field, of] of Object.entries(fields)) {
    const { type, description, nullable = true } = typeof of === 'function' ? { type: of, description: resultOf(field) } : of;
    Field(type as () => ClassType, { nullable, description })(PayloadType.prototype, field);
  }
  if (guest) Extensions({ guest })(PayloadType);
  return PayloadType as ClassType<PayloadValue<F>>;
}

/** `modifierGroup` becomes "The modifier group …". */
function resultOf(field: string): string {
  return `The ${field.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} as the server has it now; null when userErrors has an entry.`;
}
