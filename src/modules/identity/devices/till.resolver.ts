import { Arg, Authorized, Ctx, Extensions, Mutation, Query, Resolver, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { User } from '../model/user.entity.ts';
import { pinSignIn } from './pin-sign-in.ts';
import { PinSignInInput, PinSignInPayload, TillStaff } from './till.type.ts';
import { tillStaff } from './till-staff.ts';

@Resolver()
export class TillResolver {
  @Query(() => [TillStaff], { description: 'Users who may sign in at the calling till: those of its outlet who have a PIN, by name, at most 200. Tills only.' })
  @Authorized('PIN_SIGN_IN')
  tillStaff(@Ctx() ctx: Context): Promise<User[]> {
    return tillStaff(ctx);
  }

  @Mutation(() => PinSignInPayload, {
    description:
      "Begins a session at the calling till by PIN, for a user of its outlet, with the rights of the user's role there for the work of the day. Users, " +
      'devices, settings, the catalogue and promotions need a sign-in with a password: FORBIDDEN. The session ends when the next person signs in at the ' +
      'till, when it was not used for 12 hours, and with the till. Tills only.',
  })
  @Authorized('PIN_SIGN_IN')
  @Extensions({ onlyField: true })
  pinSignIn(@Ctx() ctx: Context, @Arg('input', () => PinSignInInput) input: PinSignInInput): Promise<ValueOf<typeof PinSignInPayload>> {
    return mutationPayload(
      ctx,
      () => pinSignIn(ctx, input),
      (session) => ({ session }),
    );
  }
}
