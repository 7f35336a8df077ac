import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { command } from '../../kernel/command.ts';
import type { Context } from '../../kernel/context.ts';
import { KitchenStation, KitchenStationType, type Outlet, OutletType } from '../tenancy/index.ts';
import { createDevice, tokenOf } from './create-device.ts';
import { Device } from './device.entity.ts';
import { CreateDeviceInput, CreateDevicePayload, DeviceType, RevokeDeviceInput, RevokeDevicePayload } from './device.type.ts';
import { revokeDevice } from './revoke-device.ts';

@Resolver(() => DeviceType)
export class DeviceResolver {
  @Mutation(() => CreateDevicePayload, { description: 'Gives a kiosk, till, kitchen display or order board its token. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  createDevice(@Ctx() ctx: Context, @Arg('input', () => CreateDeviceInput) input: CreateDeviceInput): Promise<unknown> {
    return command(ctx, {
      field: 'createDevice',
      input,
      of: Device,
      run: () => createDevice(ctx, input),
      payload: (device) => ({ device, token: tokenOf(device) }),
    });
  }

  @Mutation(() => RevokeDevicePayload, { description: "Ends a device's token and its live sockets. MANAGER." })
  @Authorized('MANAGE_OUTLET')
  revokeDevice(@Ctx() ctx: Context, @Arg('input', () => RevokeDeviceInput) input: RevokeDeviceInput): Promise<unknown> {
    return command(ctx, { field: 'revokeDevice', input, of: Device, run: () => revokeDevice(ctx, input), payload: (device) => ({ device }) });
  }

  @FieldResolver(() => OutletType, { description: 'Where it stands.' })
  outlet(@Root() device: Device): Promise<Outlet> {
    return device.outlet.loadOrFail();
  }

  @FieldResolver(() => [KitchenStationType], { description: 'Stations it sees; none: all of its outlet.' })
  stations(@Root() device: Device, @Ctx() ctx: Context): Promise<KitchenStation[]> {
    return ctx.em.find(KitchenStation, { id: { $in: device.stationIds } }, { orderBy: { code: 'asc' } });
  }
}
