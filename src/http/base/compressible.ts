import { type DocumentNode, type GraphQLSchema, getOperationAST, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

const known = new WeakMap<DocumentNode, boolean>();

/**
 * Whether the answer of an operation may be compressed: it must be a query that selects no secret. The length of a
 * compressed answer reveals a secret bit by bit to an attacker who chooses another text in it, e.g. a guest's name.
 * (docs/security.md)
 */
export function isCompressible(schema: GraphQLSchema, document: DocumentNode, operationName: string | null | undefined): boolean {
  if (getOperationAST(document, operationName)?.operation !== 'query') return false;
  let compressible = known.get(document);
  if (compressible === undefined) known.set(document, (compressible = !asksForSecrets(schema, document)));
  return compressible;
}

/** Whether a field of the document is marked as `secret` in the schema. */
function asksForSecrets(schema: GraphQLSchema, document: DocumentNode): boolean {
  const types = new TypeInfo(schema);
  let found = false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: () => {
        found ||= types.getFieldDef()?.extensions.secret === true;
      },
    }),
  );
  return found;
}
