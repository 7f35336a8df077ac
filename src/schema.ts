import 'reflect-metadata';
import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType, isUnionType } from 'graphql';
import { type AuthCheckerInterface, buildSchema, getMetadataStorage, type NonEmptyArray, type ResolverData } from 'type-graphql';
import { type Context, tenantOf } from './kernel/context.ts';
import { type Permission, withoutTenant } from './kernel/permissions.ts';
import { requirePermission } from './kernel/require-permission.ts';
import { auditResolvers } from './modules/audit/index.ts';
import { AccountResolver, deviceResolvers, PinResolver, SessionResolver, UserResolver } from './modules/identity/index.ts';
import { kitchenResolvers } from './modules/kitchen/index.ts';
import { menuResolvers } from './modules/menu/index.ts';
import { orderingResolvers } from './modules/ordering/index.ts';
import { paymentResolvers } from './modules/payments/index.ts';
import { promotionResolvers } from './modules/promotions/index.ts';
import { taxResolvers } from './modules/tax/index.ts';
import { OutletResolver, StationResolver, TenantListResolver, TenantResolver, tenancyArchiveResolvers, tenantConnection } from './modules/tenancy/index.ts';

/** Every resolver class. */
const resolvers = [
  TenantResolver,
  TenantListResolver,
  tenantConnection.resolver,
  OutletResolver,
  StationResolver,
  ...tenancyArchiveResolvers,
  UserResolver,
  SessionResolver,
  AccountResolver,
  ...deviceResolvers,
  PinResolver,
  ...taxResolvers,
  ...menuResolvers,
  ...auditResolvers,
  ...promotionResolvers,
  ...paymentResolvers,
  ...orderingResolvers,
  ...kitchenResolvers,
] as unknown as NonEmptyArray<new () => object>;

/** Holds the permission table against the caller, for every field that names a permission. */
class PermissionCheck implements AuthCheckerInterface<Context, Permission> {
  check({ context }: ResolverData<Context>, needed: Permission[]): boolean {
    const { refusal } = context;
    const [permission] = needed as [Permission];
    if (refusal && permission !== 'SIGN_IN') throw refusal;
    requirePermission(context, permission);
    // A platform user who names no tenant is told so before anything is looked up.
    if (!withoutTenant.includes(permission)) tenantOf(context);
    return true;
  }
}

export async function makeSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers,
    authChecker: PermissionCheck,
    validate: false,
    pubSub: unusedPubSub,
    emitSchemaFile: false,
  });
  resolveUnionsAtOnce(schema);
  notePermissions(schema);
  describe(schema);
  return schema;
}

const ROOTS = {
  Query: 'Reads. Without a token: as a guest of the tenant that X-Tenant-ID names.',
  Mutation: 'Changes. Each takes one input and answers with what it changed, or with userErrors and no change.',
  Subscription: 'Live, over graphql-transport-ws.',
};

/** Gives the roots their descriptions, and each `input` argument that of its type. */
function describe(schema: GraphQLSchema): void {
  for (const [name, description] of Object.entries(ROOTS)) {
    const root = schema.getType(name) as GraphQLObjectType;
    root.description = description;
    for (const { args } of Object.values(root.getFields())) {
      for (const argument of args) argument.description ??= getNamedType(argument.type).description;
    }
  }
}

/** Tells, in the extensions of each field of a type that not everybody may see, what that needs: looked at before a mutation begins. */
function notePermissions(schema: GraphQLSchema): void {
  for (const { name, fields = [] } of getMetadataStorage().objectTypes) {
    const type = schema.getType(name);
    for (const { schemaName, roles } of fields) {
      const field = isObjectType(type) && roles?.[0] ? type.getFields()[schemaName] : undefined;
      if (field) field.extensions = { ...field.extensions, permission: roles?.[0] };
    }
  }
}

/** TypeGraphQL answers a union's type with a promise, which compiled documents do not wait for: ask the union's own function. */
function resolveUnionsAtOnce(schema: GraphQLSchema): void {
  const { unions, objectTypes } = getMetadataStorage();
  for (const { name, resolveType } of unions) {
    const union = schema.getType(name);
    if (!resolveType || !isUnionType(union)) continue;
    union.resolveType = (value, context, info) => {
      const type: unknown = resolveType(value, context, info, union);
      return typeof type === 'string' ? type : objectTypes.find(({ target }) => target === type)?.name;
    };
  }
}

/** TypeGraphQL asks for one; every subscription of ours brings its own source over the event log (docs/adr). */
const unusedPubSub = {
  publish: (): never => {
    throw new Error('there is no PubSub: record an event');
  },
  subscribe: (): never => {
    throw new Error('there is no PubSub: subscribe to a feed');
  },
};
