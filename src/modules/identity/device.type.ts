import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { DeviceKind } from './device.entity.ts';
import { DeviceHealth } from './device-health.ts';

registerEnumType(DeviceKind, {
  name: 'DeviceKind',
  description: 'What a device is for.',
  valuesConfig: {
    KIOSK: { description: 'Self-service terminal: the menu, placing orders, its own orders.' },
    POS: { description: 'Till: as a cashier.' },
    KITCHEN_DISPLAY: { description: 'Tickets of its stations: feed, bump, recall.' },
    ORDER_BOARD: { description: 'Order board: numbers and states of orders, nothing of guests; it changes nothing.' },
  },
});
registerEnumType(DeviceHealth, {
  name: 'DeviceHealth',
  description: 'How a device does, told by its last heartbeat.',
  valuesConfig: {
    ONLINE: { description: 'Heard of within two minutes.' },
    LATE: { description: 'Heard of within ten minutes.' },
    OFFLINE: { description: 'Not heard of for longer, or never.' },
    REVOKED: { description: 'Its token has ended.' },
  },
});

@ObjectType('Device', { implements: Node, description: 'A machine of an outlet that acts on its own.', simpleResolvers: true })
export class DeviceType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'For staff.' })
  name!: string;

  @Field(() => DeviceKind, { description: 'What it may do.' })
  kind!: DeviceKind;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its token ended; null: it works.' })
  revokedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Of its last heartbeat; null: none has come yet.' })
  lastSeenAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Version of its program, as it said last.' })
  appVersion!: string | null;

  @Field(() => [String], { description: 'What is wrong with it in its own words, as it said last, e.g. that its printer has no paper.' })
  problems!: string[];
}

export const deviceConnection = connectionTypes(() => DeviceType, { name: 'Device', one: 'A device', page: 'A page of devices, newest first.' });

@InputType({ description: 'A new device.' })
export class CreateDeviceInput {
  @Field(() => ID, { description: 'Where it stands.' })
  outletId!: string;

  @Field(() => DeviceKind, { description: 'What it may do.' })
  kind!: DeviceKind;

  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => [ID], { nullable: true, description: 'Stations it sees, at most 50; none: all of the outlet.' })
  stationIds?: string[] | null;
}

@ObjectType({ description: 'The token is shown once; it authenticates the device as a Bearer token until revoked.', simpleResolvers: true })
export class CreateDevicePayload {
  @Field(() => DeviceType, { nullable: true, description: 'The device; null when the mutation failed.' })
  device?: DeviceType | null;

  @Field(() => String, { nullable: true, description: 'For the header `Authorization: Bearer …`. Null when it failed or is a replay.' })
  token?: string | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of a device: only the fields that are sent change.' })
export class UpdateDeviceInput {
  @Field(() => ID, { description: 'The device.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Where it stands now: another outlet in reach. Its stations are forgotten, its sockets closed, and sessions that began at it by PIN end. ' +
      'CONFLICT with details.shiftId while a shift of its drawer is open.',
  })
  outletId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Stations it sees, at most 50; none: all of the outlet. Its sockets are closed.' })
  stationIds?: string[] | null;
}

@ObjectType({ description: 'Answer of updateDevice.', simpleResolvers: true })
export class UpdateDevicePayload {
  @Field(() => DeviceType, { nullable: true, description: 'The device; null when the mutation failed.' })
  device?: DeviceType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'A device that shall work no longer.' })
export class RevokeDeviceInput {
  @Field(() => ID, { description: 'The device.' })
  deviceId!: string;
}

@ObjectType({ description: 'Answer of revokeDevice.', simpleResolvers: true })
export class RevokeDevicePayload {
  @Field(() => DeviceType, { nullable: true, description: 'The device; null when the mutation failed.' })
  device?: DeviceType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'What a device says of itself.' })
export class DeviceHeartbeatInput {
  @Field(() => String, { nullable: true, description: 'Version of its program, at most 60 characters.' })
  appVersion?: string | null;

  @Field(() => [String], { nullable: true, description: 'What is wrong with it, at most 10 texts of 1 to 100 characters; none: all is well.' })
  problems?: string[] | null;
}

@ObjectType({ description: 'Answer of deviceHeartbeat.', simpleResolvers: true })
export class DeviceHeartbeatPayload {
  @Field(() => DateTimeScalar, { nullable: true, description: 'What time it is here. Null when it failed.' })
  serverTime?: Date | null;

  @Field(() => Int, { nullable: true, description: 'Seconds until the next one is due. Null when it failed.' })
  heartbeatSeconds?: number | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
