import { Field, ID, InputType, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { Role } from './user.entity.ts';

registerEnumType(Role, {
  name: 'Role',
  description: 'Role of a user, which decides what the user may do.',
  valuesConfig: {
    SUPER_ADMIN: { description: 'Administrator of the whole platform and its users.' },
    ADMIN: { description: 'Administrator of every tenant named by header, but not of platform users.' },
    TENANT_OWNER: { description: 'Owner of the brand, with every right in it.' },
    MANAGER: { description: 'Manager of own outlets: staff, devices, prices, late cancels.' },
    CASHIER: { description: 'Cashier: orders and cash.' },
    KITCHEN: { description: 'Kitchen staff: tickets, availability, stock.' },
    CUSTOMER: { description: 'Customer of the brand with an account.' },
  },
});

@ObjectType('User', { implements: Node, description: 'A user: a person with an account who may sign in.', simpleResolvers: true })
export class UserType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Username in lower case, unique in the tenant.' })
  username!: string;

  @Field(() => String, {
    nullable: true,
    description: 'E-mail address in lower case, its domain in ASCII (IDNA, e.g. xn--bcher-kva.example); unique in the tenant.',
  })
  email!: string | null;

  @Field(() => String, { description: 'Name of the user.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Phone number in E.164, e.g. +6281234567890; as it was written if it is no phone number.' })
  phone!: string | null;

  @Field(() => Role, { description: 'Role of the user.' })
  role!: Role;

  @Field(() => Boolean, { description: 'Whether the user may sign in.' })
  active!: boolean;
}

@InputType({ description: 'A new user of the tenant.' })
export class CreateUserInput {
  @Field(() => String, { description: 'Username of 2 to 64 letters, digits, dots, dashes and underscores; letter case does not count.' })
  username!: string;

  @Field(() => String, { description: 'Password of 10 to 200 characters; neither the username nor the e-mail address.' })
  password!: string;

  @Field(() => String, { description: 'Name of the user, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'E-mail address of at most 254 characters, which can be used to sign in instead of the username.' })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of at most 40 characters, written in any way; stored in E.164 by the country of the tenant.',
  })
  phone?: string | null;

  @Field(() => Role, { description: 'Role of the user in the tenant; only owners give MANAGER and TENANT_OWNER.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'UUID of the home outlet.' })
  outletId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the outlets that the user can reach, at most 250; an owner reaches all.' })
  accessibleOutletIds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'PIN to approve with at a till: 4 to 8 digits; not one digit repeated, not counting up or down.' })
  pin?: string | null;
}

export const CreateUserPayload = payloadType('CreateUser', { user: () => UserType });

@InputType({ description: 'Changes of a user: only the fields that are sent change; null clears.' })
export class UpdateUserInput {
  @Field(() => ID, { description: shared.userId })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the user, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address of at most 254 characters, unique in the tenant.' })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of at most 40 characters, written in any way; stored in E.164 by the country of the tenant.',
  })
  phone?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Password of 10 to 200 characters, neither the username nor the e-mail address; ends the sessions of the user.',
  })
  password?: string | null;

  @Field(() => Role, { nullable: true, description: 'Role of the user in the tenant.' })
  role?: Role | null;

  @Field(() => Boolean, { nullable: true, description: 'False: ends the sessions of the user, who may not sign in again.' })
  active?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the home outlet.' })
  outletId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the outlets that the user can reach, at most 250.' })
  accessibleOutletIds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'PIN to approve with at a till: 4 to 8 digits; not one digit repeated, not counting up or down.' })
  pin?: string | null;
}

export const UpdateUserPayload = payloadType('UpdateUser', { user: () => UserType });

@InputType({ description: 'Credentials of a user: of the tenant that the header X-Tenant-ID names; of a platform user without the header.' })
export class SignInInput {
  @Field(() => String, { description: 'Username or e-mail address, at most 254 characters; letter case does not count.' })
  username!: string;

  @Field(() => String, { description: 'Password of the user, 10 to 200 characters; letter case counts.' })
  password!: string;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: the session lasts 30 days instead of 7.' })
  rememberMe?: boolean | null;
}

@ObjectType({
  description:
    'Tokens of a session. The access token is a short-lived JWT for the Authorization header; the refresh token can be used once, and each use gives a new one.',
  simpleResolvers: true,
})
export class Session {
  @Field(() => String, { description: 'Access token for the header `Authorization: Bearer …`, valid for 15 minutes.' })
  accessToken!: string;

  @Field(() => String, { description: 'Refresh token for refreshSession, to be used once.' })
  refreshToken!: string;

  @Field(() => DateTimeScalar, { description: 'Instant at which the access token expires.' })
  expiresAt!: Date;

  @Field(() => UserType, { description: 'User who signed in.' })
  user!: UserType;
}

export const SignInPayload = payloadType('SignIn', { session: () => Session });

@InputType({ description: 'A refresh token that was not used yet.' })
export class RefreshSessionInput {
  @Field(() => String, {
    description:
      'Refresh token from signIn or the last refreshSession, at most 142 characters. Sent again within 20 seconds it gives the same next token, if that was ' +
      'not used yet; else it ends the session.',
  })
  refreshToken!: string;
}

export const RefreshSessionPayload = payloadType('RefreshSession', { session: () => Session });

export const SignOutPayload = payloadType('SignOut', {
  signedOut: { type: () => Boolean, description: 'Whether the session, its tokens and sockets have ended.', nullable: false },
});
