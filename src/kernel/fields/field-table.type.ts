import { type ClassType, Extensions, Field, ID, InputType, ObjectType } from 'type-graphql';
import { shared } from '../graphql/descriptions.ts';
import { Node } from '../graphql/node.type.ts';
import { DateTimeScalar } from '../values/scalars.ts';
import type { FieldSpec, FieldTable } from './field-table.ts';

interface TypeWords {
  readonly description: string;
  /** Whether guests may read it. */
  readonly guest?: boolean;
}

/** The GraphQL type of an entity with a field table: id, fields, and the instants of creation and last change. */
export function objectTypeOf(name: string, table: FieldTable, { description, guest }: TypeWords): ClassType {
  @ObjectType(name, { implements: Node, description, simpleResolvers: true })
  class EntityType {
    @Field(() => ID, { description: shared.id })
    id!: string;

    @Field(() => DateTimeScalar, { description: shared.createdAt })
    createdAt!: Date;

    @Field(() => DateTimeScalar, { description: shared.updatedAt })
    updatedAt!: Date;
  }
  for (const [field, { type, nullable, description, show }] of Object.entries(table)) {
    // A field with `show` has a resolver (settings.resolver.ts).
    if (!show) Field(type as () => ClassType, { nullable, description: `${description}.` })(EntityType.prototype, field);
  }
  if (guest) Extensions({ guest })(EntityType);
  return EntityType;
}

/** The input `Create<Name>Input`: fields with an initial value may be left out. */
export function createInputOf(name: string, what: string, table: FieldTable): ClassType {
  @InputType(`Create${name}Input`, { description: `A new ${what}.` })
  class CreateInput {}
  for (const [field, spec] of Object.entries(table)) {
    const { type, initial } = spec;
    const nullable = initial !== undefined;
    const usual = nullable && initial !== null ? ` Without it ${String(initial)}.` : '';
    Field(type as () => ClassType, { nullable, description: `${sentence(spec)}${usual}` })(CreateInput.prototype, field);
  }
  return CreateInput;
}

/** The input `Update<Name>Input`: only the fields that are sent change. */
export function updateInputOf(name: string, what: string, table: FieldTable): ClassType {
  @InputType(`Update${name}Input`, { description: `Changes of a ${what}: only the fields that are sent change.` })
  class UpdateInput {
    @Field(() => ID, { description: `UUID of the ${what}.` })
    id!: string;
  }
  for (const [field, spec] of Object.entries(table)) {
    const clears = spec.nullable ? ' null clears it.' : '';
    Field(spec.type as () => ClassType, { nullable: true, description: `${sentence(spec)}${clears}` })(UpdateInput.prototype, field);
  }
  return UpdateInput;
}

export function deleteInputOf(name: string, what: string): ClassType {
  @InputType(`Delete${name}Input`, { description: `The ${what} to delete.` })
  class DeleteInput {
    @Field(() => ID, { description: `UUID of the ${what}.` })
    id!: string;
  }
  return DeleteInput;
}

function sentence({ description, limits }: Pick<FieldSpec, 'description' | 'limits'>): string {
  return limits === null ? `${description}.` : `${description}; ${limits}.`;
}
