import { readFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as fragmentMatcher from '@graphql-codegen/fragment-matcher';
import type { CodegenPlugin } from '@graphql-codegen/plugin-helpers';
import * as typedDocumentNode from '@graphql-codegen/typed-document-node';
import * as typescript from '@graphql-codegen/typescript';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { buildSchema, type DocumentNode, parse, validate } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentOf, rootFieldsOf, selectionOf } from '../isolation/documents.ts';
import { possibleTypes } from './kit.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.close());

/** An operation for every root field of the contract, with the contract's fields. */
function contractDocuments(): DocumentNode[] {
  const contract = buildSchema(readFileSync('tests/contract.graphql', 'utf8'));
  return rootFieldsOf(contract).map((field) => {
    const name = field.path.replace('.', '_');
    return parse(documentOf(field, selectionOf(field.field.type, 1)).replace(/^(\w+) ?/, `$1 ${name} `));
  });
}

test('GraphQL codegen makes types of the schema and of the contract’s operations that fit together', async () => {
  const documents = contractDocuments();
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
  expect(documents.length).toBeGreaterThan(40);
  for (const document of documents) expect(validate(schema, document)).toEqual([]);
  const scalars = { Money: 'number', DateTime: 'string', Date: 'string', JSON: 'unknown', Measure: 'string' };
  const make = (plugins: Record<string, CodegenPlugin>): Promise<string> =>
    codegen({
      filename: 'graphql.ts',
      schema: parse(readFileSync('schema.graphql', 'utf8')),
      documents: documents.map((document, index) => ({ document, location: `${index}.graphql` })),
      config: { scalars, useTypeImports: true, strictScalars: true },
      plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
      pluginMap: plugins,
    });
  await workshop.write('types.ts', await make({ typescript }));
  await workshop.write('operations.ts', await make({ operationTypes, typedDocumentNode }));
  const matcher = await make({ fragmentMatcher });
  await workshop.write('matcher.ts', matcher);
  await workshop.write(
    'usage.ts',
    `import { Mutation_PlaceOrderDocument, Query_OrderDocument, type Query_OrderQuery, type Query_OrderQueryVariables } from './operations.ts';
import type { Order } from './types.ts';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
declare function ask<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R>;
const variables: Query_OrderQueryVariables = { id: 'x' };
export const total = async (): Promise<number | undefined> => (await ask(Query_OrderDocument, variables)).order?.totals.total;
export const discounts = ({ discounts }: Order): (string | null | undefined)[] => discounts.map(({ id }) => id);
export const status = (data: Query_OrderQuery): 'READY' | string | undefined => data.order?.status;
// @ts-expect-error an order has lines
void ask(Mutation_PlaceOrderDocument, { input: { outletId: 'x', serviceMode: 'TAKEAWAY' } });
`,
  );
  expect(await workshop.typecheck()).toBe('');
  const [, found = '{}'] = /const result: PossibleTypesResultData = (\{[\s\S]*?\n\});/.exec(matcher) ?? [];
  expect(JSON.parse(found).possibleTypes).toEqual(possibleTypes);
}, 180_000);
