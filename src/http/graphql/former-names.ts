import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLInputType,
  GraphQLNonNull,
  getNamedType,
  isNonNullType,
  isNullableType,
  Kind,
  type OperationDefinitionNode,
  specifiedRules,
  type TypeNode,
  typeFromAST,
  type ValidationContext,
  type ValidationRule,
  type VariableDefinitionNode,
  VariablesInAllowedPositionRule,
  visit,
} from 'graphql';
import { fragmentsOf } from '../base/selection.ts';

/** Former names of input types, with the current name for each root field; docs/changes.md says until when they work. */
export const formerNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  MoveCashInput: { payIn: 'PayInInput', payOut: 'PayOutInput' },
  PaymentCommandInput: { cancelPayment: 'CancelPaymentInput', checkPayment: 'CheckPaymentInput' },
  PaymentFilterInput: { payments: 'PaymentFilter' },
  PromotionCommandInput: {
    activatePromotion: 'ActivatePromotionInput',
    deactivatePromotion: 'DeactivatePromotionInput',
    deletePromotion: 'DeletePromotionInput',
  },
};

/** The type name of a variable in the document as it was sent. */
const sentAs = new WeakMap<VariableDefinitionNode, string>();

/** Replaces former names of input types in the variable definitions of a document; returns the same document if it has none. */
export function withCurrentNames(document: DocumentNode): DocumentNode {
  const definitions = document.definitions.map((node) => (node.kind === Kind.OPERATION_DEFINITION ? renamed(node, document) : node));
  return definitions.every((node, index) => node === document.definitions[index]) ? document : { ...document, definitions };
}

function renamed(operation: OperationDefinitionNode, document: DocumentNode): OperationDefinitionNode {
  const known = operation.variableDefinitions ?? [];
  const variableDefinitions = known.map((definition) => {
    const former = nameOf(definition.type);
    const fields = Object.hasOwn(formerNames, former) ? formerNames[former] : undefined;
    if (!fields) return definition;
    const current = currentName(operation, document, { variable: definition.variable.name.value, fields });
    const node = { ...definition, type: named(definition.type, current) };
    sentAs.set(node, former);
    return node;
  });
  return variableDefinitions.every((node, index) => node === known[index]) ? operation : { ...operation, variableDefinitions };
}

/** The current name for the first root field that uses the variable; where none uses it, validation reports the error. */
function currentName(
  operation: OperationDefinitionNode,
  document: DocumentNode,
  { variable, fields }: { readonly variable: string; readonly fields: Readonly<Record<string, string>> },
): string {
  for (const node of [operation, ...spreadIn(operation, fragmentsOf(document))]) {
    let found: string | undefined;
    visit(node, {
      Field({ name, arguments: args = [] }) {
        if (args.some(({ value }) => value.kind === Kind.VARIABLE && value.name.value === variable)) found ??= fields[name.value];
      },
    });
    if (found) return found;
  }
  return Object.values(fields)[0] as string;
}

/** The fragments of an operation, nested ones included. */
function spreadIn(operation: OperationDefinitionNode, fragments: Readonly<Record<string, FragmentDefinitionNode>>): Set<FragmentDefinitionNode> {
  const reached = new Set<FragmentDefinitionNode>();
  const look = (node: OperationDefinitionNode | FragmentDefinitionNode): void =>
    void visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (!fragment || reached.has(fragment)) return;
        reached.add(fragment);
        look(fragment);
      },
    });
  look(operation);
  return reached;
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function named<T extends TypeNode>(type: T, name: string): T {
  return type.kind === Kind.NAMED_TYPE ? { ...type, name: { ...type.name, value: name } } : { ...type, type: named(type.type, name) };
}

/**
 * One variable of a former type may be passed to several root fields, e.g. to activatePromotion or deactivatePromotion by
 * `@include`. Their current types have different names and the same fields, so the variable fits all of them.
 */
const variablesInAllowedPosition: ValidationRule = (context) => {
  const usagesOf: ValidationContext['getRecursiveVariableUsages'] = (operation) =>
    context.getRecursiveVariableUsages(operation).map((usage) => {
      const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === usage.node.name.value);
      const former = definition && sentAs.get(definition);
      return former && usage.type ? { ...usage, type: asDefined(context, usage.type, former, definition) } : usage;
    });
  return VariablesInAllowedPositionRule(Object.create(context, { getRecursiveVariableUsages: { value: usagesOf } }) as ValidationContext);
};

/** The type of an argument; if it had the former name too, the type that the variable got. */
function asDefined(context: ValidationContext, type: GraphQLInputType, former: string, definition: VariableDefinitionNode): GraphQLInputType {
  const isRenamed = Object.values(formerNames[former] ?? {}).includes(getNamedType(type).name);
  const defined = typeFromAST(context.getSchema(), { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: nameOf(definition.type) } });
  if (!isRenamed || !defined || !isNullableType(defined)) return type;
  return (isNonNullType(type) ? new GraphQLNonNull(defined) : defined) as GraphQLInputType;
}

/** The rules of the specification, for documents with the current names. */
export const documentRules: readonly ValidationRule[] = specifiedRules.map((rule) =>
  rule === VariablesInAllowedPositionRule ? variablesInAllowedPosition : rule,
);
