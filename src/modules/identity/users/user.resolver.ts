import { Arg, Authorized, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command, mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { type Outlet, OutletType, type Tenant, TenantType } from '../../tenancy/index.ts';
import { outletsOfUser, tenantOfUser } from '../access/user.loaders.ts';
import { refreshSession } from '../accounts/refresh-session.ts';
import { signIn } from '../accounts/sign-in.ts';
import { signOut } from '../accounts/sign-out.ts';
import { withHashedSecrets } from '../credentials/password.ts';
import { PlatformUser } from '../model/platform-user.entity.ts';
import { type Account, realmOf } from '../model/realm.ts';
import { User } from '../model/user.entity.ts';
import {
  CreateUserInput,
  CreateUserPayload,
  RefreshSessionInput,
  RefreshSessionPayload,
  SignInInput,
  SignInPayload,
  SignOutPayload,
  UpdateUserInput,
  UpdateUserPayload,
  UserType,
} from '../model/user.type.ts';
import { createUser, hashNewSecrets } from './create-user.ts';
import { hashChangedSecrets, requireManageable, updateUser } from './update-user.ts';

@Resolver(() => UserType)
export class UserResolver {
  @Query(() => UserType, { nullable: true, description: 'The signed-in user; null for guests and devices.' })
  @Authorized('PUBLIC')
  me(@Ctx() ctx: Context): Promise<Account | null> | null {
    const { userId, homeTenantId } = ctx.session;
    const realm = realmOf(homeTenantId);
    return userId === null ? null : realm.em(ctx.services).findOne(realm.users, { id: userId } as never);
  }

  @Mutation(() => SignInPayload, { description: 'Begins a session. Ignores an Authorization header.' })
  @Authorized('SIGN_IN')
  @Extensions({ onlyField: true })
  signIn(@Ctx() ctx: Context, @Arg('input', () => SignInInput) input: SignInInput): Promise<ValueOf<typeof SignInPayload>> {
    return mutationPayload(
      ctx,
      () => signIn(ctx, input),
      (session) => ({ session }),
    );
  }

  @Mutation(() => RefreshSessionPayload, { description: 'Gives new tokens for a refresh token. Ignores an Authorization header.' })
  @Authorized('SIGN_IN')
  refreshSession(@Ctx() ctx: Context, @Arg('input', () => RefreshSessionInput) input: RefreshSessionInput): Promise<ValueOf<typeof RefreshSessionPayload>> {
    return mutationPayload(
      ctx,
      () => refreshSession(ctx, input),
      (session) => ({ session }),
    );
  }

  @Mutation(() => SignOutPayload, { description: 'Ends the session of the access token.' })
  @Authorized('OWN_SESSION')
  signOut(@Ctx() ctx: Context): Promise<ValueOf<typeof SignOutPayload>> {
    return mutationPayload(
      ctx,
      () => signOut(ctx),
      (signedOut) => ({ signedOut }),
      { signedOut: false },
    );
  }

  @Mutation(() => CreateUserPayload, { description: 'Creates a user. MANAGER for staff of own outlets, TENANT_OWNER for all users.' })
  @Authorized('MANAGE_OUTLET')
  createUser(@Ctx() ctx: Context, @Arg('input', () => CreateUserInput) input: CreateUserInput): Promise<ValueOf<typeof CreateUserPayload>> {
    const prepare = hashNewSecrets(ctx, input);
    const hashedInput = withHashedSecrets(ctx.services, input);
    const run = () => createUser(ctx, input, prepare);
    const authorize = (user: User): void => requireManageable(ctx, user);
    return command(ctx, { field: 'createUser', input: hashedInput, prepare, of: User, run, authorize, payload: (user) => ({ user }) });
  }

  @Mutation(() => UpdateUserPayload, { description: 'Changes a user. MANAGER for staff of own outlets, TENANT_OWNER for all users.' })
  @Authorized('MANAGE_OUTLET')
  updateUser(@Ctx() ctx: Context, @Arg('input', () => UpdateUserInput) input: UpdateUserInput): Promise<ValueOf<typeof UpdateUserPayload>> {
    const prepare = hashChangedSecrets(ctx, input);
    const hashedInput = withHashedSecrets(ctx.services, input);
    const run = () => updateUser(ctx, input, prepare);
    const authorize = (user: User): void => requireManageable(ctx, user);
    return command(ctx, { field: 'updateUser', input: hashedInput, prepare, of: User, run, authorize, payload: (user) => ({ user }) });
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which the account was archived: it cannot sign in any more; null while it is in use.',
  })
  archivedAt(@Root() user: User | PlatformUser): Date | null {
    return user instanceof PlatformUser ? null : (user.archivedAt ?? null);
  }

  @FieldResolver(() => TenantType, { nullable: true, description: 'Brand of the user; null for platform users.' })
  tenant(@Root() user: User | PlatformUser, @Ctx() ctx: Context): Promise<Tenant> | null {
    return user instanceof PlatformUser ? null : tenantOfUser(ctx, user);
  }

  @FieldResolver(() => OutletType, { nullable: true, description: 'Home outlet of the user.' })
  outlet(@Root() user: User | PlatformUser): Promise<Outlet | null> | null {
    return user instanceof PlatformUser ? null : (user.outlet?.load() ?? null);
  }

  @FieldResolver(() => [OutletType], { description: 'Outlets that the user can reach; for an owner all outlets.' })
  accessibleOutlets(@Root() user: User | PlatformUser, @Ctx() ctx: Context): Promise<Outlet[]> | Outlet[] {
    return user instanceof PlatformUser ? [] : outletsOfUser(ctx, user);
  }
}
