import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';

/** One field of an answer. */
export interface SelectedField {
  /** Response name. */
  readonly name: string;
  readonly parent: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  /** The selection of the field; null: it is a leaf. */
  readonly children: Selection | null;
}

/** The fields of an object, merged as execution merges them, in the order of the answer. */
export type Selection = readonly SelectedField[];

/** Whether a field may be part of the selection. */
export type MaySelect = (parent: GraphQLObjectType, field: string) => boolean;

/** The fragments and variables of the operation that a selection belongs to. */
export interface SelectionContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Coerced values. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The fields that a valid document selects of an object; null: it selects a field that is not allowed here. Fragments are
 * expanded, and fields that @skip or @include leave out are missing.
 */
export function selectionOf(
  context: SelectionContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
  maySelect: MaySelect = () => true,
): Selection | null {
  return new Collector(context, maySelect).selectionOf(type, sets);
}

/** The merged selection of fields with one response name; see {@link selectionOf}. */
export function childSelection(context: SelectionContext, type: GraphQLObjectType, fields: readonly FieldNode[]): Selection | null {
  const included = fields.filter((node) => isIncluded(node, context.variables));
  return selectionOf(
    context,
    type,
    included.flatMap(({ selectionSet }) => selectionSet ?? []),
  );
}

/** A text that is the same for all selections with the same answer, for every form of their documents. */
export function canonicalSelection(selection: Selection): string {
  let text = '';
  for (const { name, field, args, children } of selection) {
    text += `${name}:${field.name}`;
    if (field.args.length > 0) text += `(${JSON.stringify(args)})`;
    text += children ? `{${canonicalSelection(children)}}` : ' ';
  }
  return text;
}

const META_FIELDS: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef].map((field) => [field.name, field]),
);

class Collector {
  readonly #surroundings: SelectionContext;
  readonly #maySelect: MaySelect;

  constructor(context: SelectionContext, maySelect: MaySelect) {
    this.#surroundings = context;
    this.#maySelect = maySelect;
  }

  selectionOf(parent: GraphQLObjectType, sets: readonly SelectionSetNode[]): Selection | null {
    const selected: SelectedField[] = [];
    for (const [name, nodes] of this.#collect(parent, sets)) {
      const [node] = nodes as [FieldNode];
      if (!this.#maySelect(parent, node.name.value)) return null;
      const field = META_FIELDS.get(node.name.value) ?? parent.getFields()[node.name.value];
      if (!field) return null;
      const type = getNamedType(field.type);
      const below = isObjectType(type)
        ? this.selectionOf(
            type,
            nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
          )
        : null;
      // Only execution knows which fields an object of a union or interface has.
      if ((isObjectType(type) && !below) || isAbstractType(type)) return null;
      selected.push({ name, parent, field, args: getArgumentValues(field, node, this.#surroundings.variables), children: below });
    }
    return selected;
  }

  #collect(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    into = new Map<string, FieldNode[]>(),
    seen = new Set<string>(),
  ): Map<string, FieldNode[]> {
    for (const node of sets.flatMap(({ selections }) => selections)) {
      if (!isIncluded(node, this.#surroundings.variables)) continue;
      if (node.kind === Kind.FIELD) {
        const name = (node.alias ?? node.name).value;
        const nodes = into.get(name);
        if (nodes) nodes.push(node);
        else into.set(name, [node]);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD && seen.has(node.name.value)) continue;
      if (node.kind === Kind.FRAGMENT_SPREAD) seen.add(node.name.value);
      const part = node.kind === Kind.INLINE_FRAGMENT ? node : this.#surroundings.fragments[node.name.value];
      if (part && this.#applies(part.typeCondition?.name.value, type)) this.#collect(type, [part.selectionSet], into, seen);
    }
    return into;
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const { schema } = this.#surroundings;
    const wanted = schema.getType(condition);
    return isAbstractType(wanted) && schema.isSubType(wanted, type);
  }
}

/** Whether @skip and @include keep a node. */
export function isIncluded(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  if (!node.directives?.length) return true;
  return getDirectiveValues(GraphQLSkipDirective, node, variables)?.if !== true && getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if !== false;
}

/** The fragments of a document by their names. */
export function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  return Object.fromEntries(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])));
}
