import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
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

@ObjectType({ description: 'The device shows `userCode` to a manager, and asks by pollDevicePairing until one has decided.', simpleResolvers: true })
export class RequestDevicePairingPayload {
  @Field(() => String, { nullable: true, description: "The device's own secret, for pollDevicePairing. Null when it failed." })
  pairingToken?: string | null;

  @Field(() => String, { nullable: true, description: 'For people, e.g. BCDF-GHJK. Null when it failed.' })
  userCode?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until then a manager must have approved it. Null when it failed.' })
  expiresAt?: Date | null;

  @Field(() => Int, { nullable: true, description: 'Seconds between two polls. Null when it failed.' })
  interval?: number | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Asks how a pairing stands.' })
export class PollDevicePairingInput {
  @Field(() => String, { description: 'From requestDevicePairing.' })
  pairingToken!: string;
}

@ObjectType({ description: 'How the pairing stands.', simpleResolvers: true })
export class PollDevicePairingPayload {
  @Field(() => DevicePairingStatus, { nullable: true, description: 'The status; null when the mutation failed.' })
  status?: DevicePairingStatus | null;

  @Field(() => Int, { nullable: true, description: 'Seconds to wait before the next poll. Null when it failed.' })
  interval?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The device's token, for the header `Authorization: Bearer …` until it is revoked. Given out once; a device whose answer was lost gets it again within 20 seconds, unless it was heard of meanwhile.",
  })
  token?: string | null;

  @Field(() => DeviceType, { nullable: true, description: 'Together with the token.' })
  device?: DeviceType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

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

  @Field(() => DateTimeScalar, { description: shared.createdAt })
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

@ObjectType({ description: 'Answer of approveDevicePairing: the device fetches its token itself.', simpleResolvers: true })
export class ApproveDevicePairingPayload {
  @Field(() => DeviceType, { nullable: true, description: 'The device; null when the mutation failed.' })
  device?: DeviceType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Turns a device away that shows a code.' })
export class DenyDevicePairingInput {
  @Field(() => String, { description: 'As the device shows it.' })
  userCode!: string;
}

@ObjectType({ description: 'Answer of denyDevicePairing.', simpleResolvers: true })
export class DenyDevicePairingPayload {
  @Field(() => DevicePairingType, { nullable: true, description: 'The pairing; null when the mutation failed.' })
  pairing?: DevicePairingType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
