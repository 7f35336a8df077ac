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

/** The most objects that one answer may be expected to hold. */
export const MAX_OBJECTS = 10_000;
/** What a command costs beside its answer, and what following a feed does. */
const SURCHARGE = { query: 0, mutation: 10, subscription: 10 } as const;
/** Introspection is answered from memory, whatever it asks. */
const INTROSPECTION = 100;

/** A number of objects: fixed, or multiplied by what variables say. */
interface Count {
  readonly fixed: number;
  readonly parts: readonly { readonly size: Size & object; readonly times: number; readonly each: Count }[];
}

/** How long a list will be: known, or what the first of some variables says that has a value: a number, or so many entries. */
type Size = number | { readonly variables: readonly string[]; readonly otherwise: number };

/** What is known of an operation before its variables are. */
export interface OperationCost {
  readonly objects: Count;
  readonly surcharge: number;
  /** Variables that say how long a list is, as which argument, and the most they may say. */
  readonly sizes: readonly { readonly variable: string; readonly argument: string; readonly most: number }[];
  /** Variables that may hold lists, and how long these may be. */
  readonly lists: readonly { readonly variable: string; readonly most: number }[];
  /** What is wrong with its literals; null: nothing. */
  readonly wrong: string | null;
  /** Whether a list is asked for inside itself. */
  readonly cyclic: boolean;
  /** The names of its root fields. */
  readonly rootFields: readonly string[];
}

const NOTHING: Count = { fixed: 0, parts: [] };

/** Thrown to end a walk that has seen enough. */
class TooMuch extends Error {}

/**
 * Counts, from a valid document alone, what its operation may cost: 1 for each object, times the length of the lists
 * around it (`first`, or what such a list usually has); 10 on top for each command and each feed. A leaf costs nothing.
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

/** The objects of an operation with these variables. */
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

  /** The fields that an object of a type answers, by the names of the answer; as execution merges them. */
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

  /** What is below an object. `size`: how long its own lists are, null: as usual. */
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

  /** What a field's `last`, else its `first`, says of the lists in its object. */
  #sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Size | null {
    const definition = field.args.find(({ name }) => name === 'first');
    if (!definition) return null;
    const most = numberOf(field, 'maxPageSize', MAX_PAGE_SIZE);
    const usual = typeof definition.defaultValue === 'number' ? definition.defaultValue : DEFAULT_LIST_SIZE;
    return this.#argument(node, 'last', most, this.#argument(node, 'first', most, usual));
  }

  /** What an argument says, where it is not null; else `otherwise` counts. */
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

/** Of a list that is asked for by ids: as many. */
function idsOf({ arguments: given }: FieldNode): Size | null {
  const value = given?.find(({ name }) => name.value === 'ids')?.value;
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

/** What a type or field says of itself, in its extensions. */
function numberOf(
  { extensions }: { readonly extensions: Readonly<Record<string, unknown>> },
  name: 'objectCost' | 'listSize' | 'maxPageSize',
  usual: number,
): number {
  const told = extensions[name];
  return typeof told === 'number' ? told : usual;
}
