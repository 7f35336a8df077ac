import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLField, type GraphQLObjectType, getNamedType, isLeafType } from 'graphql';

let allMutations: Readonly<Record<string, GraphQLField<unknown, unknown>>> | undefined;

/** Every mutation, as schema.graphql has it; read once. */
function mutationNamed(name: string): GraphQLField<unknown, unknown> {
  allMutations ??= buildSchema(readFileSync('schema.graphql', 'utf8')).getMutationType()?.getFields() ?? {};
  const mutation = allMutations[name];
  if (!mutation) throw new Error(`schema.graphql has no mutation ${name}`);
  return mutation;
}

/** Mutations whose payload does not have first, by the alphabet, what they make or change. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  payment: 'cancelPayment capturePayment checkPayment payByToken payCash payWithCredit reviewPayment startPayment'.split(' '),
  refund: ['refundPayment'],
  shift: 'closeShift openDrawer openShift payIn payOut'.split(' '),
  taxRegime: ['createTaxRegime', 'updateTaxRegime'],
};

/** The field of a mutation's payload that holds what it made or changed. */
function resultOf(name: string): GraphQLField<unknown, unknown> {
  const fields = (getNamedType(mutationNamed(name).type) as GraphQLObjectType).getFields();
  const [result] = Object.entries(RESULTS).find(([, mutations]) => mutations.includes(name)) ?? [];
  return (result === undefined ? Object.values(fields)[0] : fields[result]) as GraphQLField<unknown, unknown>;
}

export function resultNameOf(mutation: string): string {
  return resultOf(mutation).name;
}

/**
 * The text of a mutation that takes an input: asks for `fields` of what it makes or changes, for what else of the payload
 * is named, and for errors. `mutationOf('createDevice', 'id name', 'token')`.
 */
export function mutationOf(name: string, fields = '', others = ''): string {
  const { args } = mutationNamed(name);
  const result = resultOf(name);
  const selection = isLeafType(getNamedType(result.type)) ? '' : ` { ${fields} }`;
  return `mutation ($input: ${args[0]?.type}) { ${name}(input: $input) { ${result.name}${selection} ${others} userErrors { code field message details } } }`;
}
