import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { DeviceKind } from '../model/device.entity.ts';
import { DeviceType } from '../model/device.type.ts';
import { DevicePairingStatus } from './device-pairing.ts';

registerEnumType(DevicePairingStatus, {
  name: 'DevicePairingStatus',
  description: 'Status of a pairing.',
  valuesConfig: {
    PENDING: { description: 'No manager has decided yet: ask again after `interval` seconds.' },
    SLOW_DOWN: { description: 'Still PENDING, but asked too soon: `interval` is five seconds longer from now on.' },
    APPROVED: { description: 'A manager has let the device in.' },
    DENIED: { description: 'A manager has turned the device away.' },
    EXPIRED: { description: 'The time is over, or the token was given out before: begin again.' },
  },
});

@InputType({ description: 'A device that asks to be paired.' })
export class RequestDevicePairingInput {
  @Field(() => DeviceKind, { description: 'Kind of the device.' })
  kind!: DeviceKind;

  @Field(() => String, { nullable: true, description: 'Name that the device gives itself, for the manager who approves it; at most 120 characters.' })
  name?: string | null;
}

export const RequestDevicePairingPayload = payloadType(
  'RequestDevicePairing',
  {
    pairingToken: { type: () => String, description: 'Secret of the device for pollDevicePairing; null when the mutation failed.' },
    userCode: { type: () => String, description: 'Code for people, e.g. BCDF-GHJK; null when the mutation failed.' },
    expiresAt: { type: () => DateTimeScalar, description: 'Instant until which a manager must have approved it; null when the mutation failed.' },
    interval: { type: () => Int, description: 'Number of seconds between two polls; null when the mutation failed.' },
  },
  { description: 'A pairing that was begun. The device shows `userCode` to a manager, and asks by pollDevicePairing until a manager has decided.' },
);

@InputType({ description: 'A pairing whose status the device asks for.' })
export class PollDevicePairingInput {
  @Field(() => String, { description: 'Secret from requestDevicePairing, at most 142 characters.' })
  pairingToken!: string;
}

export const PollDevicePairingPayload = payloadType(
  'PollDevicePairing',
  {
    status: () => DevicePairingStatus,
    interval: { type: () => Int, description: 'Number of seconds to wait before the next poll; null when the mutation failed.' },
    token: {
      type: () => String,
      description:
        'Token of the device for the header `Authorization: Bearer …`, until it is revoked. It is given out once; a device whose answer was lost gets it again ' +
        'within 20 seconds, unless it sent a request meanwhile.',
    },
    device: { type: () => DeviceType, description: 'The paired device, together with the token.' },
  },
  { description: 'Status of the pairing, with the token once it is approved.' },
);

@ObjectType('DevicePairing', {
  implements: Node,
  description: 'A device that asks to be paired. Its statements about itself are not proven: look at the device.',
  simpleResolvers: true,
})
export class DevicePairingType {
  @Field(() => ID, { description: 'UUID of the pairing.' })
  id!: string;

  @Field(() => DeviceKind, { description: 'Kind that the device says it has.' })
  kind!: DeviceKind;

  @Field(() => String, { nullable: true, description: 'Name that the device gives itself.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Network address that it asks from.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'User agent that the device sent.' })
  userAgent!: string | null;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'Instant until which it can be approved.' })
  expiresAt!: Date;
}

@InputType({ description: 'A device to approve by the code that it shows.' })
export class ApproveDevicePairingInput {
  @Field(() => String, { description: 'Code that the device shows, 8 letters; letter case, dashes and spaces do not count.' })
  userCode!: string;

  @Field(() => ID, { description: 'UUID of the outlet that the device stands in.' })
  outletId!: string;

  @Field(() => String, { description: 'Name of the device, 1 to 120 characters.' })
  name!: string;

  @Field(() => DeviceKind, { nullable: true, description: 'Kind of the device, which decides what it may do; null: the kind that it asked for.' })
  kind?: DeviceKind | null;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the stations that it sees, at most 50; an empty list: all stations of the outlet.' })
  stationIds?: string[] | null;
}

export const ApproveDevicePairingPayload = payloadType(
  'ApproveDevicePairing',
  { device: () => DeviceType },
  { description: 'Answer of approveDevicePairing: the device fetches its token itself.' },
);

@InputType({ description: 'A device to deny by the code that it shows.' })
export class DenyDevicePairingInput {
  @Field(() => String, { description: 'Code that the device shows, 8 letters; letter case, dashes and spaces do not count.' })
  userCode!: string;
}

export const DenyDevicePairingPayload = payloadType('DenyDevicePairing', { pairing: () => DevicePairingType });
