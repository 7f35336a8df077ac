import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';
import { StockReason } from '../model/stock-movement.entity.ts';

registerEnumType(StockReason, {
  name: 'StockReason',
  description: 'Reason of a stock movement. New values may be added.',
  valuesConfig: {
    OPENING: { description: 'The count of the stock began with this number.' },
    SALE: { description: 'An order took the units.' },
    RETURN: { description: 'The units of a cancelled or refunded order went on sale again.' },
    ADJUSTMENT: { description: 'Staff entered units that came or went.' },
    COUNT: { description: 'Staff counted the stock.' },
    UNKNOWN: { description: 'The stock was changed outside the server.' },
  },
});

@ObjectType('StockMovement', {
  implements: Node,
  description: 'One row of the ledger of a product’s stock at an outlet. It is written once and never changed.',
  simpleResolvers: true,
})
export class StockMovementType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'Instant of the movement.' })
  occurredAt!: Date;

  @Field(() => Int, {
    description:
      'Number of pieces that came, negative for pieces that went; in thousandths of the unit for a product that is sold by measure. 0 for a count that was right.',
  })
  delta!: number;

  @Field(() => Int, { description: 'Stock after the movement, in the same units.' })
  balance!: number;

  @Field(() => StockReason, { description: 'Reason of the movement.' })
  reason!: StockReason;

  @Field(() => ID, { nullable: true, description: 'UUID of the order of a sale or a return; null for every other movement.' })
  orderId!: string | null;

  @Field(() => ID, { nullable: true, description: 'UUID of the device at which the movement was made; null when there was none, or none that is known.' })
  deviceId!: string | null;

  @Field(() => String, { nullable: true, description: 'Note of the person who made the movement.' })
  note!: string | null;
}

export const stockMovementConnection = connectionTypes(() => StockMovementType, {
  name: 'StockMovement',
  one: 'A stock movement',
  page: 'A page of the stock ledger, newest first.',
});
