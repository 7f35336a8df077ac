import { Authorized, Ctx, FieldResolver, Resolver, Root } from '../../../kernel/graphql/decorators.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { type Device, DeviceType, type User, UserType } from '../../identity/index.ts';
import type { Shift } from '../model/shift.entity.ts';
import { openShifts } from './drawer.loaders.ts';
import { ShiftType } from './shift.type.ts';

/** Open shifts of tills and users: a manager closes them before the till or the user goes. */
@Resolver(() => DeviceType)
export class DeviceDrawerResolver {
  @FieldResolver(() => ShiftType, {
    nullable: true,
    description: "Open shift of the till's drawer, also of a till that is revoked; null when there is none. A manager closes it with closeShift. MANAGER.",
  })
  @Authorized('READ_SHIFTS')
  async openShift(@Root() device: Device, @Ctx() ctx: Context): Promise<Shift | null> {
    const [shift] = await openShifts(ctx).load(device.id);
    return shift ?? null;
  }
}

@Resolver(() => UserType)
export class UserDrawersResolver {
  @FieldResolver(() => [ShiftType], {
    description: 'Open shifts of the drawers that the user has without a till, at most one for each outlet; also of a user who is disabled. MANAGER.',
  })
  @Authorized('READ_SHIFTS')
  openShifts(@Root() user: User, @Ctx() ctx: Context): Promise<readonly Shift[]> {
    return openShifts(ctx).load(user.id);
  }
}
