import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Node } from '../../kernel/node.type.ts';
import { payloadType } from '../../kernel/payload.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { DeviceKind } from './device.entity.ts';
import { DeviceType } from './device.type.ts';
import { DevicePairingStatus } from './device-pairing.ts';

registerEnumType(DevicePairingStatus, {
  name: 'DevicePairingStatus',
  description: 'How a pairing stands.',
  valuesConfig: {
    PENDING: { description: 'Nobody has decided yet: ask again after `interval` seconds.' },
    SLOW_DOWN: { description: 'As PENDING, but asked too soon: `interval` is five seconds longer from now on.' },
    APPROVED: { description: 'A manager has let the device in.' },
    DENIED: { description: 'A manager has turned the device away.' },
    EXPIRED: { description: 'Too late, or the token was given out before: begin again.' },
  },
});

@InputType({ description: 'A machine that asks to be let in.' })
export class RequestDevicePairingInput {
  @Field(() => DeviceKind, { description: 'What it is.' })
  kind!: DeviceKind;

  @Field(() => String, { nullable: true, description: 'What it calls itself, for the manager who approves it: at most 120 characters.' })
  name?: string | null;
}

export const RequestDevicePairingPayload = payloadType(
  'RequestDevicePairing',
  {
    pairingToken: { type: () => String, says: "The device's own secret, for pollDevicePairing. Null when it failed." },
    userCode: { type: () => String, says: 'For people, e.g. BCDF-GHJK. Null when it failed.' },
    expiresAt: { type: () => DateTimeScalar, says: 'Until then a manager must have approved it. Null when it failed.' },
    interval: { type: () => Int, says: 'Seconds between two polls. Null when it failed.' },
  },
  { says: 'The device shows `userCode` to a manager, and asks by pollDevicePairing until one has decided.' },
);

@InputType({ description: 'Asks how a pairing stands.' })
export class PollDevicePairingInput {
  @Field(() => String, { description: 'From requestDevicePairing.' })
  pairingToken!: string;
}

export const PollDevicePairingPayload = payloadType(
  'PollDevicePairing',
  {
    status: () => DevicePairingStatus,
    interval: { type: () => Int, says: 'Seconds to wait before the next poll. Null when it failed.' },
    token: {
      type: () => String,
      says: "The device's token, for the header `Authorization: Bearer …` until it is revoked. Given out once; a device whose answer was lost gets it again within 20 seconds, unless it was heard of meanwhile.",
    },
    device: { type: () => DeviceType, says: 'Together with the token.' },
  },
  { says: 'How the pairing stands.' },
);

@ObjectType('DevicePairing', {
  implements: Node,
  description: 'A machine that asks to be let in. What it says of itself is not proven: look at it.',
  simpleResolvers: true,
})
export class DevicePairingType {
  @Field(() => ID, { description: 'UUID of the pairing.' })
  id!: string;

  @Field(() => DeviceKind, { description: 'What it says that it is.' })
  kind!: DeviceKind;

  @Field(() => String, { nullable: true, description: 'What it calls itself.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Address that it asks from.' })
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'Its program, as it says.' })
  userAgent!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it asked.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'Until then it can be approved.' })
  expiresAt!: Date;
}

@InputType({ description: 'Lets a device in that shows a code.' })
export class ApproveDevicePairingInput {
  @Field(() => String, { description: 'As the device shows it; letter case, dashes and spaces do not count.' })
  userCode!: string;

  @Field(() => ID, { description: 'Where it stands.' })
  outletId!: string;

  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => DeviceKind, { nullable: true, description: 'What it may do; null: what it has asked for.' })
  kind?: DeviceKind | null;

  @Field(() => [ID], { nullable: true, description: 'Stations it sees, at most 50; none: all of the outlet.' })
  stationIds?: string[] | null;
}

export const ApproveDevicePairingPayload = payloadType(
  'ApproveDevicePairing',
  { device: () => DeviceType },
  { says: 'Answer of approveDevicePairing: the device fetches its token itself.' },
);

@InputType({ description: 'Turns a device away that shows a code.' })
export class DenyDevicePairingInput {
  @Field(() => String, { description: 'As the device shows it.' })
  userCode!: string;
}

export const DenyDevicePairingPayload = payloadType('DenyDevicePairing', { pairing: () => DevicePairingType });
