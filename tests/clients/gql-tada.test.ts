import { readFileSync } from 'node:fs';
import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Workshop } from './workshop.ts';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await openWorkshop();
});
afterAll(() => workshop.close());

test('gql.tada reads types from the texts of operations, with the compiler of this project', async () => {
  const introspection = introspectionFromSchema(buildSchema(readFileSync('schema.graphql', 'utf8')), { descriptions: false });
  await workshop.write('schema-types.d.ts', outputIntrospectionFile(minifyIntrospection(introspection), { fileType: '.d.ts', shouldPreprocess: true }));
  await workshop.write(
    'usage.ts',
    `import { initGraphQLTada, type ResultOf, type VariablesOf } from 'gql.tada';
import type { introspection } from './schema-types.d.ts';
const graphql = initGraphQLTada<{ introspection: introspection; scalars: { Money: number; DateTime: string; Date: string; JSON: unknown; Measure: string } }>();
const Order = graphql(\`query Order($id: ID!) { order(id: $id) { id status totals { total } discounts { id amount } } node(id: $id) { __typename id } }\`);
export const variables: VariablesOf<typeof Order> = { id: 'x' };
export const total = (data: ResultOf<typeof Order>): number | undefined => data.order?.totals.total;
export const discount = (data: ResultOf<typeof Order>): string | null | undefined => data.order?.discounts[0]?.id;
export const type = (data: ResultOf<typeof Order>): 'Order' | string | undefined => data.node?.__typename;
// @ts-expect-error ids are texts
export const wrong: VariablesOf<typeof Order> = { id: 1 };
// @ts-expect-error an order has no such field
export const missing = (data: ResultOf<typeof Order>): unknown => data.order?.nothing;
`,
  );
  expect(await workshop.typecheck()).toBe('');
}, 180_000);
