import { Arg, Authorized, Ctx, Extensions, Mutation, Resolver, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command, mutationPayload, type Payload } from '../../../kernel/request/command.ts';
import { type Context, platformContext } from '../../../kernel/request/context.ts';
import { withHashedSecrets } from '../credentials/password.ts';
import { ownRealm } from '../model/realm.ts';
import { User } from '../model/user.entity.ts';
import { UserType } from '../model/user.type.ts';
import {
  ChangePasswordInput,
  ChangePasswordPayload,
  ConfirmEmailChangeInput,
  ConfirmEmailChangePayload,
  ConfirmSignUpInput,
  ConfirmSignUpPayload,
  RequestEmailChangeInput,
  RequestEmailChangePayload,
  RequestPasswordResetInput,
  RequestPasswordResetPayload,
  ResetPasswordInput,
  ResetPasswordPayload,
  SignUpInput,
  SignUpPayload,
  UpdateMyProfileInput,
  UpdateMyProfilePayload,
} from './account.type.ts';
import { changePassword, hashPasswordChange } from './change-password.ts';
import { confirmEmailChange } from './confirm-email-change.ts';
import { confirmSignUp } from './confirm-sign-up.ts';
import { requestEmailChange } from './request-email-change.ts';
import { requestPasswordReset } from './request-password-reset.ts';
import { hashNewPassword, resetPassword } from './reset-password.ts';
import { signUp } from './sign-up.ts';
import { updateMyProfile } from './update-my-profile.ts';

@Resolver(() => UserType)
export class AccountResolver {
  @Mutation(() => SignUpPayload, {
    description: 'Asks for a customer account: a mail goes to the address, and confirmSignUp creates the account. Needs X-Tenant-ID.',
  })
  @Authorized('ACCOUNT_BY_MAIL')
  @Extensions({ onlyField: true })
  signUp(@Ctx() ctx: Context, @Arg('input', () => SignUpInput) input: SignUpInput): Promise<ValueOf<typeof SignUpPayload>> {
    return accepting(ctx, () => signUp(ctx, input));
  }

  @Mutation(() => ConfirmSignUpPayload, { description: 'Creates the account of a sign-up, with the token of the mail. Needs X-Tenant-ID.' })
  @Authorized('ACCOUNT_BY_MAIL')
  @Extensions({ onlyField: true })
  confirmSignUp(@Ctx() ctx: Context, @Arg('input', () => ConfirmSignUpInput) input: ConfirmSignUpInput): Promise<ValueOf<typeof ConfirmSignUpPayload>> {
    const hashedInput = withHashedSecrets(ctx.services, input);
    return command(ctx, { field: 'confirmSignUp', input: hashedInput, of: User, run: () => confirmSignUp(ctx, input), payload: (user) => ({ user }) });
  }

  @Mutation(() => ChangePasswordPayload, {
    description: "Changes the caller's own password. Ends all other sessions; a mail tells of it. Every signed-in user.",
  })
  @Authorized('OWN_PASSWORD')
  @Extensions({ onlyField: true })
  changePassword(@Ctx() ctx: Context, @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput): Promise<ValueOf<typeof ChangePasswordPayload>> {
    const own = ctx.session.homeTenantId === null ? platformContext(ctx) : ctx;
    const prepare = hashPasswordChange(own, input);
    const hashedInput = withHashedSecrets(ctx.services, input);
    const run = () => changePassword(own, prepare);
    return command(own, { field: 'changePassword', input: hashedInput, prepare, of: ownRealm(own).users, run, payload: (user) => ({ user }) });
  }

  @Mutation(() => RequestPasswordResetPayload, { description: 'Asks for a mail with a token for resetPassword. Needs X-Tenant-ID.' })
  @Authorized('ACCOUNT_BY_MAIL')
  @Extensions({ onlyField: true })
  requestPasswordReset(
    @Ctx() ctx: Context,
    @Arg('input', () => RequestPasswordResetInput) input: RequestPasswordResetInput,
  ): Promise<ValueOf<typeof RequestPasswordResetPayload>> {
    return accepting(ctx, () => requestPasswordReset(ctx, input));
  }

  @Mutation(() => ResetPasswordPayload, {
    description: 'Sets a new password with the token of a mail. Ends all sessions and begins none. Needs X-Tenant-ID.',
  })
  @Authorized('ACCOUNT_BY_MAIL')
  @Extensions({ onlyField: true })
  resetPassword(@Ctx() ctx: Context, @Arg('input', () => ResetPasswordInput) input: ResetPasswordInput): Promise<ValueOf<typeof ResetPasswordPayload>> {
    const prepare = hashNewPassword(ctx, input);
    const hashedInput = withHashedSecrets(ctx.services, input);
    const run = () => resetPassword(ctx, input, prepare);
    return command(ctx, { field: 'resetPassword', input: hashedInput, prepare, of: User, run, payload: (user) => ({ user }) });
  }

  @Mutation(() => RequestEmailChangePayload, {
    description: 'Asks for a mail to a new address; confirmEmailChange with its token makes it the address of the caller. Customers and staff of the tenant.',
  })
  @Authorized('OWN_PROFILE')
  @Extensions({ onlyField: true })
  requestEmailChange(
    @Ctx() ctx: Context,
    @Arg('input', () => RequestEmailChangeInput) input: RequestEmailChangeInput,
  ): Promise<ValueOf<typeof RequestEmailChangePayload>> {
    return accepting(ctx, () => requestEmailChange(ctx, input));
  }

  @Mutation(() => ConfirmEmailChangePayload, {
    description: 'Changes the e-mail address of an account, with the token of the mail to the new one; a mail tells the old one. Needs X-Tenant-ID.',
  })
  @Authorized('ACCOUNT_BY_MAIL')
  @Extensions({ onlyField: true })
  confirmEmailChange(
    @Ctx() ctx: Context,
    @Arg('input', () => ConfirmEmailChangeInput) input: ConfirmEmailChangeInput,
  ): Promise<ValueOf<typeof ConfirmEmailChangePayload>> {
    const hashedInput = withHashedSecrets(ctx.services, input);
    return command(ctx, {
      field: 'confirmEmailChange',
      input: hashedInput,
      of: User,
      run: () => confirmEmailChange(ctx, input),
      payload: (user) => ({ user }),
    });
  }

  @Mutation(() => UpdateMyProfilePayload, { description: "Changes the caller's own name and phone number. Customers and staff of the tenant." })
  @Authorized('OWN_PROFILE')
  updateMyProfile(@Ctx() ctx: Context, @Arg('input', () => UpdateMyProfileInput) input: UpdateMyProfileInput): Promise<ValueOf<typeof UpdateMyProfilePayload>> {
    return command(ctx, { field: 'updateMyProfile', input, of: User, run: () => updateMyProfile(ctx, input), payload: (user) => ({ user }) });
  }
}

/** Payload that says only that the request was accepted. */
function accepting(ctx: Context, work: () => Promise<void>): Promise<Payload<{ accepted: boolean }, { accepted: false }>> {
  return mutationPayload<void, { accepted: boolean }, { accepted: false }>(ctx, work, () => ({ accepted: true }), { accepted: false });
}
