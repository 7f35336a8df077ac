import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { DeviceKind } from './device.entity.ts';
import { DeviceHealth } from './device-health.ts';

registerEnumType(DeviceKind, {
  name: 'DeviceKind',
  description: 'Kind of a device, which decides what it may do.',
  valuesConfig: {
    KIOSK: { description: 'Self-service terminal: the menu, placing orders, its own orders.' },
    POS: { description: 'Till: it has the rights of a cashier.' },
    KITCHEN_DISPLAY: { description: 'Tickets of its stations: feed, bump, recall.' },
    ORDER_BOARD: { description: 'Order board: numbers and states of orders, without data of guests; it changes nothing.' },
  },
});
registerEnumType(DeviceHealth, {
  name: 'DeviceHealth',
  description: 'Health of a device, from its last heartbeat.',
  valuesConfig: {
    ONLINE: { description: 'The last heartbeat came within two minutes.' },
    LATE: { description: 'The last heartbeat came within ten minutes.' },
    OFFLINE: { description: 'The last heartbeat is older, or none has come yet.' },
    REVOKED: { description: 'The token of the device has ended.' },
  },
});

@ObjectType('Device', { implements: Node, description: 'A device of an outlet that acts with a token of its own.', simpleResolvers: true })
export class DeviceType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the device for staff.' })
  name!: string;

  @Field(() => DeviceKind, { description: 'Kind of the device, which decides what it may do.' })
  kind!: DeviceKind;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant at which its token ended; null while it works.' })
  revokedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Instant of its last heartbeat; null when none has come yet.' })
  lastSeenAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Version of its program, from its last heartbeat.' })
  appVersion!: string | null;

  @Field(() => [String], { description: 'Problems that it reported with its last heartbeat, in its own words, e.g. that its printer has no paper.' })
  problems!: string[];
}

export const deviceConnection = connectionTypes(() => DeviceType, { name: 'Device', one: 'A device', page: 'A page of devices, newest first.' });

@InputType({ description: 'A new device.' })
export class CreateDeviceInput {
  @Field(() => ID, { description: 'UUID of the outlet that the device stands in.' })
  outletId!: string;

  @Field(() => DeviceKind, { description: 'Kind of the device, which decides what it may do.' })
  kind!: DeviceKind;

  @Field(() => String, { description: 'Name of the device, 1 to 120 characters.' })
  name!: string;

  @Field(() => [ID], { nullable: true, description: 'UUIDs of the stations that it sees, at most 50; an empty list: all stations of the outlet.' })
  stationIds?: string[] | null;
}

export const CreateDevicePayload = payloadType(
  'CreateDevice',
  {
    device: () => DeviceType,
    token: { type: () => String, description: 'Token for the header `Authorization: Bearer …`; null when the mutation failed or is a replay.' },
  },
  { description: 'The new device with its token. The token is shown once; it authenticates the device as a Bearer token until it is revoked.' },
);

@InputType({ description: 'Changes of a device: only the fields that are sent change.' })
export class UpdateDeviceInput {
  @Field(() => ID, { description: 'UUID of the device.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the device, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'UUID of another outlet that the device moves to. Its stations are forgotten, its sockets closed, and sessions that began at it by PIN end. CONFLICT ' +
      'with details.shiftId while a shift of its drawer is open.',
  })
  outletId?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'UUIDs of the stations that it sees, at most 50; an empty list: all stations of the outlet. Its sockets are closed.',
  })
  stationIds?: string[] | null;
}

export const UpdateDevicePayload = payloadType('UpdateDevice', { device: () => DeviceType });

@InputType({ description: 'A device whose token ends.' })
export class RevokeDeviceInput {
  @Field(() => ID, { description: 'UUID of the device.' })
  deviceId!: string;
}

export const RevokeDevicePayload = payloadType('RevokeDevice', { device: () => DeviceType });

@InputType({ description: 'A report of a device about itself.' })
export class DeviceHeartbeatInput {
  @Field(() => String, { nullable: true, description: 'Version of its program, at most 60 characters.' })
  appVersion?: string | null;

  @Field(() => [String], { nullable: true, description: 'Problems of the device, at most 10 texts of 1 to 100 characters; an empty list: there are none.' })
  problems?: string[] | null;
}

export const DeviceHeartbeatPayload = payloadType('DeviceHeartbeat', {
  serverTime: { type: () => DateTimeScalar, description: 'Time of the server; null when the mutation failed.' },
  heartbeatSeconds: { type: () => Int, description: 'Number of seconds until the next heartbeat is due; null when the mutation failed.' },
});
