import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  type ValidationContext,
  type ValidationRule,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { standsAlone } from '../kernel/stands-alone.ts';

/** What one document may ask for; the same over HTTP and WebSocket (schema conventions §9). */
export const documentLimits = { tokens: 1000, depth: 10, aliases: 15, directives: 10, mutationFields: 5, bytes: 100_000 } as const;

function tooMuch(what: string): GraphQLError {
  return new GraphQLError(what, { extensions: { code: 'BAD_USER_INPUT', limit: true } });
}

/** Whether an error says that a document is larger than is allowed, not that it is wrong. */
export function isLimit({ message, extensions }: GraphQLError): boolean {
  return extensions.limit === true || message.includes(`more that ${documentLimits.tokens} tokens`);
}

/** Counts of what a selection asks for, its fragments as often as they are used. */
interface Measure {
  depth: number;
  aliases: number;
  directives: number;
  fields: number;
  /** Of those, the ones that must stand alone. */
  alone: string | null;
}

const nothing = (): Measure => ({ depth: 0, aliases: 0, directives: 0, fields: 0, alone: null });

/** One walk over an operation with its fragments; a fragment is measured once, so bombs and cycles cost nothing. */
function measure(operation: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): Measure {
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
    for (const selection of set.selections) {
      found.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) addField(found, selection, walk);
      else addPart(found, selection.kind === Kind.INLINE_FRAGMENT ? walk(selection.selectionSet) : walkFragment(selection.name.value));
    }
    return found;
  };
  const found = walk(operation.selectionSet);
  found.directives += operation.directives?.length ?? 0;
  return found;
}

function addField(into: Measure, { name, alias, selectionSet }: FieldNode, walk: (set: SelectionSetNode) => Measure): void {
  into.fields += 1;
  if (alias) into.aliases += 1;
  if (standsAlone.includes(name.value)) into.alone = name.value;
  // Introspection may be as deep as it is: where it is off, it is refused altogether.
  const inner = selectionSet && name.value !== '__schema' && name.value !== '__type' ? walk(selectionSet) : nothing();
  into.depth = Math.max(into.depth, inner.depth + 1);
  into.aliases += inner.aliases;
  into.directives += inner.directives;
}

function addPart(into: Measure, part: Measure): void {
  into.depth = Math.max(into.depth, part.depth);
  into.aliases += part.aliases;
  into.directives += part.directives;
  into.fields += part.fields;
  into.alone ??= part.alone;
}

/** Depth, aliases, directives and root mutation fields, as a validation rule. */
export const documentLimitsRule: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  OperationDefinition(operation) {
    const fragments = new Map(
      context.getDocument().definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [])),
    );
    const { depth, aliases, directives, fields, alone } = measure(operation, fragments);
    if (depth > documentLimits.depth) context.reportError(tooMuch(`The operation is ${depth} levels deep; at most ${documentLimits.depth} are allowed.`));
    if (aliases > documentLimits.aliases) context.reportError(tooMuch(`The operation has ${aliases} aliases; at most ${documentLimits.aliases} are allowed.`));
    if (directives > documentLimits.directives)
      context.reportError(tooMuch(`The operation has ${directives} directives; at most ${documentLimits.directives} are allowed.`));
    if (operation.operation !== 'mutation') return;
    if (alone && fields > 1) context.reportError(tooMuch(`${alone} must be the only field of its request.`));
    if (fields > documentLimits.mutationFields)
      context.reportError(tooMuch(`The request has ${fields} mutations; at most ${documentLimits.mutationFields} are allowed.`));
  },
});

/** A document that passed every check, or why it did not. */
export type CheckedDocument = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/**
 * Parses and validates a document as the HTTP side does, for WebSocket operations. The same text gives the same
 * document object, so what is kept per document (compiled queries, shared results) is shared by all sockets.
 */
export function documentChecker(
  schema: GraphQLSchema,
  options: { readonly rules: readonly ValidationRule[]; readonly hideSuggestions: boolean },
): (query: string) => CheckedDocument {
  const checked = new LRUCache<string, CheckedDocument>({ max: 500 });
  const check = (query: string): CheckedDocument => {
    if (query.length > documentLimits.bytes) return { errors: [tooMuch('The document is too large.')] };
    try {
      const document = parse(query, { maxTokens: documentLimits.tokens });
      const errors = validate(schema, document, [...specifiedRules, ...options.rules], { maxErrors: 5, hideSuggestions: options.hideSuggestions });
      return errors.length > 0 ? { errors: errors.map(asFault) } : { document };
    } catch (error) {
      if (error instanceof GraphQLError) return { errors: [asFault(error)] };
      throw error;
    }
  };
  return (query) => {
    let result = checked.get(query);
    if (!result) checked.set(query, (result = check(query)));
    return result;
  };
}

/** The library's own errors of a document have no code. */
function asFault({ message, nodes, source, positions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, extensions: { code: 'BAD_USER_INPUT' } });
}
