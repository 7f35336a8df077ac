import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType, Int, ObjectType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { Node } from '../../../kernel/graphql/node.type.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { DateTimeScalar } from '../../../kernel/values/scalars.ts';

@ObjectType('PromotionCode', { implements: Node, description: 'A code that guests use to get a promotion; letter case does not count.', simpleResolvers: true })
export class PromotionCodeType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'Text of the code, in upper case.' })
  code!: string;

  @Field(() => Int, { nullable: true, description: 'Number of orders that may use this code; null: only the limits of the promotion hold.' })
  usageLimit!: number | null;

  @Field(() => Boolean, { description: 'Whether the code is accepted, as far as the promotion is.' })
  active!: boolean;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;
}

export const promotionCodeConnection = connectionTypes(() => PromotionCodeType, {
  name: 'PromotionCode',
  one: 'A promotion code',
  page: 'A page of promotion codes, oldest first.',
});

@InputType({ description: 'A new code of a promotion that needs one.' })
export class AddPromotionCodeInput {
  @Field(() => ID, { description: 'UUID of the promotion.' })
  promotionId!: string;

  @Field(() => String, { description: 'Text of the code: 3 to 40 letters A to Z, digits, - and _, unique in the brand; letter case does not count.' })
  code!: string;

  @Field(() => Int, { nullable: true, description: 'Number of orders that may use this code, 1 or more; null: only the limits of the promotion hold.' })
  usageLimit?: number | null;
}

@InputType({ description: 'Codes to create that are hard to guess, for a promotion that needs one.' })
export class GeneratePromotionCodesInput {
  @Field(() => ID, { description: 'UUID of the promotion.' })
  promotionId!: string;

  @Field(() => Int, { description: 'Number of codes, 1 to 1,000.' })
  count!: number;

  @Field(() => String, { nullable: true, description: 'Beginning of each code: at most 10 letters A to Z, digits, - and _.' })
  prefix?: string | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description: 'Number of orders that may use each code, 1 or more; null: only the limits of the promotion hold.',
  })
  usageLimit?: number | null;
}

@InputType({ description: 'A code to switch off.' })
export class DeactivatePromotionCodeInput {
  @Field(() => ID, { description: 'UUID of the code.' })
  id!: string;
}

export const AddPromotionCodePayload = payloadType('AddPromotionCode', { promotionCode: () => PromotionCodeType });
export const DeactivatePromotionCodePayload = payloadType('DeactivatePromotionCode', { promotionCode: () => PromotionCodeType });

export const GeneratePromotionCodesPayload = payloadType('GeneratePromotionCodes', {
  promotionCodes: { type: () => [PromotionCodeType], description: 'The codes that were created, at most 1,000; null when the mutation failed.' },
});
