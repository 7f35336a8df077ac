import { Arg, Authorized, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { PlatformUser } from '../model/platform-user.entity.ts';
import { User } from '../model/user.entity.ts';
import { UserType } from '../model/user.type.ts';
import { withHashedSecrets } from './password.ts';
import { havePins } from './pin.loaders.ts';
import { SetMyPinInput, SetMyPinPayload } from './pin.type.ts';
import { hashNewPin, setMyPin } from './set-my-pin.ts';

@Resolver(() => UserType)
export class PinResolver {
  @Mutation(() => SetMyPinPayload, { description: "Sets the caller's own PIN, by which a MANAGER or TENANT_OWNER approves at a till. Staff of the tenant." })
  @Authorized('SET_OWN_PIN')
  @Extensions({ onlyField: true })
  setMyPin(@Ctx() ctx: Context, @Arg('input', () => SetMyPinInput) input: SetMyPinInput): Promise<ValueOf<typeof SetMyPinPayload>> {
    const hash = hashNewPin(ctx, input);
    const hashedInput = withHashedSecrets(ctx.services, { pin: input.pin });
    return command(ctx, { field: 'setMyPin', input: hashedInput, prepare: hash, of: User, run: () => setMyPin(ctx, hash), payload: (user) => ({ user }) });
  }

  @FieldResolver(() => Boolean, { description: 'Whether the user has a PIN. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  hasPin(@Root() user: User | PlatformUser, @Ctx() ctx: Context): Promise<boolean> | boolean {
    return user instanceof PlatformUser ? false : havePins(ctx).load(user.id);
  }
}
