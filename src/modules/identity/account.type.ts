import { Extensions, Field, InputType, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { UserType } from './user.type.ts';

const TOKEN = 'From the mail, as it stands there; once.';
const PASSWORD = '10 to 200 characters; neither the username nor the e-mail address.';

@InputType({ description: 'A customer who wants an account.' })
export class SignUpInput {
  @Field(() => String, { description: 'What one signs in with; case does not count.' })
  email!: string;

  @Field(() => String, { description: PASSWORD })
  password!: string;

  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'At most 40 characters, written in any way; kept in E.164 by the country of the tenant.' })
  phone?: string | null;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of signUp; the same whether or not the address has an account.', simpleResolvers: true })
export class SignUpPayload {
  @Field(() => Boolean, { description: 'A mail may be on its way; false when it failed.' })
  accepted!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'The proof that the address of a sign-up is theirs.' })
export class ConfirmSignUpInput {
  @Field(() => String, { description: `${TOKEN} Good for 24 hours.` })
  token!: string;
}

@ObjectType({ description: 'Answer of confirmSignUp.', simpleResolvers: true })
export class ConfirmSignUpPayload {
  @Field(() => UserType, { nullable: true, description: 'The new customer, who may sign in now; null when it failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Another password for oneself.' })
export class ChangePasswordInput {
  @Field(() => String, { description: 'The one until now; wrong ones count as wrong sign-ins do.' })
  currentPassword!: string;

  @Field(() => String, { description: PASSWORD })
  newPassword!: string;
}

@ObjectType({ description: 'Answer of changePassword.', simpleResolvers: true })
export class ChangePasswordPayload {
  @Field(() => UserType, { nullable: true, description: 'The caller; null when it failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Whose password was forgotten.' })
export class RequestPasswordResetInput {
  @Field(() => String, { description: 'E-mail address of the account; case does not count.' })
  email!: string;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Answer of requestPasswordReset; the same whether or not the address has an account.', simpleResolvers: true })
export class RequestPasswordResetPayload {
  @Field(() => Boolean, { description: 'A mail may be on its way; false when it failed.' })
  accepted!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Another password for whoever proves the mailbox.' })
export class ResetPasswordInput {
  @Field(() => String, { description: `${TOKEN} Good for 30 minutes, and no longer than the old password.` })
  token!: string;

  @Field(() => String, { description: PASSWORD })
  newPassword!: string;
}

@ObjectType({ description: 'Answer of resetPassword.', simpleResolvers: true })
export class ResetPasswordPayload {
  @Field(() => UserType, { nullable: true, description: 'Whose password it was, signed out everywhere; null when it failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Another e-mail address for oneself.' })
export class RequestEmailChangeInput {
  @Field(() => String, { description: 'Where the mail goes that proves it; case does not count.' })
  email!: string;

  @Field(() => String, { description: 'Wrong ones count as wrong sign-ins do.' })
  currentPassword!: string;
}

@ObjectType({ description: 'Answer of requestEmailChange; the same whether or not somebody else has the address.', simpleResolvers: true })
export class RequestEmailChangePayload {
  @Field(() => Boolean, { description: 'A mail may be on its way; false when it failed.' })
  accepted!: boolean;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'The proof that a new address is theirs.' })
export class ConfirmEmailChangeInput {
  @Field(() => String, { description: `${TOKEN} Good for 24 hours, and no longer than the password.` })
  token!: string;
}

@ObjectType({ description: 'Answer of confirmEmailChange.', simpleResolvers: true })
export class ConfirmEmailChangePayload {
  @Field(() => UserType, { nullable: true, description: 'With the new address; null when it failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of oneself: only the fields that are sent change.' })
export class UpdateMyProfileInput {
  @Field(() => String, { nullable: true, description: '1 to 120 characters; cannot be cleared.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'At most 40 characters, written in any way; kept in E.164 by the country of the tenant. Null clears.' })
  phone?: string | null;
}

@ObjectType({ description: 'Answer of updateMyProfile.', simpleResolvers: true })
export class UpdateMyProfilePayload {
  @Field(() => UserType, { nullable: true, description: 'The caller; null when it failed.' })
  user?: UserType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
