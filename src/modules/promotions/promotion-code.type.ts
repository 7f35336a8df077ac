import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../../kernel/connection.type.ts';
import { shared } from '../../kernel/descriptions.ts';
import { Node } from '../../kernel/node.type.ts';
import { DateTimeScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';

@ObjectType('PromotionCode', { implements: Node, description: 'A code by which a promotion is asked for; case does not count.', simpleResolvers: true })
export class PromotionCodeType {
  @Field(() => ID, { description: shared.id })
  id!: string;

  @Field(() => String, { description: 'In upper case.' })
  code!: string;

  @Field(() => Int, { nullable: true, description: 'Orders that may use this code; null: as the promotion.' })
  usageLimit!: number | null;

  @Field(() => Boolean, { description: 'Accepted, as far as the promotion is.' })
  active!: boolean;

  @Field(() => DateTimeScalar, { description: shared.createdAt })
  createdAt!: Date;
}

export const promotionCodeConnection = connectionTypes(() => PromotionCodeType, {
  name: 'PromotionCode',
  one: 'A code',
  page: 'A page of codes, oldest first.',
});

@InputType({ description: 'One more code for a promotion that needs one.' })
export class AddPromotionCodeInput {
  @Field(() => ID, { description: 'The promotion.' })
  promotionId!: string;

  @Field(() => String, { description: '3 to 40 letters A to Z, digits, - and _, unique in the brand; case does not count.' })
  code!: string;

  @Field(() => Int, { nullable: true, description: 'Orders that may use this code, 1 or more; null: as the promotion.' })
  usageLimit?: number | null;
}

@InputType({ description: 'Codes that nobody can guess, for a promotion that needs one.' })
export class GeneratePromotionCodesInput {
  @Field(() => ID, { description: 'The promotion.' })
  promotionId!: string;

  @Field(() => Int, { description: '1 to 1,000.' })
  count!: number;

  @Field(() => String, { nullable: true, description: 'At the beginning of each: at most 10 letters A to Z, digits, - and _.' })
  prefix?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Orders that may use each of them, 1 or more; null: as the promotion.' })
  usageLimit?: number | null;
}

@InputType({ description: 'Switches one code off.' })
export class DeactivatePromotionCodeInput {
  @Field(() => ID, { description: 'The code, by its id.' })
  id!: string;
}

@ObjectType({ description: 'Answer of the commands on one code.', simpleResolvers: true })
export class PromotionCodePayload {
  @Field(() => PromotionCodeType, { nullable: true, description: 'The promotion code; null when the mutation failed.' })
  promotionCode?: PromotionCodeType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@ObjectType({ description: 'Answer of generatePromotionCodes.', simpleResolvers: true })
export class GeneratePromotionCodesPayload {
  @Field(() => [PromotionCodeType], { nullable: true, description: 'All that were made, at most 1,000; null when it failed.' })
  promotionCodes?: PromotionCodeType[] | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
