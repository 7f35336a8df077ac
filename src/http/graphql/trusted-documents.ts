import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { StartupError } from '../../kernel/values/startup-error.ts';
import { refusedOperation } from '../base/errors.ts';
import type { TrustedDocuments } from '../base/graphql-request.ts';
import { documentLimits, documentLimitsRule } from '../limits/document-limits.ts';
import { documentRules, withCurrentNames } from './former-names.ts';

export interface TrustedDocumentsOptions {
  /** A JSON file `{ "sha256:<hex>": "document" }`; null: there are none. */
  readonly file: string | null;
  /** Whether every other document is refused. */
  readonly only: boolean;
}

const ID = /^sha256:[0-9a-f]{64}$/;
const UNKNOWN = 'The server has no document of this id.';

/**
 * Reads the file and checks all documents. None is added later, so clients cannot fill the memory with documents.
 * @throws StartupError naming each entry that is wrong
 */
export function trustedDocuments(schema: GraphQLSchema, { file, only }: TrustedDocumentsOptions): TrustedDocuments {
  const byId = file === null ? new Map<string, string>() : readDocuments(schema, file);
  const trusted = new Set(byId.values());
  return {
    documentOf({ query, documentId, extensions }) {
      const hash = hashOf(extensions);
      const id = documentId ?? (hash === undefined ? undefined : `sha256:${hash}`);
      if (id !== undefined && !query) {
        const document = typeof id === 'string' ? byId.get(id) : undefined;
        if (document !== undefined) return document;
        // Clients with automatic persisted queries then send the document, and stop sending hashes.
        return hash !== undefined && !only
          ? refusedOperation('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported')
          : refusedOperation('BAD_USER_INPUT', UNKNOWN);
      }
      if (documentId !== undefined && documentId !== null) return refusedOperation('BAD_USER_INPUT', 'Send either the document or its id.');
      if (typeof query !== 'string') return undefined;
      if (hash !== undefined && hash !== sha256(query)) return refusedOperation('BAD_USER_INPUT', 'The sha256Hash is not that of the document.');
      return only && !trusted.has(query) ? refusedOperation('BAD_USER_INPUT', 'This server executes trusted documents only: send a documentId.') : query;
    },
  };
}

/** `extensions.persistedQuery.sha256Hash`, as Apollo's and urql's clients send it; undefined: there is none. */
function hashOf(extensions: unknown): string | undefined {
  const { persistedQuery } = (typeof extensions === 'object' && extensions !== null ? extensions : {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return persistedQuery === undefined || persistedQuery === null ? undefined : String(persistedQuery.sha256Hash);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function readDocuments(schema: GraphQLSchema, file: string): ReadonlyMap<string, string> {
  let entries: unknown;
  try {
    entries = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(`TRUSTED_DOCUMENTS: ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries))
    throw new StartupError(`TRUSTED_DOCUMENTS: ${file} must hold an object { "sha256:<hex>": "document" }`);
  const documents = new Map(Object.entries(entries));
  const problems = [...documents].flatMap(([id, document]) => {
    const problem = problemOf(schema, id, document);
    return problem === null ? [] : [`TRUSTED_DOCUMENTS: ${id}: ${problem}`];
  });
  if (problems.length > 0) throw new StartupError(problems.join('\n'));
  return documents;
}

function problemOf(schema: GraphQLSchema, id: string, document: unknown): string | null {
  if (!ID.test(id)) return 'is not sha256: and 64 hexadecimal digits in lower case';
  if (typeof document !== 'string') return 'is not a text';
  const hash = sha256(document);
  if (id !== `sha256:${hash}`) return `is not the hash of its document, which is sha256:${hash}`;
  try {
    const parsed = withCurrentNames(parse(document, { maxTokens: documentLimits.tokens }));
    return validate(schema, parsed, [...documentRules, documentLimitsRule], { maxErrors: 1 })[0]?.message ?? null;
  } catch (error) {
    if (error instanceof GraphQLError) return error.message;
    throw error;
  }
}
