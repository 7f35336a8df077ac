import 'reflect-metadata';
import {
  GraphQLBoolean,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type AuthCheckerInterface, buildSchema, getMetadataStorage, type NonEmptyArray, type ResolverData } from 'type-graphql';
import { closingTable } from './kernel/feeds/closing-codes.ts';
import { onlyFieldMutations } from './kernel/graphql/only-field.ts';
import type { ResolverClass } from './kernel/module.ts';
import { userError } from './kernel/request/command.ts';
import { type Context, tenantOf } from './kernel/request/context.ts';
import { type Permission, withoutTenant } from './kernel/request/permissions.ts';
import { requirePermission } from './kernel/request/require-permission.ts';
import { checkTexts } from './kernel/values/check-texts.ts';
import { RequestError, type UserFailure } from './kernel/values/errors.ts';
import { markOneOf } from './kernel/values/one-of.ts';
import { nameAuditActions } from './modules/audit/index.ts';
import { modules } from './modules.ts';

/** Checks the caller against the permission table, for every field that names a permission. */
class PermissionCheck implements AuthCheckerInterface<Context, Permission> {
  check({ context }: ResolverData<Context>, needed: Permission[]): boolean {
    const { refusal } = context;
    const [permission] = needed as [Permission];
    if (refusal && permission !== 'SIGN_IN') throw refusal;
    requirePermission(context, permission);
    // A platform user without a tenant gets this error before anything is read.
    if (!withoutTenant.includes(permission)) tenantOf(context);
    return true;
  }
}

/** The schema of all modules, a new one for each server: a server limits the lists of its own schema. */
export async function makeSchema(): Promise<GraphQLSchema> {
  for (const { auditActions } of modules) nameAuditActions(auditActions ?? {});
  const schema = await buildSchema({
    resolvers: modules.flatMap(({ resolvers }) => resolvers) as unknown as NonEmptyArray<ResolverClass>,
    authChecker: PermissionCheck,
    validate: false,
    // It would execute an introspection of the whole schema at every start; a test does it once for each change.
    skipCheck: true,
    pubSub: unusedPubSub,
    emitSchemaFile: false,
  });
  resolveTypesAtOnce(schema);
  markOneOf(schema);
  notePermissions(schema);
  noteListSizes(schema);
  checkTextsOfRoots(schema);
  describe(schema);
  return schema;
}

const rootsOf = (schema: GraphQLSchema): Readonly<Record<string, string>> => ({
  Query: 'Fields that read. A request without a token reads as a guest of the tenant that X-Tenant-ID names.',
  Mutation:
    'Fields that change something. Each takes one input and answers with what it changed, or with userErrors and no change. At most 5 fields of one ' +
    'request are carried out one after the other, ' +
    'each in a transaction of its own: an earlier one stays when a later one fails. With an Idempotency-Key there is exactly one. ' +
    `These must be the only field of their request, because they prove a secret or move money: ${[...onlyFieldMutations(schema)].sort().join(', ')}.`,
  Subscription: `Live fields, over graphql-transport-ws.

Feeds with \`after\` number what they send. A client keeps the \`sequence\` of the last message and sends it as \`after\` when it subscribes again: nothing is lost or doubled. Clients that repeat a subscription by themselves (graphql-ws, Apollo Client, urql) repeat its first variables; docs/live has the few lines that keep \`after\` current.

A socket is closed with one of these codes:

${closingTable()}

After a code with "connect again" these clients repeat their subscriptions by themselves; after the others they give up.`,
});

/** Sets the descriptions of the root types, and on each `input` argument the description of its type. */
function describe(schema: GraphQLSchema): void {
  for (const [name, description] of Object.entries(rootsOf(schema))) {
    const root = schema.getType(name) as GraphQLObjectType;
    root.description = description;
    for (const { args } of Object.values(root.getFields())) {
      for (const argument of args) argument.description ??= getNamedType(argument.type).description;
    }
  }
}

/** Stores the permission of each restricted field in its extensions; it is checked before a mutation begins. */
function notePermissions(schema: GraphQLSchema): void {
  for (const { name, fields = [] } of getMetadataStorage().objectTypes) {
    const type = schema.getType(name);
    for (const { schemaName, roles } of fields) {
      const field = isObjectType(type) && roles?.[0] ? type.getFields()[schemaName] : undefined;
      if (field) field.extensions = { ...field.extensions, permission: roles?.[0] };
    }
  }
}

/** Stores the usual length of each list in its extensions. */
function noteListSizes(schema: GraphQLSchema): void {
  for (const { listSizes = {} } of modules) {
    for (const [key, listSize] of Object.entries(listSizes)) {
      const [name = '', field = ''] = key.split('.');
      const type = schema.getType(name);
      const list = isObjectType(type) ? type.getFields()[field] : undefined;
      if (!list) throw new Error(`A list size is told of ${key}, which the schema does not have.`);
      list.extensions = { ...list.extensions, listSize };
    }
  }
}

/** Cleans the texts in the arguments of each root field, and refuses texts with forbidden characters. */
function checkTextsOfRoots(schema: GraphQLSchema): void {
  const { queries, mutations } = getMetadataStorage();
  for (const { schemaName, roles } of [...queries, ...mutations]) {
    const field = schema.getQueryType()?.getFields()[schemaName] ?? schema.getMutationType()?.getFields()[schemaName];
    const { resolve } = field ?? {};
    if (!field || !resolve) continue;
    field.resolve = (source, sent: Readonly<Record<string, unknown>>, context: Context, info) => {
      const { args, failure } = checkTexts(field.args, sent);
      if (!failure) return resolve(source, args, context, info);
      // A caller without the permission gets only that error, and none about the arguments.
      new PermissionCheck().check({ root: source, args, context, info }, roles as Permission[]);
      return refusedText(field.type, failure);
    };
  }
}

/** The failure as a use case would answer it: in `userErrors` where the payload has them. */
function refusedText(type: GraphQLOutputType, failure: UserFailure): object {
  const payload = getNamedType(type);
  const fields = isObjectType(payload) ? payload.getFields() : {};
  if (!fields.userErrors) throw new RequestError('BAD_USER_INPUT', failure.message);
  const flags = Object.values(fields).filter((field) => getNullableType(field.type) === GraphQLBoolean && isNonNullType(field.type));
  return { ...Object.fromEntries(flags.map(({ name }) => [name, false])), userErrors: [userError(failure)] };
}

/**
 * TypeGraphQL resolves the type of a union or interface with a promise, which compiled documents do not await: this calls
 * the type's own function directly.
 */
function resolveTypesAtOnce(schema: GraphQLSchema): void {
  const { unions, interfaceTypes, objectTypes } = getMetadataStorage();
  for (const { name, resolveType } of [...unions, ...interfaceTypes]) {
    const abstract = schema.getType(name);
    if (!resolveType || !isAbstractType(abstract)) continue;
    abstract.resolveType = (value, context, info) => {
      const type: unknown = resolveType(value, context, info, abstract);
      return typeof type === 'string' ? type : objectTypes.find(({ target }) => target === type)?.name;
    };
  }
}

/** TypeGraphQL requires a PubSub; every subscription here has its own source over the event log (docs/adr). */
const unusedPubSub = {
  publish: (): never => {
    throw new Error('there is no PubSub: record an event');
  },
  subscribe: (): never => {
    throw new Error('there is no PubSub: subscribe to a feed');
  },
};
