import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { shared } from '../../kernel/descriptions.ts';
import { MoneyScalar } from '../../kernel/scalars.ts';
import { UserError } from '../../kernel/user-error.type.ts';
import { CategoryType, ModifierGroupType } from './catalogue.type.ts';
import { SelectionType } from './modifier.entity.ts';

@InputType({ description: 'A new category.' })
export class CreateCategoryInput {
  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For guests; at most 2,000 characters.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'http or https address.' })
  imageUrl?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Categories come in this order.' })
  sortOrder?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Station by its code, which each outlet has for itself: upper-case letters, digits, - and _. NONE: no kitchen makes it. Null: the outlet's default.",
  })
  stationCode?: string | null;
}

@ObjectType({ description: 'Answer of createCategory.', simpleResolvers: true })
export class CreateCategoryPayload {
  @Field(() => CategoryType, { nullable: true, description: 'The category; null when the mutation failed.' })
  category?: CategoryType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'Changes of a category: only the fields that are sent change; null clears.' })
export class UpdateCategoryInput {
  @Field(() => ID, { description: 'The category.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'For guests; at most 2,000 characters.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'http or https address.' })
  imageUrl?: string | null;

  @Field(() => Int, { nullable: true, description: 'Categories come in this order.' })
  sortOrder?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is on menus.' })
  active?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Station by its code, which each outlet has for itself: upper-case letters, digits, - and _. NONE: no kitchen makes it. Null: the outlet's default.",
  })
  stationCode?: string | null;
}

@ObjectType({ description: 'Answer of updateCategory.', simpleResolvers: true })
export class UpdateCategoryPayload {
  @Field(() => CategoryType, { nullable: true, description: 'The category; null when the mutation failed.' })
  category?: CategoryType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({
  description: 'A category to be archived, and what becomes of the products that it has: exactly one of moveProductsTo and archiveProducts, if it has any.',
})
export class ArchiveCategoryInput {
  @Field(() => ID, { description: 'The category.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'The category that its products stand in from now on.' })
  moveProductsTo?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: its products are archived too.' })
  archiveProducts?: boolean | null;
}

@InputType({ description: 'A new option of a modifier group.' })
export class CreateModifierOptionInput {
  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => MoneyScalar, { nullable: true, defaultValue: 0, description: 'Added to the unit price for each unit chosen; may be negative.' })
  priceAdjustment?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'For the client to preselect.' })
  isDefault?: boolean | null;
}

@InputType({ description: 'A new modifier group.' })
export class CreateModifierGroupInput {
  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => SelectionType, { description: 'What may be chosen.' })
  selectionType!: SelectionType;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Units, 0 to 1,000.' })
  minSelections?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 1, description: 'Units, 1 to 1,000; 1 for SINGLE and TEXT, at most the number of options for MULTIPLE.' })
  maxSelections?: number | null;

  @Field(() => [CreateModifierOptionInput], { description: '1 to 50, in the order of the menu; exactly one for TEXT.' })
  options!: CreateModifierOptionInput[];
}

@ObjectType({ description: 'Answer of createModifierGroup.', simpleResolvers: true })
export class CreateModifierGroupPayload {
  @Field(() => ModifierGroupType, { nullable: true, description: 'The modifier group; null when the mutation failed.' })
  modifierGroup?: ModifierGroupType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}

@InputType({ description: 'With an id: changes that option, only the fields that are sent. Without: adds one behind the others.' })
export class UpdateModifierOptionInput {
  @Field(() => ID, { nullable: true, description: 'The option to be changed.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: '1 to 120 characters; needed for a new one.' })
  name?: string | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Added to the unit price for each unit chosen; may be negative.' })
  priceAdjustment?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'For the client to preselect.' })
  isDefault?: boolean | null;
}

@InputType({ description: 'Changes of a modifier group: only the fields that are sent change.' })
export class UpdateModifierGroupInput {
  @Field(() => ID, { description: 'The group.' })
  id!: string;

  @Field(() => String, { nullable: true, description: '1 to 120 characters.' })
  name?: string | null;

  @Field(() => Int, { nullable: true, description: 'Units, 0 to 1,000.' })
  minSelections?: number | null;

  @Field(() => Int, { nullable: true, description: 'Units, 1 to 1,000.' })
  maxSelections?: number | null;

  @Field(() => [UpdateModifierOptionInput], { nullable: true, description: 'Options to change or to add; the others stay.' })
  options?: UpdateModifierOptionInput[] | null;
}

@ObjectType({ description: 'Answer of updateModifierGroup.', simpleResolvers: true })
export class UpdateModifierGroupPayload {
  @Field(() => ModifierGroupType, { nullable: true, description: 'The modifier group; null when the mutation failed.' })
  modifierGroup?: ModifierGroupType | null;

  @Field(() => [UserError], { description: shared.userErrors })
  userErrors!: UserError[];
}
