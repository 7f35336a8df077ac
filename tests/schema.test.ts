import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getIntrospectionQuery,
  getNamedType,
  graphqlSync,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isSpecifiedScalarType,
  isUnionType,
  validateSchema,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { beforeAll, expect, test } from 'vitest';
import { type Actor, actors, isAllowedInPinSession, isPermitted, type Permission, permissions } from '../src/kernel/request/permissions.ts';
import { nodes } from '../src/modules.ts';
import { makeSchema } from '../src/schema.ts';
import { schemaFiles } from '../src/schema-files.ts';
import { keptByPin, rootFields } from './isolation/permission-table.ts';

let schema: GraphQLSchema;
beforeAll(async () => {
  schema = await makeSchema();
});

const ROOTS = ['Query', 'Mutation', 'Subscription'];

/** Types of our schema, without built-in ones. */
function ownTypes(of: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(of.getTypeMap()).filter((type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type));
}

test('schema.graphql is current, and so is what docs/clients says of it', () => {
  for (const [path, text] of Object.entries(schemaFiles(schema))) expect(readFileSync(path, 'utf8') === text, `${path} is stale: npm run schema`).toBe(true);
});

test('the schema is valid, and an introspection of all of it is answered without errors', () => {
  expect(validateSchema(schema)).toEqual([]);
  expect(graphqlSync({ schema, source: getIntrospectionQuery({ inputValueDeprecation: true, directiveIsRepeatable: true }) }).errors).toBeUndefined();
});

test('the schema contains the contract to the letter', () => {
  const contract = buildSchema(readFileSync('tests/contract.graphql', 'utf8'));
  const findings: string[] = [];
  for (const type of ownTypes(contract)) {
    const ours = schema.getType(type.name);
    if (!ours) findings.push(`${type.name} is missing`);
    else if (ours.constructor !== type.constructor) findings.push(`${type.name} is another kind of type`);
    else findings.push(...differences(type, ours));
  }
  expect(findings).toEqual([]);
  expect(ownTypes(contract).length).toBeGreaterThan(100);
});

test('the contract check finds what differs', () => {
  const build = (sdl: string): GraphQLNamedType => buildSchema(`${sdl} scalar S type Query { q: Int }`).getType('T') as GraphQLNamedType;
  const found = (contract: string, ours: string): string[] => differences(build(contract), build(ours));
  expect(found('type T { a: Int! }', 'type T { a: Int! b: S }')).toEqual([]);
  expect(found('type T { a: Int! }', 'type T { a: Int }')).toEqual(['T.a is Int, not Int!']);
  expect(found('type T { a: Int b: Int }', 'type T { a: Int }')).toEqual(['T.b is missing']);
  expect(found('type T { a(x: Int = 1): Int }', 'type T { a(x: Int = 2): Int }')).toEqual(['T.a(x) defaults to 2, not 1']);
  expect(found('type T { a: Int }', 'type T { a(x: Int!): Int }')).toEqual(['T.a(x) is not in the contract and required']);
  expect(found('input T { a: [Int!] = [] }', 'input T { a: [Int!] = [] b: Int }')).toEqual([]);
  expect(found('input T { a: [Int!] = [] }', 'input T { a: [Int!] b: Int! }')).toEqual([
    'T.a defaults to nothing, not []',
    'T.b is not in the contract and required',
  ]);
  expect(found('enum T { A B }', 'enum T { A }')).toEqual(['T.B is missing']);
  expect(found('type A { a: Int } type B { b: Int } union T = A | B', 'type A { a: Int } type B { b: Int } union T = A')).toEqual(['T | B is missing']);
});

