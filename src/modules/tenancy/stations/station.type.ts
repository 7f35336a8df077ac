import { Field, ID, InputType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { KitchenStationType } from '../model/outlet.type.ts';

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

export const CreateStationPayload = payloadType('CreateStation', { station: () => KitchenStationType });

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

export const UpdateStationPayload = payloadType('UpdateStation', { station: () => KitchenStationType });
