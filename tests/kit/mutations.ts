import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLField, type GraphQLObjectType, getNamedType, isLeafType } from 'graphql';

let allMutations: Readonly<Record<string, GraphQLField<unknown, unknown>>> | undefined;

/** A mutation's field in schema.graphql, which is read once. */
function mutationNamed(name: string): GraphQLField<unknown, unknown> {
  allMutations ??= buildSchema(readFileSync('schema.graphql', 'utf8')).getMutationType()?.getFields() ?? {};
  const mutation = allMutations[name];
  if (!mutation) throw new Error(`schema.graphql has no mutation ${name}`);
  return mutation;
}

/** Mutations whose result is not the alphabetically first field of the payload. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  payment: 'cancelPayment capturePayment checkPayment payByToken payCash payWithCredit reviewPayment startPayment'.split(' '),
  refund: ['refundPayment'],
  shift: 'closeShift openDrawer openShift payIn payOut'.split(' '),
  taxRegime: ['createTaxRegime', 'updateTaxRegime'],
};

/** The payload field with the object that the mutation creates or changes. */
function resultOf(name: string): GraphQLField<unknown, unknown> {
  const fields = (getNamedType(mutationNamed(name).type) as GraphQLObjectType).getFields();
  const [result] = Object.entries(RESULTS).find(([, mutations]) => mutations.includes(name)) ?? [];
  return (result === undefined ? Object.values(fields)[0] : fields[result]) as GraphQLField<unknown, unknown>;
}

export function resultNameOf(mutation: string): string {
  return resultOf(mutation).name;
}

/**
 * The text of a mutation with an input: selects `fields` of its result, `others` of the payload, and the errors.
 * `mutationOf('createDevice', 'id name', 'token')`.
 */
export function mutationOf(name: string, fields = '', others = ''): string {
  const { args } = mutationNamed(name);
  const result = resultOf(name);
  const selection = isLeafType(getNamedType(result.type)) ? '' : ` { ${fields} }`;
  return `mutation ($input: ${args[0]?.type}) { ${name}(input: $input) { ${result.name}${selection} ${others} userErrors { code field message details } } }`;
}
