import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { DeviceKind } from './device.entity.ts';

registerEnumType(DeviceKind, {
  name: 'DeviceKind',
  description: 'What a device is for.',
  valuesConfig: {
    KIOSK: { description: 'Self-service terminal: the menu, placing orders, its own orders.' },
    POS: { description: 'Till: as a cashier.' },
    KITCHEN_DISPLAY: { description: 'Tickets of its stations: feed, bump, recall.' },
    ORDER_BOARD: { description: 'Shows tickets, changes nothing.' },
  },
});

@ObjectType('Device', { description: 'A machine of an outlet that acts on its own.', simpleResolvers: true })
export class DeviceType {
  @Field(() => ID, { description: 'Opaque.' })
  id!: string;

  @Field(() => String, { description: 'For staff.' })
  name!: string;

  @Field(() => DeviceKind, { description: 'What it may do.' })
  kind!: DeviceKind;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its token ended; null: it works.' })
  revokedAt!: Date | null;
}

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
  @Field(() => DeviceType, { nullable: true, description: 'Null when it failed.' })
  device?: DeviceType | null;

  @Field(() => String, { nullable: true, description: 'For the header `Authorization: Bearer …`. Null when it failed or is a replay.' })
  token?: string | null;

  @Field(() => [UserError], { description: 'Empty on success.' })
  userErrors!: UserError[];
}

@InputType({ description: 'A device that shall work no longer.' })
export class RevokeDeviceInput {
  @Field(() => ID, { description: 'The device.' })
  deviceId!: string;
}

@ObjectType({ description: 'Answer of revokeDevice.', simpleResolvers: true })
export class RevokeDevicePayload {
  @Field(() => DeviceType, { nullable: true, description: 'Null when it failed.' })
  device?: DeviceType | null;

  @Field(() => [UserError], { description: 'Empty on success.' })
  userErrors!: UserError[];
}
