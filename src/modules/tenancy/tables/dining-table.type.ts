import { Extensions, Field, ID, InputType, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';

@ObjectType('DiningTable', {
  implements: Node,
  description: 'A table of an outlet, with a QR code by which guests order.',
  simpleResolvers: true,
})
export class DiningTableType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Name of the table, e.g. "Meja 7"; unique in the outlet, letter case does not count.' })
  name!: string;

  @Field(() => Int, { description: 'Number of guests that can sit at the table, 1 to 100.' })
  seats!: number;

  @Field(() => Boolean, { description: 'Whether orders by the QR code of the table are taken.' })
  active!: boolean;

  @Field(() => DateTimeScalar, { description: 'Instant at which the present QR code was issued.' })
  tokenIssuedAt!: Date;
}

@Extensions({ guest: true })
@ObjectType({ description: 'Facts for the phone of a guest who scanned the QR code of a table.', simpleResolvers: true })
export class TableByToken {
  @Field(() => String, { description: 'Slug of the brand: send it as the header X-Tenant-ID with every further request.' })
  tenantSlug!: string;

  @Field(() => String, { description: 'Name of the table, e.g. "Meja 7".' })
  tableName!: string;

  @Field(() => Int, { description: 'Number of guests that can sit at the table.' })
  seats!: number;

  @Field(() => Boolean, {
    description: 'Whether the outlet takes DINE_IN orders of the channel QR now; if not, `outlet` has its hours and its paused channels.',
  })
  takesOrders!: boolean;
}

@InputType({ description: 'A new table of an outlet.' })
export class CreateDiningTableInput {
  @Field(() => ID, { description: 'UUID of the outlet that the table stands in; an outlet has at most 500 tables.' })
  outletId!: string;

  @Field(() => String, { description: 'Name of the table, 1 to 40 characters; unique in the outlet, letter case does not count.' })
  name!: string;

  @Field(() => Int, { nullable: true, defaultValue: 4, description: 'Number of guests that can sit at the table, 1 to 100.' })
  seats?: number | null;
}

@InputType({ description: 'Changes of a table: only the fields that are sent change.' })
export class UpdateDiningTableInput {
  @Field(() => ID, { description: 'UUID of the table.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'New name, 1 to 40 characters. Placed orders keep the name before.' })
  name?: string | null;

  @Field(() => Int, { nullable: true, description: 'Number of guests that can sit at the table, 1 to 100.' })
  seats?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'False: orders by the QR code of the table are not taken any more. The name stays taken.' })
  active?: boolean | null;
}

@InputType({ description: 'A table that gets a new QR code.' })
export class RotateTableTokenInput {
  @Field(() => ID, { description: 'UUID of the table whose QR code stops working.' })
  id!: string;
}

export const UpdateDiningTablePayload = payloadType('UpdateDiningTable', {
  table: { type: () => DiningTableType, description: 'The table as it is now; null when the mutation failed.' },
});

/** The payload of both commands that issue a token. */
const TABLE_AND_TOKEN = {
  table: { type: () => DiningTableType, description: 'The table; null when the mutation failed.' },
  token: {
    type: () => String,
    description:
      'Secret of the QR code, for tableByToken and placeOrder. It is shown once: null when the command is repeated; rotateTableToken gives a new one.',
  },
  url: {
    type: () => String,
    description:
      'Address for the QR code, <PUBLIC_URL>/table#token=<token>, where the ordering page of the brand is served; null without a token or PUBLIC_URL.',
  },
};

export const CreateDiningTablePayload = payloadType('CreateDiningTable', TABLE_AND_TOKEN);
export const RotateTableTokenPayload = payloadType('RotateTableToken', TABLE_AND_TOKEN);
