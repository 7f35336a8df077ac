import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { onlyFieldMutations } from '../../kernel/graphql/only-field.ts';

/** Limits of one document; the same over HTTP and WebSocket (docs/limits.md). */
export const documentLimits = {
  /** Most bytes of a request, and of a command: 250 lines of an order with notes and modifiers fit. */
  bytes: 100_000,
  commandBytes: 400_000,
  tokens: 1000,
  depth: 10,
  aliases: 15,
  directives: 10,
  mutationFields: 5,
  /** Fields of one operation; fields of a fragment count at each use. */
  selections: 5000,
  /** Selections with one response name in one place: validation compares each with each. */
  repetitions: 50,
} as const;

export const TOO_LONG = `The request is longer than ${documentLimits.bytes} bytes; a mutation may have ${documentLimits.commandBytes}.`;

function tooMuch(what: string): GraphQLError {
  return new GraphQLError(what, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Counts of a selection; fragments count at each use. */
interface Measure {
  depth: number;
  aliases: number;
  directives: number;
  /** All fields, and those at this level. */
  selections: number;
  fields: number;
  /** Fields of this level that are __schema, __type or __typename. */
  ofSchema: number;
  asksSchema: boolean;
  /** The largest number of selections with one name in one place, and the name. */
  repetitions: number;
  repeated: string;
  /** A field of this level that must be the only one of its request; null: none. */
  alone: string | null;
}

const nothing = (): Measure => ({
  depth: 0,
  aliases: 0,
  directives: 0,
  selections: 0,
  fields: 0,
  ofSchema: 0,
  asksSchema: false,
  repetitions: 0,
  repeated: '',
  alone: null,
});

/** One walk over an operation with its fragments. A fragment is measured once, so fragment bombs and cycles cost nothing. */
function measure(operation: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, alone: ReadonlySet<string> = new Set()): Measure {
  const known = new Map<string, Measure>();
  const walkFragment = (name: string): Measure => {
    const seen = known.get(name);
    if (seen) return seen;
    known.set(name, nothing());
    const fragment = fragments.get(name);
    const found = fragment ? walk(fragment.selectionSet) : nothing();
    known.set(name, found);
    return found;
  };
  const walk = (set: SelectionSetNode): Measure => {
    const found = nothing();
    noteRepetitions(found, set);
    for (const selection of set.selections) {
      found.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) addField(found, selection, alone, walk);
      else addPart(found, selection.kind === Kind.INLINE_FRAGMENT ? walk(selection.selectionSet) : walkFragment(selection.name.value));
    }
    return found;
  };
  const found = walk(operation.selectionSet);
  found.directives += operation.directives?.length ?? 0;
  return found;
}

function noteRepetitions(into: Measure, { selections }: SelectionSetNode): void {
  const counts = new Map<string, number>();
  for (const node of selections) {
    const name = node.kind === Kind.FIELD ? (node.alias ?? node.name).value : node.kind === Kind.FRAGMENT_SPREAD ? `...${node.name.value}` : '...';
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    if (count > into.repetitions) Object.assign(into, { repetitions: count, repeated: name });
  }
}

function addRepetitions(into: Measure, { repetitions, repeated }: Measure): void {
  if (repetitions > into.repetitions) Object.assign(into, { repetitions, repeated });
}

function addField(into: Measure, { name, alias, selectionSet }: FieldNode, alone: ReadonlySet<string>, walk: (set: SelectionSetNode) => Measure): void {
  into.fields += 1;
  into.selections += 1;
  if (alias) into.aliases += 1;
  if (alone.has(name.value)) into.alone = name.value;
  const inner = selectionSet ? walk(selectionSet) : nothing();
  const asksSchema = name.value === '__schema' || name.value === '__type';
  if (asksSchema || name.value === '__typename') into.ofSchema += 1;
  into.asksSchema ||= asksSchema;
  // Introspection may have any depth: where it is off, it is refused completely.
  into.depth = Math.max(into.depth, asksSchema ? 1 : inner.depth + 1);
  into.selections += inner.selections;
  addRepetitions(into, inner);
  into.aliases += inner.aliases;
  into.directives += inner.directives;
}

function addPart(into: Measure, part: Measure): void {
  into.depth = Math.max(into.depth, part.depth);
  into.aliases += part.aliases;
  into.directives += part.directives;
  into.selections += part.selections;
  into.fields += part.fields;
  into.ofSchema += part.ofSchema;
  into.asksSchema ||= part.asksSchema;
  addRepetitions(into, part);
  into.alone ??= part.alone;
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])));
}

/** Number of fields of an operation of a valid document; fields of a fragment count at each use. */
export function selectionsOf(document: DocumentNode, operation: OperationDefinitionNode): number {
  return measure(operation, fragmentsOf(document)).selections;
}

/** Yields a sentence for each limit that an operation exceeds. */
function* excesses(operation: OperationDefinitionNode, found: Measure): Generator<string> {
  const { depth, aliases, directives, selections, repetitions, repeated, fields, ofSchema, asksSchema, alone } = found;
  const limits = documentLimits;
  if (depth > limits.depth) yield `The operation is ${depth} levels deep; at most ${limits.depth} are allowed.`;
  if (aliases > limits.aliases) yield `The operation has ${aliases} aliases; at most ${limits.aliases} are allowed.`;
  if (directives > limits.directives) yield `The operation has ${directives} directives; at most ${limits.directives} are allowed.`;
  if (selections > limits.selections) yield `The operation has ${selections} fields; at most ${limits.selections} are allowed.`;
  if (repetitions > limits.repetitions) yield `${repeated} is selected ${repetitions} times in one place; at most ${limits.repetitions} are allowed.`;
  // Introspection is written in slices, but other fields of the operation would be executed in one go.
  if (asksSchema && fields > ofSchema) yield 'Ask for __schema and __type in an operation of their own.';
  if (operation.operation !== 'mutation') return;
  if (alone && fields > 1) yield `${alone} must be the only field of its request.`;
  if (fields > limits.mutationFields) yield `The request has ${fields} mutations; at most ${limits.mutationFields} are allowed.`;
}

/** Whether the root field of a subscription depends on a variable. It must have one root field for all values of variables. */
function isConditional({ selections }: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen = new Set<string>()): boolean {
  return selections.some((node) => {
    if (node.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include')) return true;
    if (node.kind === Kind.FIELD) return false;
    if (node.kind === Kind.INLINE_FRAGMENT) return isConditional(node.selectionSet, fragments, seen);
    const fragment = seen.has(node.name.value) ? undefined : fragments.get(node.name.value);
    seen.add(node.name.value);
    return fragment !== undefined && isConditional(fragment.selectionSet, fragments, seen);
  });
}

/** A validation rule: the operations of a document are within the limits. */
export const documentLimitsRule: ValidationRule = (context: ValidationContext): ASTVisitor => {
  const fragments = fragmentsOf(context.getDocument());
  return {
    OperationDefinition(operation) {
      for (const excess of excesses(operation, measure(operation, fragments, onlyFieldMutations(context.getSchema())))) context.reportError(tooMuch(excess));
      if (operation.operation === 'subscription' && isConditional(operation.selectionSet, fragments))
        context.reportError(tooMuch('The root field of a subscription may have neither @skip nor @include.'));
      return false;
    },
    FragmentDefinition: () => false,
  };
};