/** Where our type lacks something of the contract's type or differs from it. Additions are allowed where clients of the contract do not notice them. */
function differences(contract: GraphQLNamedType, ours: GraphQLNamedType): string[] {
  const { name } = contract;
  if (isEnumType(contract) && isEnumType(ours)) {
    return contract.getValues().flatMap((value) => (ours.getValue(value.name) ? [] : [`${name}.${value.name} is missing`]));
  }
  if (isUnionType(contract) && isUnionType(ours)) {
    const members = new Set(ours.getTypes().map((member) => member.name));
    return contract.getTypes().flatMap((member) => (members.has(member.name) ? [] : [`${name} | ${member.name} is missing`]));
  }
  if (isInputObjectType(contract) && isInputObjectType(ours)) {
    const [wanted, actual] = [contract.getFields(), ours.getFields()];
    const extra = Object.values(actual).filter((field) => !wanted[field.name] && isRequiredInputField(field));
    return [
      ...Object.values(wanted).flatMap((field) => inputDifferences(`${name}.${field.name}`, field, actual[field.name])),
      ...extra.map((field) => `${name}.${field.name} is not in the contract and required`),
    ];
  }
  if (!isObjectType(contract) || !isObjectType(ours)) return [];
  return Object.values(contract.getFields()).flatMap((wanted) => {
    const actual = ours.getFields()[wanted.name];
    const path = `${name}.${wanted.name}`;
    if (!actual) return [`${path} is missing`];
    const extra = actual.args.filter((argument) => isRequiredArgument(argument) && !wanted.args.some((other) => other.name === argument.name));
    return [
      ...(String(actual.type) === String(wanted.type) ? [] : [`${path} is ${actual.type}, not ${wanted.type}`]),
      ...wanted.args.flatMap((argument) =>
        inputDifferences(
          `${path}(${argument.name})`,
          argument,
          actual.args.find((other) => other.name === argument.name),
        ),
      ),
      ...extra.map((argument) => `${path}(${argument.name}) is not in the contract and required`),
    ];
  });
}

function inputDifferences(path: string, wanted: GraphQLArgument | GraphQLInputField, actual: GraphQLArgument | GraphQLInputField | undefined): string[] {
  if (!actual) return [`${path} is missing`];
  const value = ({ defaultValue }: GraphQLArgument | GraphQLInputField): string => (defaultValue === undefined ? 'nothing' : JSON.stringify(defaultValue));
  return [
    ...(String(actual.type) === String(wanted.type) ? [] : [`${path} is ${actual.type}, not ${wanted.type}`]),
    ...(value(actual) === value(wanted) ? [] : [`${path} defaults to ${value(actual)}, not ${value(wanted)}`]),
  ];
}

test('everything has a description', () => {
  const findings: string[] = [];
  const look = (path: string, { description }: { readonly description?: string | null | undefined }): void => {
    if (!description?.trim()) findings.push(path);
  };
  for (const type of ownTypes(schema)) {
    look(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) look(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      look(`${type.name}.${field.name}`, field);
      for (const argument of field.args) look(`${type.name}.${field.name}(${argument.name})`, argument);
    }
  }
  expect(findings).toEqual([]);
});

test('lists in inputs and pages have limits in their descriptions', () => {
  const first = ['orders', 'outletEvents', 'auditLog', 'promotions', 'shifts', 'devices', 'stockMovements', 'refunds'].map((name) =>
    schema
      .getQueryType()
      ?.getFields()
      [name]?.args.find((argument) => argument.name === 'first'),
  );
  for (const argument of first) expect(argument?.description).toMatch(/1 to \d+/);
});

/** Permissions that the fields declare, by "Type.field". */
function declared(): Map<string, readonly string[] | undefined> {
  const { queries, mutations, subscriptions, objectTypes } = getMetadataStorage();
  const found = new Map<string, readonly string[] | undefined>();
  for (const [root, fields] of [
    ['Query', queries],
    ['Mutation', mutations],
    ['Subscription', subscriptions],
  ] as const) {
    for (const field of fields) found.set(`${root}.${field.schemaName}`, field.roles as string[] | undefined);
  }
  for (const type of objectTypes) for (const field of type.fields ?? []) found.set(`${type.name}.${field.schemaName}`, field.roles as string[] | undefined);
  return found;
}

