import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_LIST_SIZE, MAX_COMMAND_LIST_LENGTH, MAX_LIST_LENGTH, MAX_PAGE_SIZE } from '../base/list-sizes.ts';

/** Most objects that one answer may be estimated to have. */
export const MAX_OBJECTS = 10_000;
/** Points of each root field, added to the cost of its answer. */
const SURCHARGE = { query: 0, mutation: 10, subscription: 10 } as const;
/** Fixed cost of introspection: every such answer comes from memory. */
const INTROSPECTION = 100;

/** A number of objects: a fixed number, and parts that are multiplied by the values of variables. */
interface Count {
  readonly fixed: number;
  readonly parts: readonly { readonly size: Size & object; readonly times: number; readonly each: Count }[];
}

/** The length of a list: a number, or the first of these variables that has a value (a number, or a list whose length counts). */
type Size = number | { readonly variables: readonly string[]; readonly otherwise: number };

/** The cost of an operation before its variables are known. */
export interface OperationCost {
  readonly objects: Count;
  readonly surcharge: number;
  /** Variables that set the length of a list, the argument they are used for, and its maximum. */
  readonly sizes: readonly { readonly variable: string; readonly argument: string; readonly most: number }[];
  /** Variables that may contain lists, and the longest length of these. */
  readonly lists: readonly { readonly variable: string; readonly most: number }[];
  /** What is wrong with the literals; null: nothing. */
  readonly wrong: string | null;
  /** Whether a list is selected inside itself. */
  readonly cyclic: boolean;
  readonly rootFields: readonly string[];
}

const NOTHING: Count = { fixed: 0, parts: [] };

/** Thrown to end a walk that is over the limit. */
class TooMuch extends Error {}

/**
 * Estimates the cost of an operation from a valid document alone: 1 for each object, multiplied by the lengths of the
 * lists around it (`first`, or the usual length of the list), plus 10 for each command and each feed. A leaf costs
 * nothing.
 */
export function costOf(schema: GraphQLSchema, document: DocumentNode, operationName: string | null | undefined): OperationCost {
  const operation = getOperationAST(document, operationName) as OperationDefinitionNode;
  const root = schema.getRootType(operation.operation) as GraphQLObjectType;
  const walk = new Walk(schema, document, operation);
  const rootFields = [...walk.collect(root, [operation.selectionSet]).values()].map(([field]) => (field as FieldNode).name.value);
  const counted = rootFields.filter((name) => !name.startsWith('__')).length;
  let objects: Count;
  try {
    objects = walk.ofObject(root, [operation.selectionSet], null, []);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    objects = { fixed: MAX_OBJECTS + 1, parts: [] };
  }
  const { sizes, lists, wrong, cyclic } = walk;
  return { objects, surcharge: SURCHARGE[operation.operation] * counted, sizes, lists, wrong, cyclic, rootFields };
}

/** The number of objects of an operation with these variables. */
export function objectsOf(count: Count, variables: Readonly<Record<string, unknown>>): number {
  let sum = count.fixed;
  for (const { size, times, each } of count.parts) {
    sum += times * lengthOf(size, variables) * objectsOf(each, variables);
  }
  return sum;
}

function lengthOf({ variables: names, otherwise }: Size & object, variables: Readonly<Record<string, unknown>>): number {
  for (const name of names) {
    const value = variables[name];
    if (typeof value === 'number') return value;
    if (Array.isArray(value)) return value.length;
  }
  return otherwise;
}

