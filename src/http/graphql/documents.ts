import { type DocumentNode, GraphQLError, type GraphQLSchema, NoSchemaIntrospectionCustomRule, parse, validate } from 'graphql';
import { FairCache } from '../base/fair-cache.ts';
import { withOneOfChoices } from '../base/invalid-value.ts';
import { documentLimits, documentLimitsRule } from '../limits/document-limits.ts';
import { documentRules, withCurrentNames } from './former-names.ts';

/** A document that passed every check, or the errors: it is wrong, or larger than allowed. */
export type CheckedDocument = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[]; readonly isTooLarge: boolean };

const MAX_ERRORS = 5;
const MAX_WEIGHT = 32 * 1024 * 1024;
/** Estimated bytes of a parsed document for each character of its text, and the minimum. */
const WEIGHT = { ofCharacter: 60, atLeast: 4000 } as const;

/**
 * Parses and checks documents, over HTTP and WebSocket alike. The same text gives the same document object, so values
 * cached by document (its cost, its compiled form) are reused, and are freed with the document.
 */
export class Documents {
  readonly #schema: GraphQLSchema;
  readonly #introspection: boolean;
  readonly #checked = new FairCache<CheckedDocument>(MAX_WEIGHT, (_, text) => WEIGHT.atLeast + WEIGHT.ofCharacter * text.length);

  constructor(schema: GraphQLSchema, { introspection }: { readonly introspection: boolean }) {
    this.#schema = schema;
    this.#introspection = introspection;
  }

  /** The result of an earlier check of this text; undefined: it must be checked, which takes milliseconds. */
  known(text: string): CheckedDocument | undefined {
    return this.#checked.get(text);
  }

  /** @param party key of the party that sends the document */
  check(text: string, party: string): CheckedDocument {
    let checked = this.known(text);
    if (!checked) this.#checked.set(text, (checked = this.#check(text)), party);
    return checked;
  }

  #check(text: string): CheckedDocument {
    let document: DocumentNode;
    try {
      document = withCurrentNames(parse(text, { maxTokens: documentLimits.tokens }));
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      // The library's error for too many tokens has no code, only this text.
      const isTooLarge = error.message.includes(`more that ${documentLimits.tokens} tokens`);
      return { errors: [withCode(error, isTooLarge ? 'BAD_USER_INPUT' : 'GRAPHQL_PARSE_FAILED')], isTooLarge };
    }
    // Limits first: a document that is too large is not worth the time of the other rules.
    const excesses = validate(this.#schema, document, [documentLimitsRule], { maxErrors: MAX_ERRORS });
    if (excesses.length > 0) return { errors: excesses, isTooLarge: true };
    const rules = this.#introspection ? documentRules : [...documentRules, NoSchemaIntrospectionCustomRule];
    const errors = validate(this.#schema, document, rules, { maxErrors: MAX_ERRORS, hideSuggestions: !this.#introspection });
    return errors.length > 0
      ? { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED', withOneOfChoices(this.#schema, error.message))), isTooLarge: false }
      : { document };
  }
}

/** Adds a code: the library's errors of a document have none. */
function withCode({ message, nodes, source, positions }: GraphQLError, code: string, publicMessage = message): GraphQLError {
  return new GraphQLError(publicMessage, { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, extensions: { code } });
}
