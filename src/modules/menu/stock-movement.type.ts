import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { StockReason } from './stock-movement.entity.ts';

registerEnumType(StockReason, {
  name: 'StockReason',
  description: 'Why stock moved; new ones may be added.',
  valuesConfig: {
    OPENING: { description: 'It began to be counted with so many.' },
    SALE: { description: 'An order took them.' },
    RETURN: { description: 'An order that was cancelled or given back put them on sale again.' },
    ADJUSTMENT: { description: 'Units came or went, as staff entered it.' },
    COUNT: { description: 'Staff counted what is there.' },
    UNKNOWN: { description: 'It was changed past the server.' },
  },
});

@ObjectType('StockMovement', { implements: Node, description: 'One row of the ledger of a product’s stock at an outlet. Written once.', simpleResolvers: true })
export class StockMovementType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: Date;

  @Field(() => Int, { description: 'Pieces that came; negative: that went; of a product that is measured thousandths of its unit. 0: a count that was right.' })
  delta!: number;

  @Field(() => Int, { description: 'What was left after it, in the same units.' })
  balance!: number;

  @Field(() => StockReason, { description: 'Why.' })
  reason!: StockReason;

  @Field(() => ID, { nullable: true, description: 'The order of a sale or a return.' })
  orderId!: string | null;

  @Field(() => ID, { nullable: true, description: 'The device that did it; null: none, or none that is known.' })
  deviceId!: string | null;

  @Field(() => String, { nullable: true, description: 'In the words of whoever did it.' })
  note!: string | null;
}

export const stockMovementConnection = connectionTypes(() => StockMovementType, {
  name: 'StockMovement',
  one: 'A movement',
  page: 'A page of the ledger, newest first.',
});
