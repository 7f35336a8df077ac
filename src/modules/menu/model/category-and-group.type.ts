import { Field, ID, InputType, Int } from '../../../kernel/graphql/decorators.ts';
import { payloadType } from '../../../kernel/graphql/payload.type.ts';
import { MoneyScalar } from '../../../kernel/values/scalars.ts';
import { CategoryType, ModifierGroupType } from './catalogue.type.ts';
import { SelectionType } from './modifier.entity.ts';

@InputType({ description: 'A new category.' })
export class CreateCategoryInput {
  @Field(() => String, { description: 'Name of the category, 1 to 120 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description for guests, at most 2,000 characters; it may have several lines.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a picture: http or https, at most 2000 characters.' })
  imageUrl?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Place of the category on menus, -1000000 to 1000000; lower numbers come first.' })
  sortOrder?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the station that makes its products, at most 20 upper-case letters, digits, - and _; each outlet has its own station with this code. NONE: no ' +
      "kitchen makes them. Null: the outlet's default station.",
  })
  stationCode?: string | null;
}

export const CreateCategoryPayload = payloadType('CreateCategory', { category: () => CategoryType });

@InputType({ description: 'Changes of a category: only the fields that are sent change; null clears.' })
export class UpdateCategoryInput {
  @Field(() => ID, { description: 'UUID of the category.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the category, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Description for guests, at most 2,000 characters; it may have several lines.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a picture: http or https, at most 2000 characters.' })
  imageUrl?: string | null;

  @Field(() => Int, { nullable: true, description: 'Place of the category on menus, -1000000 to 1000000; lower numbers come first.' })
  sortOrder?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: the category is on menus.' })
  active?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the station that makes its products, at most 20 upper-case letters, digits, - and _; each outlet has its own station with this code. NONE: no ' +
      "kitchen makes them. Null: the outlet's default station.",
  })
  stationCode?: string | null;
}

export const UpdateCategoryPayload = payloadType('UpdateCategory', { category: () => CategoryType });

@InputType({
  description: 'A category to archive. If it has products, exactly one of moveProductsTo and archiveProducts says what becomes of them.',
})
export class ArchiveCategoryInput {
  @Field(() => ID, { description: 'UUID of the category.' })
  id!: string;

  @Field(() => ID, { nullable: true, description: 'UUID of the category that its products move to.' })
  moveProductsTo?: string | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: its products are archived with it.' })
  archiveProducts?: boolean | null;
}

@InputType({ description: 'A new option of a modifier group.' })
export class CreateModifierOptionInput {
  @Field(() => String, { description: 'Name of the option, 1 to 120 characters.' })
  name!: string;

  @Field(() => MoneyScalar, {
    nullable: true,
    defaultValue: 0,
    description: 'Amount in minor units that each unit of the option adds to the unit price, -1000000000000 to 1000000000000.',
  })
  priceAdjustment?: number | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: clients preselect the option.' })
  isDefault?: boolean | null;
}

@InputType({ description: 'A new modifier group.' })
export class CreateModifierGroupInput {
  @Field(() => String, { description: 'Name of the group, 1 to 120 characters.' })
  name!: string;

  @Field(() => SelectionType, { description: 'Rule of how many options can be chosen.' })
  selectionType!: SelectionType;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Least number of units that a guest must choose, 0 to 1,000.' })
  minSelections?: number | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 1,
    description: 'Greatest number of units that a guest can choose, 1 to 1,000; 1 for SINGLE and TEXT, at most the number of options for MULTIPLE.',
  })
  maxSelections?: number | null;

  @Field(() => [CreateModifierOptionInput], { description: 'Options in the order of the menu, 1 to 50; exactly one for TEXT.' })
  options!: CreateModifierOptionInput[];
}

export const CreateModifierGroupPayload = payloadType('CreateModifierGroup', { modifierGroup: () => ModifierGroupType });

@InputType({
  description: 'An option of a modifier group. With an id: changes that option, only the fields that are sent. Without: adds an option after the others.',
})
export class UpdateModifierOptionInput {
  @Field(() => ID, { nullable: true, description: 'UUID of the option to change.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the option, 1 to 120 characters; required for a new one.' })
  name?: string | null;

  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'Amount in minor units that each unit of the option adds to the unit price, -1000000000000 to 1000000000000.',
  })
  priceAdjustment?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'True: clients preselect the option.' })
  isDefault?: boolean | null;
}

@InputType({ description: 'Changes of a modifier group: only the fields that are sent change.' })
export class UpdateModifierGroupInput {
  @Field(() => ID, { description: 'UUID of the group.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name of the group, 1 to 120 characters.' })
  name?: string | null;

  @Field(() => Int, { nullable: true, description: 'Least number of units that a guest must choose, 0 to 1,000.' })
  minSelections?: number | null;

  @Field(() => Int, { nullable: true, description: 'Greatest number of units that a guest can choose, 1 to 1,000.' })
  maxSelections?: number | null;

  @Field(() => [UpdateModifierOptionInput], {
    nullable: true,
    description: 'Options to change or to add; the others stay. A group has at most 50 options in use, and 250 with archived ones.',
  })
  options?: UpdateModifierOptionInput[] | null;
}

export const UpdateModifierGroupPayload = payloadType('UpdateModifierGroup', { modifierGroup: () => ModifierGroupType });
