import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { KitchenStationType } from './outlet.type.ts';

@InputType({ description: 'A new kitchen station.' })
export class CreateStationInput {
  @Field(() => ID, { description: shared.outletId })
  outletId!: string;

  @Field(() => String, { description: 'Name for staff, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: 'Code of 1 to 20 upper-case letters, digits, - and _; unique in the outlet. NONE is reserved.' })
  code!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'True: it makes the products for which neither product nor category names a station, in place of the default before it. The first station of an outlet always does.',
  })
  isDefault?: boolean | null;
}

@ObjectType({ description: 'Answer of createStation.', simpleResolvers: true })
export class CreateStationPayload {
  @Field(() => KitchenStationType, { nullable: true, description: 'The station; null when the mutation failed.' })
  station?: KitchenStationType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of a kitchen station: only the fields that are sent change.' })
export class UpdateStationInput {
  @Field(() => ID, { description: 'UUID of the station.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name for staff, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: it makes the products for which neither product nor category names a station, in place of the default before it. False: without a default, such ' +
      'products are UNROUTED.',
  })
  isDefault?: boolean | null;
}

@ObjectType({ description: 'Answer of updateStation.', simpleResolvers: true })
export class UpdateStationPayload {
  @Field(() => KitchenStationType, { nullable: true, description: 'The station; null when the mutation failed.' })
  station?: KitchenStationType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