test('every root field declares the one permission of the reviewed table', () => {
  const declarations = declared();
  const fields = ROOTS.flatMap((root) => {
    const type = schema.getType(root);
    return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${root}.${field}`) : [];
  });
  expect(Object.keys(rootFields).sort()).toEqual(fields.sort());
  const found = Object.fromEntries(fields.map((field) => [field, declarations.get(field)]));
  const wanted = Object.fromEntries(Object.entries(rootFields).map(([field, { permission }]) => [field, [permission]]));
  expect(found).toEqual(wanted);
});

test('permissions are given to exactly the actors of the reviewed table', () => {
  for (const [field, { permission, actors: wanted }] of Object.entries(rootFields)) {
    expect([...permissions[permission].actors].sort(), `${field} (${permission})`).toEqual([...wanted].sort());
  }
});

test('a session by PIN keeps exactly the permissions of the reviewed list: one that is not in it is not kept', () => {
  const kept = (Object.keys(permissions) as Permission[]).filter(isAllowedInPinSession);
  expect(kept.sort()).toEqual([...keptByPin].sort());
});

test('fields of shared types that not every caller may see', () => {
  const guarded = Object.fromEntries([...declared()].filter(([path, roles]) => roles && !ROOTS.includes(path.split('.')[0] ?? '')));
  expect(guarded).toEqual({
    'AppliedDiscount.promotion': ['READ_PROMOTIONS'],
    'AppliedPromotion.promotion': ['READ_PROMOTIONS'],
    'AuditEntry.device': ['MANAGE_OUTLET'],
    'BundleItem.categories': ['READ_CATALOGUE'],
    'BundleItem.products': ['READ_CATALOGUE'],
    'Device.openShift': ['READ_SHIFTS'],
    'Device.stations': ['READ_STATIONS'],
    'KitchenTicket.customerName': ['READ_ORDER_OF_TICKET'],
    'KitchenTicket.items': ['READ_ORDER_OF_TICKET'],
    'KitchenTicket.order': ['READ_ORDER_OF_TICKET'],
    'KitchenTicketItem.line': ['READ_ORDER_OF_TICKET'],
    'MenuItem.product': ['READ_CATALOGUE'],
    'MenuModifierOption.option': ['READ_CATALOGUE'],
    'MenuSection.category': ['READ_CATALOGUE'],
    'NotAppliedPromotion.promotion': ['READ_PROMOTIONS'],
    'KitchenTicket.tableName': ['READ_ORDER_OF_TICKET'],
    'Order.cancelReason': ['READ_STAFF_NOTES'],
    'Order.cashier': ['READ_STAFF'],
    'Order.customerPhone': ['READ_GUEST'],
    'Order.customerUser': ['READ_STAFF'],
    'Order.payments': ['READ_PAYMENTS'],
    'Order.table': ['READ_TABLES'],
    'Order.tickets': ['READ_KITCHEN'],
    'Order.token': ['READ_GUEST'],
    'OrderLine.product': ['READ_CATALOGUE'],
    'OrderLineModifier.option': ['READ_CATALOGUE'],
    'PlaceOrderPayload.payment': ['READ_PAYMENTS'],
    'Payment.credit': ['LIST_PAYMENTS'],
    'Payment.failureReason': ['LIST_PAYMENTS'],
    'Payment.order': ['READ_ORDER'],
    'Payment.refunds': ['LIST_PAYMENTS'],
    'Payment.reviewReason': ['LIST_PAYMENTS'],
    'CancelPaymentPayload.shiftReport': ['RUN_SHIFT'],
    'CapturePaymentPayload.shiftReport': ['RUN_SHIFT'],
    'CheckPaymentPayload.shiftReport': ['RUN_SHIFT'],
    'PayWithCreditPayload.shiftReport': ['RUN_SHIFT'],
    'PaymentPayload.shiftReport': ['RUN_SHIFT'],
    'RecordWithholdingPayload.shiftReport': ['RUN_SHIFT'],
    'ReviewPaymentPayload.shiftReport': ['RUN_SHIFT'],
    'StartPaymentPayload.shiftReport': ['RUN_SHIFT'],
    'Promotion.categories': ['READ_CATALOGUE'],
    'Payment.shift': ['LIST_PAYMENTS'],
    'Promotion.codes': ['MANAGE_PROMOTIONS'],
    'Promotion.products': ['READ_CATALOGUE'],
    'Promotion.statistics': ['MANAGE_PROMOTIONS'],
    'QuoteLine.product': ['READ_CATALOGUE'],
    'Refund.order': ['READ_ORDER'],
    'Refund.payment': ['LIST_PAYMENTS'],
    'RefundPaymentPayload.shiftReport': ['RUN_SHIFT'],
    'RefundedLine.line': ['READ_ORDER'],
    'Shift.device': ['MANAGE_OUTLET'],
    'SplitLine.line': ['READ_ORDER'],
    'StockMovement.device': ['MANAGE_OUTLET'],
    'StockMovement.order': ['READ_ORDER'],
    'StockMovement.user': ['READ_STAFF'],
    'TicketModifier.option': ['READ_CATALOGUE'],
    'Outlet.cashNeedsShift': ['RUN_SHIFT'],
    'Outlet.completeServes': ['RUN_ORDER'],
    'Outlet.stations': ['READ_STATIONS'],
    'Tenant.latePaymentPolicy': ['REFUND_PAYMENT'],
    'User.hasPin': ['MANAGE_OUTLET'],
    'UserSession.device': ['MANAGE_OUTLET'],
    'User.openShifts': ['READ_SHIFTS'],
  });
});

/** Fields that show a guest only the account or device that the password or token proves. */
const OWN_ACCOUNT = [
  'Query.me',
  'Mutation.signIn',
  'Mutation.refreshSession',
  'Mutation.confirmSignUp',
  'Mutation.resetPassword',
  'Mutation.confirmEmailChange',
  'Mutation.requestDevicePairing',
  'Mutation.pollDevicePairing',
];

/** Object types that an actor reaches from root fields, through fields that the actor may see. */
function reachable(actor: 'GUEST' | 'CUSTOMER', from: (field: string) => boolean): string[] {
  const declarations = declared();
  const seen = new Set<string>();
  const visit = (type: GraphQLNamedType | undefined): void => {
    if (!type || seen.has(type.name)) return;
    if (isUnionType(type)) for (const member of type.getTypes()) visit(member);
    // Types that can be found by id, where the actor has the permission.
    if (isInterfaceType(type)) for (const { typeName, permission } of nodes) if (isPermitted(actor, permission)) visit(schema.getType(typeName));
    if (!isObjectType(type)) return;
    seen.add(type.name);
    for (const field of Object.values(type.getFields())) {
      const roles = (declarations.get(`${type.name}.${field.name}`) ?? []) as Permission[];
      if (roles.every((permission) => isPermitted(actor, permission))) visit(getNamedType(field.type));
    }
  };
  for (const root of ROOTS) {
    const type = schema.getType(root);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const path = `${root}.${field.name}`;
      const [permission] = (declarations.get(path) ?? []) as [Permission];
      if (isPermitted(actor, permission) && from(path)) visit(getNamedType(field.type));
    }
  }
  return [...seen].sort();
}

/** Types of objects that are found by their ids. The type check does not know their kind. */
const FOUND_BY_ID = ['Node', 'OutletEventSubject'];

test('every object type is shown by a field whose values the type check knows', () => {
  const seen = new Set<string>();
  const visit = (type: GraphQLNamedType | undefined): void => {
    if (!type || seen.has(type.name) || FOUND_BY_ID.includes(type.name)) return;
    seen.add(type.name);
    if (isUnionType(type)) for (const member of type.getTypes()) visit(member);
    if (isObjectType(type)) for (const field of Object.values(type.getFields())) visit(getNamedType(field.type));
  };
  for (const root of ROOTS) visit(schema.getType(root));
  const objects = ownTypes(schema).filter(isObjectType);
  expect(objects.filter(({ name }) => !seen.has(name)).map(({ name }) => name)).toEqual([]);
  expect(ownTypes(schema).filter((type) => isInterfaceType(type) && !FOUND_BY_ID.includes(type.name))).toEqual([]);
});

const marked = (): string[] =>
  ownTypes(schema)
    .filter((type) => isObjectType(type) && type.extensions.guest === true)
    .map((type) => type.name)
    .sort();

test('guests reach only types that are marked guest-visible, and every marked type is reached', () => {
  expect(reachable('GUEST', (field) => !OWN_ACCOUNT.includes(field))).toEqual(marked());
});

test('the guest-visible types are these', () => {
  expect(marked()).toEqual([
    'AppliedDiscount',
    'AppliedPromotion',
    'CalculateTaxPayload',
    'CancelByTokenPayload',
    'CashRounding',
    'ChannelSetting',
    'Currency',
    'DemoPayment',
    'DiscountShare',
    'Menu',
    'MenuItem',
    'MenuModifierGroup',
    'MenuModifierOption',
    'MenuSection',
    'NotAppliedPromotion',
    'OpeningException',
    'OpeningHours',
    'OpeningInterval',
    'Order',
    'OrderLine',
    'OrderLineModifier',
    'OrderQuote',
    'OrderTotals',
    'OrderTracking',
    'Outlet',
    'PayByTokenPayload',
    'PaymentAction',
    'PlaceOrderPayload',
    'PriceOrderPayload',
    'QuoteLine',
    'RequestPasswordResetPayload',
    'ServiceChargeRate',
    'SettleDemoPaymentPayload',
    'SignUpPayload',
    'TableByToken',
    'TaxCalculation',
    'TaxCalculationLine',
    'TaxIdCheck',
    'TaxInForce',
    'TaxLine',
    'TaxPreset',
    'TaxRate',
    'TaxRegime',
    'TaxWithholding',
    'Tenant',
    'TrackedLine',
    'TrackedPayment',
    'UserError',
    'WithheldTax',
  ]);
});

test('fields that begin a session additionally show only the own account', () => {
  const own = reachable('GUEST', (field) => OWN_ACCOUNT.includes(field)).filter((type) => !marked().includes(type));
  expect(own).toEqual([
    'ConfirmEmailChangePayload',
    'ConfirmSignUpPayload',
    'Device',
    'PollDevicePairingPayload',
    'RefreshSessionPayload',
    'RequestDevicePairingPayload',
    'ResetPasswordPayload',
    'Session',
    'SignInPayload',
    'User',
  ]);
});

test('a customer reaches no more than a guest, but for the own account with its sessions, and lists and commands of own orders', () => {
  const more = reachable('CUSTOMER', (field) => !OWN_ACCOUNT.includes(field)).filter((type) => !marked().includes(type));
  expect(more).toEqual([
    'ChangePasswordPayload',
    'OrderConnection',
    'OrderEdge',
    'OrderPayload',
    'PageInfo',
    'RequestEmailChangePayload',
    'RevokeOtherSessionsPayload',
    'RevokeSessionPayload',
    'SignOutPayload',
    'UpdateMyProfilePayload',
    'User',
    'UserSession',
  ]);
  const extra = (Object.keys(permissions) as Permission[]).filter((permission) => isPermitted('CUSTOMER', permission) && !isPermitted('GUEST', permission));
  expect(extra).toEqual(['OWN_SESSION', 'OWN_PASSWORD', 'OWN_PROFILE', 'READ_ORDER', 'LIST_ORDERS', 'CANCEL_ORDER']);
});

test('every permission is used, and every actor has one', () => {
  const used = new Set([...declared().values()].flat().filter(Boolean));
  // Use cases also check CANCEL_LATE, REFUND, READ_SHIFTS, DISCOUNT and MANAGE_TENANT.
  expect(Object.keys(permissions).filter((permission) => !used.has(permission))).toEqual(['CANCEL_LATE', 'REFUND', 'DISCOUNT']);
  for (const actor of actors)
    expect(
      Object.values<{ readonly actors: readonly Actor[] }>(permissions).some((row) => row.actors.includes(actor)),
      actor,
    ).toBe(true);
});

test('no input accepts free-form JSON', () => {
  for (const type of ownTypes(schema)) {
    if (!isInputObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) expect(getNamedType(field.type).name, `${type.name}.${field.name}`).not.toBe('JSON');
  }
});

test('every kind of node shows a type that implements Node, and each such type has a kind', () => {
  const node = schema.getType('Node');
  const implementing = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];
  expect([...new Set(nodes.map(({ typeName }) => typeName))].sort()).toEqual(implementing.sort());
});

/** Types with an id but without `node`: they have no row of their own, or show the row of another type. */
const WITHOUT_NODE: Readonly<Record<string, string>> = {
  AppliedDiscount: 'a part of an order',
  AppliedPromotion: 'a part of an order',
  BoardEntry: 'an order as order boards show it',
  DemoPayment: 'a payment as the demo gateway shows it',
  Menu: 'made of an outlet',
  MenuItem: 'made of a product and an outlet',
  MenuModifierGroup: 'made of a modifier group, a product and an outlet',
  MenuModifierOption: 'made of an option, a product and an outlet',
  MenuSection: 'made of a category and an outlet',
  OrderTracking: 'an order as its guest sees it',
  ProductAtOutlet: 'made of a product and an outlet',
  ShiftReport: 'worked out of a shift',
  TillStaff: 'a user as a till shows it',
  TrackedPayment: 'a payment as its guest sees it',
};

test('every type with an id implements Node, but for these', () => {
  const withId = ownTypes(schema).filter((type) => isObjectType(type) && type.getFields().id);
  const found = withId.filter((type) => isObjectType(type) && !type.getInterfaces().some(({ name }) => name === 'Node'));
  expect(found.map(({ name }) => name).sort()).toEqual(Object.keys(WITHOUT_NODE).sort());
});