class Walk {
  readonly sizes: { variable: string; argument: string; most: number }[] = [];
  readonly lists: { variable: string; most: number }[] = [];
  wrong: string | null = null;
  cyclic = false;
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #defaults: ReadonlyMap<string, ValueNode | undefined>;
  #visits = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#fragments = new Map(document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
    this.#defaults = new Map(operation.variableDefinitions?.map((node) => [node.variable.name.value, node.defaultValue]) ?? []);
    for (const { defaultValue } of operation.variableDefinitions ?? []) if (defaultValue) this.#checkLists(defaultValue, MAX_LIST_LENGTH);
  }

  /** The fields of an object type in a selection, by response name, merged as execution merges them. */
  collect(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    into = new Map<string, FieldNode[]>(),
    seen = new Set<string>(),
  ): ReadonlyMap<string, readonly FieldNode[]> {
    for (const node of sets.flatMap(({ selections }) => selections)) {
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value;
        const known = into.get(name);
        if (known) known.push(node);
        else into.set(name, [node]);
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD && seen.has(node.name.value)) continue;
      if (node.kind === Kind.FRAGMENT_SPREAD) seen.add(node.name.value);
      const part = node.kind === Kind.INLINE_FRAGMENT ? node : this.#fragments.get(node.name.value);
      if (part && this.#applies(part.typeCondition?.name.value, type)) this.collect(type, [part.selectionSet], into, seen);
    }
    return into;
  }

  /**
   * The objects below an object.
   * @param size length of the lists of this object; null: their usual length
   */
  ofObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[], size: Size | null, path: readonly string[]): Count {
    const counts = [...this.collect(type, sets).values()].map((nodes) => this.#ofField(type, nodes, size, path));
    return { fixed: counts.reduce((sum, { fixed }) => sum + fixed, 0), parts: counts.flatMap(({ parts }) => parts) };
  }

  #ofField(parent: GraphQLObjectType, nodes: readonly FieldNode[], size: Size | null, path: readonly string[]): Count {
    const [node] = nodes as readonly [FieldNode];
    if (node.name.value === '__schema' || node.name.value === '__type') return { fixed: INTROSPECTION, parts: [] };
    const field = parent.getFields()[node.name.value];
    if (!field) return NOTHING;
    const key = `${parent.name}.${field.name}`;
    for (const argument of node.arguments ?? []) this.#checkArgument(field, argument);
    const below = getNamedType(field.type);
    if (!isCompositeType(below)) return NOTHING;
    this.#visits += 1;
    if (this.#visits > MAX_OBJECTS) throw new TooMuch();
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const inner = this.#sizeOf(field, node);
    const types = isObjectType(below) ? [below] : isAbstractType(below) ? this.#schema.getPossibleTypes(below) : [];
    const counts = types.map((type) => this.ofObject(type, sets, inner, [...path, key]));
    const largest = counts.reduce((most, count) => (objectsOf(count, {}) > objectsOf(most, {}) ? count : most), NOTHING);
    const each: Count = { fixed: largest.fixed + numberOf(below, 'objectCost', 1), parts: largest.parts };
    if (!isList(field.type)) return each;
    if (path.includes(key)) this.cyclic = true;
    return times(each, idsOf(node) ?? size ?? numberOf(field, 'listSize', DEFAULT_LIST_SIZE));
  }

  /** The list length that a field's `last`, otherwise its `first`, sets for its object. */
  #sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Size | null {
    const definition = field.args.find(({ name }) => name === 'first');
    if (!definition) return null;
    const most = numberOf(field, 'maxPageSize', MAX_PAGE_SIZE);
    const usual = typeof definition.defaultValue === 'number' ? definition.defaultValue : DEFAULT_LIST_SIZE;
    return this.#argument(node, 'last', most, this.#argument(node, 'first', most, usual));
  }

  /** The value of an argument; `otherwise` where it is missing or null. */
  #argument(node: FieldNode, argument: string, most: number, otherwise: Size): Size {
    const value = node.arguments?.find(({ name }) => name.value === argument)?.value;
    if (value?.kind === Kind.INT) {
      if (!isPageSize(Number(value.value), most)) this.wrong ??= pageSizeError(argument, most);
      return Number(value.value);
    }
    if (value?.kind !== Kind.VARIABLE) return otherwise;
    const variable = value.name.value;
    const byDefault = this.#defaults.get(variable);
    if (byDefault?.kind === Kind.INT && !isPageSize(Number(byDefault.value), most)) this.wrong ??= pageSizeError(argument, most);
    this.sizes.push({ variable, argument, most });
    if (byDefault?.kind === Kind.INT) return { variables: [variable], otherwise: Number(byDefault.value) };
    return typeof otherwise === 'number' ? { variables: [variable], otherwise } : { ...otherwise, variables: [variable, ...otherwise.variables] };
  }

  #checkArgument(field: GraphQLField<unknown, unknown>, { value }: ArgumentNode): void {
    const payload = getNamedType(field.type);
    const tells = isObjectType(payload) && 'userErrors' in payload.getFields();
    this.#checkLists(value, tells ? MAX_COMMAND_LIST_LENGTH : MAX_LIST_LENGTH);
  }

  #checkLists(value: ValueNode, most: number): void {
    if (value.kind === Kind.VARIABLE) this.lists.push({ variable: value.name.value, most });
    if (value.kind === Kind.OBJECT) for (const { value: inner } of value.fields) this.#checkLists(inner, most);
    if (value.kind !== Kind.LIST) return;
    if (value.values.length > most) this.wrong ??= listLengthError(value.values.length, most);
    else for (const inner of value.values) this.#checkLists(inner, most);
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const wanted = this.#schema.getType(condition);
    return isAbstractType(wanted) && this.#schema.isSubType(wanted, type);
  }
}

/** The length of a list that is requested by ids: the number of ids. */
function idsOf({ arguments: argumentNodes }: FieldNode): Size | null {
  const value = argumentNodes?.find(({ name }) => name.value === 'ids')?.value;
  if (value?.kind === Kind.LIST) return value.values.length;
  return value?.kind === Kind.VARIABLE ? { variables: [value.name.value], otherwise: 1 } : null;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}

function times(each: Count, size: Size): Count {
  if (typeof size !== 'number') return { fixed: 0, parts: [{ size, times: 1, each }] };
  return { fixed: size * each.fixed, parts: each.parts.map((part) => ({ ...part, times: part.times * size })) };
}

export function isPageSize(size: number, most: number): boolean {
  return Number.isInteger(size) && size >= 1 && size <= most;
}

export function pageSizeError(argument: string, most: number): string {
  return `${argument} must be from 1 to ${most}.`;
}

export function listLengthError(length: number, most: number): string {
  return `A list has ${length} entries; at most ${most} are allowed.`;
}

/** A number in the extensions of a type or field, or `usual`. */
function numberOf(
  { extensions }: { readonly extensions: Readonly<Record<string, unknown>> },
  name: 'objectCost' | 'listSize' | 'maxPageSize',
  usual: number,
): number {
  const size = extensions[name];
  return typeof size === 'number' ? size : usual;
}
