import { Arg, Authorized, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root, type ValueOf } from '../../../kernel/graphql/decorators.ts';
import { command, mutationPayload } from '../../../kernel/request/command.ts';
import type { Context } from '../../../kernel/request/context.ts';
import { Device } from '../model/device.entity.ts';
import { DevicePairing } from '../model/device-pairing.entity.ts';
import { approvePairing } from './approve-pairing.ts';
import { denyPairing } from './deny-pairing.ts';
import { DevicePairingStatus, statusOf } from './device-pairing.ts';
import {
  ApproveDevicePairingInput,
  ApproveDevicePairingPayload,
  DenyDevicePairingInput,
  DenyDevicePairingPayload,
  DevicePairingType,
  PollDevicePairingInput,
  PollDevicePairingPayload,
  RequestDevicePairingInput,
  RequestDevicePairingPayload,
} from './device-pairing.type.ts';
import { findPairing, pairingOfDevice, requirePairing } from './find-pairing.ts';
import { pollPairing } from './poll-pairing.ts';
import { requestPairing } from './request-pairing.ts';

/** Pairing: how a device gets its token without a person typing it (RFC 8628). */
@Resolver(() => DevicePairingType)
export class DevicePairingResolver {
  @Mutation(() => RequestDevicePairingPayload, {
    description:
      'Begins the pairing of a device of the tenant that X-Tenant-ID names. Ignores an Authorization header. At most 100 pairings wait at once: when all ' +
      'places are taken, the oldest pairing of the network address with the most pairings expires.',
  })
  @Authorized('SIGN_IN')
  @Extensions({ onlyField: true })
  requestDevicePairing(
    @Ctx() ctx: Context,
    @Arg('input', () => RequestDevicePairingInput) input: RequestDevicePairingInput,
  ): Promise<ValueOf<typeof RequestDevicePairingPayload>> {
    return mutationPayload(
      ctx,
      () => requestPairing(ctx, input),
      (requested) => requested,
    );
  }

  @Mutation(() => PollDevicePairingPayload, {
    description: 'Tells the status of a pairing, and gives the token once it is approved. Ignores an Authorization header.',
  })
  @Authorized('SIGN_IN')
  @Extensions({ onlyField: true })
  pollDevicePairing(
    @Ctx() ctx: Context,
    @Arg('input', () => PollDevicePairingInput) input: PollDevicePairingInput,
  ): Promise<ValueOf<typeof PollDevicePairingPayload>> {
    return mutationPayload(
      ctx,
      () => pollPairing(ctx, input),
      (polled) => polled,
    );
  }

  @Query(() => DevicePairingType, {
    nullable: true,
    description: 'Pairing of the device that shows a code, to check before approving it. Wrong codes are limited. MANAGER.',
  })
  @Authorized('MANAGE_OUTLET')
  devicePairing(
    @Ctx() ctx: Context,
    @Arg('userCode', () => String, { description: 'Code that the device shows, 8 letters; letter case, dashes and spaces do not count.' }) userCode: string,
  ): Promise<DevicePairing | null> {
    return findPairing(ctx, userCode);
  }

  @Mutation(() => ApproveDevicePairingPayload, {
    description: 'Approves the pairing of the device that shows a code: it becomes a device of an outlet. MANAGER of the outlet.',
  })
  @Authorized('MANAGE_OUTLET')
  @Extensions({ onlyField: true })
  approveDevicePairing(
    @Ctx() ctx: Context,
    @Arg('input', () => ApproveDevicePairingInput) input: ApproveDevicePairingInput,
  ): Promise<ValueOf<typeof ApproveDevicePairingPayload>> {
    const about = { input, prepare: () => requirePairing(ctx, input.userCode), of: Device, payload: (device: Device) => ({ device }) };
    return command(ctx, { ...about, field: 'approveDevicePairing', run: () => approvePairing(ctx, input) });
  }

  @Mutation(() => DenyDevicePairingPayload, { description: 'Denies the pairing of the device that shows a code. MANAGER.' })
  @Authorized('MANAGE_OUTLET')
  @Extensions({ onlyField: true })
  denyDevicePairing(
    @Ctx() ctx: Context,
    @Arg('input', () => DenyDevicePairingInput) input: DenyDevicePairingInput,
  ): Promise<ValueOf<typeof DenyDevicePairingPayload>> {
    const about = { input, prepare: () => requirePairing(ctx, input.userCode), of: DevicePairing, payload: (pairing: DevicePairing) => ({ pairing }) };
    return command(ctx, { ...about, field: 'denyDevicePairing', run: () => denyPairing(ctx, input) });
  }

  @FieldResolver(() => DevicePairingStatus, { description: 'Status of the pairing.' })
  status(@Root() pairing: DevicePairing, @Ctx() ctx: Context): DevicePairingStatus {
    return statusOf(pairing, ctx.services.clock.now());
  }
}

@Resolver(() => ApproveDevicePairingPayload)
export class ApproveDevicePairingPayloadResolver {
  @FieldResolver(() => DevicePairingType, { nullable: true, description: 'The pairing, which is approved now; null when the mutation failed.' })
  pairing(@Root() { device }: { readonly device?: Device }, @Ctx() ctx: Context): Promise<DevicePairing | null> | null {
    return device ? pairingOfDevice(ctx, device) : null;
  }
}
