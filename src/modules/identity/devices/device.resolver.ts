import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import { command, mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { revealedToken } from '../../../kernel/secrets/secret-token.ts';
import { type KitchenStation, KitchenStationType, type Outlet, OutletType } from '../../tenancy/index.ts';
import { Device, DeviceKind } from '../model/device.entity.ts';
import { findDevice, findDevices } from '../model/device.repository.ts';
import {
  CreateDeviceInput,
  CreateDevicePayload,
  DeviceHeartbeatInput,
  DeviceHeartbeatPayload,
  DeviceType,
  deviceConnection,
  RevokeDeviceInput,
  RevokeDevicePayload,
  UpdateDeviceInput,
  UpdateDevicePayload,
} from '../model/device.type.ts';
import { DeviceHealth, healthOf } from '../model/device-health.ts';
import { createDevice } from './create-device.ts';
import { stationsOfDevice } from './device.loaders.ts';
import { type Heartbeat, heartbeat } from './heartbeat.ts';
import { revokeDevice } from './revoke-device.ts';
import { updateDevice } from './update-device.ts';

@Resolver(() => DeviceType)
export class DeviceResolver {
  @Query(() => DeviceType, { nullable: true, description: 'One device; null when it does not exist or the caller cannot reach its outlet. MANAGER.' })
  @Authorized('READ_ACCOUNTS')
  device(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'UUID of the device.' }) id: string): Promise<Device | null> {
    return findDevice(ctx, id);
  }

  @Query(() => deviceConnection.type, { description: 'Devices of the outlets that the caller can reach, also revoked ones, newest first. MANAGER.' })
  @Authorized('READ_ACCOUNTS')
  devices(
    @Ctx() ctx: Context,
    @Arg('outletId', () => ID, { nullable: true, description: 'UUID of an outlet, for its devices only.' }) outletId: string | null = null,
    @Arg('kind', () => DeviceKind, { nullable: true, description: 'Kind of the devices; default: all kinds.' }) kind: DeviceKind | null = null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<Device>> {
    return findDevices(ctx, { outletId, kind }, page);
  }

  @Mutation(() => CreateDevicePayload, {
    description:
      'Creates a kiosk, till, kitchen display or order board with its token. An outlet has 50 devices at most, unless the operator says otherwise: ' +
      'LIMIT_EXCEEDED. MANAGER.',
  })
  @Authorized('MANAGE_OUTLET')
  createDevice(@Ctx() ctx: Context, @Arg('input', () => CreateDeviceInput) input: CreateDeviceInput): Promise<ValueOf<typeof CreateDevicePayload>> {
    return command(ctx, {
      field: 'createDevice',
      input,
      of: Device,
      run: () => createDevice(ctx, input),
      payload: (device) => ({ device, token: revealedToken(device) }),
    });
  }

  @Mutation(() => UpdateDevicePayload, {
    description:
      'Renames a device, moves it, or gives it other stations. When the device sees other things than before, its sockets are closed with 4205 and come back ' +
      'with the same token. A till whose drawer has an open shift is not moved: CONFLICT with details.shiftId. The same values again change nothing. MANAGER ' +
      'of both outlets.',
  })
  @Authorized('MANAGE_OUTLET')
  updateDevice(@Ctx() ctx: Context, @Arg('input', () => UpdateDeviceInput) input: UpdateDeviceInput): Promise<ValueOf<typeof UpdateDevicePayload>> {
    return command(ctx, { field: 'updateDevice', input, of: Device, run: () => updateDevice(ctx, input), payload: (device) => ({ device }) });
  }

  @Mutation(() => RevokeDevicePayload, {
    description:
      "Ends a device's token, its live sockets, and sessions that began at it by PIN, at once. A shift of its drawer stays open: device.openShift shows it, " +
      'and a manager closes it. MANAGER.',
  })
  @Authorized('MANAGE_OUTLET')
  revokeDevice(@Ctx() ctx: Context, @Arg('input', () => RevokeDeviceInput) input: RevokeDeviceInput): Promise<ValueOf<typeof RevokeDevicePayload>> {
    return command(ctx, { field: 'revokeDevice', input, of: Device, run: () => revokeDevice(ctx, input), payload: (device) => ({ device }) });
  }

  @Mutation(() => DeviceHeartbeatPayload, { description: 'Reports that the calling device works, with its problems. Devices only.' })
  @Authorized('DEVICE_HEARTBEAT')
  deviceHeartbeat(@Ctx() ctx: Context, @Arg('input', () => DeviceHeartbeatInput) input: DeviceHeartbeatInput): Promise<ValueOf<typeof DeviceHeartbeatPayload>> {
    return mutationPayload(
      ctx,
      () => heartbeat(ctx, input),
      (beat) => beat,
    );
  }

  @FieldResolver(() => OutletType, { description: 'Outlet that the device stands in.' })
  outlet(@Root() device: Device): Promise<Outlet> {
    return device.outlet.loadOrFail();
  }

  @FieldResolver(() => [KitchenStationType], { description: 'Stations that the device sees; an empty list: all of its outlet.' })
  @Authorized('READ_STATIONS')
  stations(@Root() device: Device, @Ctx() ctx: Context): Promise<KitchenStation[]> {
    return stationsOfDevice(ctx, device.stationIds);
  }

  @FieldResolver(() => DeviceHealth, { description: 'Health of the device, from its last heartbeat.' })
  health(@Root() device: Device, @Ctx() ctx: Context): DeviceHealth {
    return healthOf(device, ctx.services.clock.now());
  }
}

@Resolver(() => DeviceHeartbeatPayload)
export class DeviceHeartbeatResolver {
  @FieldResolver(() => DeviceType, { nullable: true, description: 'The calling device; null when the mutation failed.' })
  device(@Root() { serverTime }: Partial<Heartbeat>, @Ctx() ctx: Context): Promise<Device | null> | null {
    return serverTime ? findDevice(ctx, ctx.session.deviceId ?? '') : null;
  }
}
