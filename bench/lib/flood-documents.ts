import { getIntrospectionQuery } from 'graphql';

/** A request of the flood. */
export interface FloodRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

const ITEM = 'id productId sku name price available modifierGroups { id name options { optionId name priceAdjustment available } }';
const MENU = `version sections { id name items { ${ITEM} } }`;

/** Twenty ways to ask for a menu. `n` makes each request a new text; `outletId` is the outlet of the menu. */
export function floodDocuments(outletId: string): readonly ((n: number) => FloodRequest)[] {
  const variables = { o: outletId };
  const id = JSON.stringify(outletId);
  const ask = (query: string): FloodRequest => ({ query, variables });
  const menus = (n: number, count: number): string =>
    Array.from({ length: count }, (_, index) => `m${n}_${index}: menu(outletId: $o) { sections { items { sku price } } }`).join(' ');
  const schemas = (n: number): string =>
    Array.from(
      { length: 15 },
      (_, index) =>
        `s${n}_${index}: __schema { types { name description fields { name description args { name type { name } } type { name ofType { name } } } } }`,
    ).join(' ');
  return [
    // The same meaning in a different text.
    (n) => ask(`query m${n}($o: ID!) { menu(outletId: $o) { ${MENU} } }`),
    (n) => ask(`query ($o: ID!) { menu(outletId: $o) {${' '.repeat(1 + (n % 900))}${MENU} } }`),
    (n) => ask(`query ($o: ID!) { # ${n}\n menu(outletId: $o) { ${MENU} } }`),
    (n) => ({ query: `query ($o${n}: ID!) { menu(outletId: $o${n}) { ${MENU} } }`, variables: { [`o${n}`]: outletId } }),
    (n) => ({ query: `query q${n} { menu(outletId: ${id}) { ${MENU} } }` }),
    (n) => ({ query: `query q${n}($o: ID! = ${id}) { menu(outletId: $o) { ${MENU} } }` }),
    (n) => ask(`query ($o: ID!) { menu(outletId: $o) { ...f${n} } } fragment f${n} on Menu { ${MENU} }`),
    (n) => ask(`query q${n}($o: ID!) { ... on Query { menu(outletId: $o) { ... { version } ... on Menu { ${MENU} } } } }`),
    (n) => ({ query: `query a($o: ID!) { menu(outletId: $o) { ${MENU} } } query b${n} { tenant { id } }`, variables, operationName: 'a' }),
    (n) => ask(`query q${n}($o: ID!) { menu(outletId: $o) @include(if: true) { ${MENU} } }`),
    (n) => ({
      query: `query q${n}($o: ID!, $p: ID!) { menuItem(${n % 2 ? 'productId: $p, outletId: $o' : 'outletId: $o, productId: $p'}) { ${ITEM} } }`,
      variables: { o: outletId, p: outletId },
    }),
    // Answers that are not in the cache.
    (n) => ask(`query ($o: ID!) { m${n}: menu(outletId: $o) { ${MENU} } }`),
    (n) => ask(`query ($o: ID!) { menu(outletId: $o) { sections { items { i${n}: id name price } } } }`),
    (n) => ask(`query ($o: ID!) { menu(outletId: $o) { x${n}: version ${MENU} outlet { openNow } } }`),
    (n) => ask(`query ($o: ID!) { ${menus(n, 5)} }`),
    // The schema.
    (n) => ({ query: `${getIntrospectionQuery().replace('IntrospectionQuery', `I${n}`)}` }),
    (n) => ({ query: `{ ${schemas(n)} }` }),
    // Documents that are slow to validate, and rejected ones.
    (n) => ask(`query q${n} { ${'tenant { currency { code } id } '.repeat(48)} }`),
    (n) => ask(`query q${n} { ${'outlets { tenant { id } } '.repeat(90)} }`),
    (n) => ask(`{ ${Array.from({ length: 300 }, (_, index) => `nothing${n}_${index}`).join(' ')} }`),
  ];
}
