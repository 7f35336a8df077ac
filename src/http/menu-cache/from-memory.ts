import { type GraphQLObjectType, type GraphQLSchema, getOperationAST, Kind, type OperationDefinitionNode } from 'graphql';
import { coerceVariables } from '../base/coerce-variables.ts';
import { fragmentsOf, type MaySelect, type Selection, selectionOf } from '../base/selection.ts';
import type { Asked } from '../limits/admission.ts';

/** Root fields whose answer depends on nothing but the menu in memory, or the schema. */
const INTROSPECTION = new Set(['__schema', '__type', '__typename']);
const ROOT_FIELDS = new Set(['menu', 'menuItem', ...INTROSPECTION]);
/** Types that are part of a menu; of an outlet only the fields that raise its menu version when they change. */
const MENU_TYPES = new Set(['Menu', 'MenuSection', 'MenuItem', 'MenuModifierGroup', 'MenuModifierOption', 'Currency']);
const OUTLET_FIELDS = new Set([
  'id',
  'name',
  'code',
  'timeZone',
  'currency',
  'address',
  'phone',
  'serviceModes',
  'pricesIncludeTax',
  'archivedAt',
  '__typename',
]);

/** What a query selects, if all of it comes from the menu in memory and the schema; else null. */
export function selectionFromMemory(schema: GraphQLSchema, asked: Asked): Selection | null {
  return selected(schema, asked, (parent, field) => {
    if (parent === schema.getQueryType()) return ROOT_FIELDS.has(field);
    return MENU_TYPES.has(parent.name) || isIntrospective(parent) || (parent.name === 'Outlet' && OUTLET_FIELDS.has(field));
  });
}

/** What a query selects, if it asks for nothing but the schema; else null. */
export function selectionOfSchema(schema: GraphQLSchema, asked: Asked): Selection | null {
  return selected(schema, asked, (parent, field) => isIntrospective(parent) || INTROSPECTION.has(field));
}

function isIntrospective({ name }: GraphQLObjectType): boolean {
  return name.startsWith('__');
}

function selected(schema: GraphQLSchema, { document, operationName, variables }: Asked, maySelect: MaySelect): Selection | null {
  const operation = getOperationAST(document, operationName);
  const root = schema.getQueryType();
  if (operation?.operation !== 'query' || !root || !mayBe(operation)) return null;
  const { errors, variables: coerced } = coerceVariables(schema, document, operationName, variables ?? {});
  return errors ? null : selectionOf({ schema, fragments: fragmentsOf(document), variables: coerced }, root, [operation.selectionSet], maySelect);
}

/** Whether it is worth a look: most operations name some other root field first. */
function mayBe({ selectionSet: { selections } }: OperationDefinitionNode): boolean {
  return selections.every((node) => node.kind !== Kind.FIELD || ROOT_FIELDS.has(node.name.value) || node.directives?.length);
}
