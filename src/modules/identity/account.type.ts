import { Extensions, Field, InputType, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { UserType } from './user.type.ts';

const TOKEN = 'Token from the mail, as it stands there, at most 142 characters; it can be used once.';
const PASSWORD = 'Password of 10 to 200 characters; neither the username nor the e-mail address.';

@InputType({ description: 'A customer account to ask for.' })
export class SignUpInput {
  @Field(() => String, { description: 'E-mail address to sign in with, at most 254 characters; letter case does not count.' })
  email!: string;

  @Field(() => String, { description: PASSWORD })
  password!: string;

  @Field(() => String, { description: 'Name of the customer, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of at most 40 characters, written in any way; stored in E.164 by the country of the tenant.',
  })
  phone?: string | null;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of signUp; it is the same whether or not the address has an account.', simpleResolvers: true })
export class SignUpPayload {
  @Field(() => Boolean, { description: 'Whether the request was accepted, so that a mail may be on its way; false when the mutation failed.' })
  accepted!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Proof that the customer has the mailbox of a sign-up.' })
export class ConfirmSignUpInput {
  @Field(() => String, { description: `${TOKEN} Good for 24 hours.` })
  token!: string;
}

@ObjectType({ description: 'Answer of confirmSignUp.', simpleResolvers: true })
export class ConfirmSignUpPayload {
  @Field(() => UserType, { nullable: true, description: 'The new customer, who may sign in now; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'A new password for the caller.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'Present password, 10 to 200 characters; a wrong one counts like a wrong sign-in.' })
  currentPassword!: string;

  @Field(() => String, { description: PASSWORD })
  newPassword!: string;
}

@ObjectType({ description: 'Answer of changePassword.', simpleResolvers: true })
export class ChangePasswordPayload {
  @Field(() => UserType, { nullable: true, description: 'The caller; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'An account whose password was forgotten.' })
export class RequestPasswordResetInput {
  @Field(() => String, { description: 'E-mail address of the account, at most 254 characters; letter case does not count.' })
  email!: string;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of requestPasswordReset; it is the same whether or not the address has an account.', simpleResolvers: true })
export class RequestPasswordResetPayload {
  @Field(() => Boolean, { description: 'Whether the request was accepted, so that a mail may be on its way; false when the mutation failed.' })
  accepted!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'A new password, with the proof of the mailbox.' })
export class ResetPasswordInput {
  @Field(() => String, { description: `${TOKEN} Good for 30 minutes, and no longer than the old password.` })
  token!: string;

  @Field(() => String, { description: PASSWORD })
  newPassword!: string;
}

@ObjectType({ description: 'Answer of resetPassword.', simpleResolvers: true })
export class ResetPasswordPayload {
  @Field(() => UserType, { nullable: true, description: 'The user, who is signed out everywhere; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'A new e-mail address for the caller.' })
export class RequestEmailChangeInput {
  @Field(() => String, { description: 'New e-mail address, at most 254 characters; the mail goes there. Letter case does not count.' })
  email!: string;

  @Field(() => String, { description: 'Present password, 10 to 200 characters; a wrong one counts like a wrong sign-in.' })
  currentPassword!: string;
}

@ObjectType({ description: 'Answer of requestEmailChange; it is the same whether or not another account has the address.', simpleResolvers: true })
export class RequestEmailChangePayload {
  @Field(() => Boolean, { description: 'Whether the request was accepted, so that a mail may be on its way; false when the mutation failed.' })
  accepted!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Proof that the user has the mailbox of the new address.' })
export class ConfirmEmailChangeInput {
  @Field(() => String, { description: `${TOKEN} Good for 24 hours, and no longer than the password.` })
  token!: string;
}

@ObjectType({ description: 'Answer of confirmEmailChange.', simpleResolvers: true })
export class ConfirmEmailChangePayload {
  @Field(() => UserType, { nullable: true, description: 'The user with the new address; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: "Changes of the caller's own profile: only the fields that are sent change." })
export class UpdateMyProfileInput {
  @Field(() => String, { nullable: true, description: 'Name of the user, 1 to 120 characters; it cannot be cleared.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Phone number of at most 40 characters, written in any way; stored in E.164 by the country of the tenant. Null clears it.',
  })
  phone?: string | null;
}

@ObjectType({ description: 'Answer of updateMyProfile.', simpleResolvers: true })
export class UpdateMyProfilePayload {
  @Field(() => UserType, { nullable: true, description: 'The caller; null when the mutation failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
