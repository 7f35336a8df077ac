import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { Role } from './user.entity.ts';

registerEnumType(Role, {
  name: 'Role',
  description: 'What somebody may do.',
  valuesConfig: {
    SUPER_ADMIN: { description: 'The whole platform, its users included.' },
    ADMIN: { description: 'Any tenant named by header, but not platform users.' },
    TENANT_OWNER: { description: 'Everything of the tenant.' },
    MANAGER: { description: 'Outlets of their own: staff, devices, prices, late cancels.' },
    CASHIER: { description: 'Orders and cash.' },
    KITCHEN: { description: 'Tickets, availability, stock.' },
    CUSTOMER: { description: 'A self-service shopper.' },
  },
});

@ObjectType('User', { implements: Node, description: 'Somebody who may sign in.', simpleResolvers: true })
export class UserType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Lower case, unique in the tenant.' })
  username!: string;

  @Field(() => String, { nullable: true, description: 'In lower case, its domain in ASCII (IDNA, e.g. xn--bcher-kva.example); unique in the tenant.' })
  email!: string | null;

  @Field(() => String, { description: 'For people.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'In E.164, e.g. +6281234567890; as it was written if it is no telephone number.' })
  phone!: string | null;

  @Field(() => Role, { description: 'What they may do.' })
  role!: Role;

  @Field(() => Boolean, { description: 'Whether the user may sign in.' })
  active!: boolean;
}

@InputType({ description: 'A new user of the tenant.' })
export class CreateUserInput {
  @Field(() => String, { description: '2 to 64 letters, digits, dots, dashes and underscores; case does not count.' })
  username!: string;

  @Field(() => String, { description: '10 to 200 characters; neither the username nor the e-mail address.' })
  password!: string;

  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'May be signed in with instead of the username.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 40 characters, written in any way; kept in E.164 by the country of the tenant.' })
  phone?: string | null;

  @Field(() => Role, { description: 'A role of the tenant; MANAGER and TENANT_OWNER are given by owners only.' })
  role!: Role;

  @Field(() => ID, { nullable: true, description: 'Home outlet.' })
  outletId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Outlets in reach, at most 250; an owner reaches all.' })
  accessibleOutletIds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'To approve with at a till: 4 to 8 digits; not one over and over, not counting up or down.' })
  pin?: string | null;
}

@ObjectType({ description: 'Answer of createUser.', simpleResolvers: true })
export class CreateUserPayload {
  @Field(() => UserType, { nullable: true, description: 'The user; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of a user: only the fields that are sent change; null clears.' })
export class UpdateUserInput {
  @Field(() => ID, { description: 'The user.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Unique in the tenant.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 40 characters, written in any way; kept in E.164 by the country of the tenant.' })
  phone?: string | null;

  @Field(() => String, { nullable: true, description: '10 to 200 characters, neither the username nor the e-mail address; ends the sessions of the user.' })
  password?: string | null;

  @Field(() => Role, { nullable: true, description: 'A role of the tenant.' })
  role?: Role | null;

  @Field(() => Boolean, { nullable: true, description: 'False: ends the sessions of the user, who may not sign in again.' })
  active?: boolean | null;

  @Field(() => ID, { nullable: true, description: 'Home outlet.' })
  outletId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Outlets in reach, at most 250.' })
  accessibleOutletIds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'To approve with at a till: 4 to 8 digits; not one over and over, not counting up or down.' })
  pin?: string | null;
}

@ObjectType({ description: 'Answer of updateUser.', simpleResolvers: true })
export class UpdateUserPayload {
  @Field(() => UserType, { nullable: true, description: 'The user; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Credentials. With the header X-Tenant-ID of a user of that tenant, without it of a platform user.' })
export class SignInInput {
  @Field(() => String, { description: 'Username or e-mail address; case does not count.' })
  username!: string;

  @Field(() => String, { description: 'Case counts.' })
  password!: string;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'The session lasts 30 days instead of 7.' })
  rememberMe?: boolean | null;
}

@ObjectType({ description: 'Access token: short-lived JWT for the Authorization header. Refresh token: opaque, single use, rotated.', simpleResolvers: true })
export class Session {
  @Field(() => String, { description: 'For the header `Authorization: Bearer …`, 15 minutes.' })
  accessToken!: string;

  @Field(() => String, { description: 'For refreshSession, once.' })
  refreshToken!: string;

  @Field(() => DateTimeScalar, { description: 'When the access token ends.' })
  expiresAt!: Date;

  @Field(() => UserType, { description: 'Who signed in.' })
  user!: UserType;
}

@ObjectType({ description: 'Answer of signIn.', simpleResolvers: true })
export class SignInPayload {
  @Field(() => Session, { nullable: true, description: 'The session; null when the mutation failed.' })
  session?: Session | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'A refresh token that was not used yet.' })
export class RefreshSessionInput {
  @Field(() => String, {
    description:
      'From signIn or the last refreshSession. Sent again within 20 seconds it gives the same next one, if nobody has used that; else it ends the session.',
  })
  refreshToken!: string;
}

@ObjectType({ description: 'Answer of refreshSession.', simpleResolvers: true })
export class RefreshSessionPayload {
  @Field(() => Session, { nullable: true, description: 'The session; null when the mutation failed.' })
  session?: Session | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Answer of signOut.', simpleResolvers: true })
export class SignOutPayload {
  @Field(() => Boolean, { description: 'True: the session, its tokens and sockets have ended.' })
  signedOut!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
