import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CurrencyType } from '../../kernel/currency.type.ts';
import { MeasureUnit } from '../../kernel/measure.type.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../kernel/scalars.ts';
import { SelectionType } from './modifier.entity.ts';
import { UnavailableReason } from './offer.ts';

registerEnumType(SelectionType, {
  name: 'SelectionType',
  description: 'SINGLE: one option; MULTIPLE: several, once each; QUANTITY: units counted; TEXT: one option that takes a text.',
  valuesConfig: {
    SINGLE: { description: 'One option, once.' },
    MULTIPLE: { description: 'Several options, once each.' },
    QUANTITY: { description: 'Units of each option are counted.' },
    TEXT: { description: 'One option that takes a text of at most 200 characters.' },
  },
});

registerEnumType(UnavailableReason, {
  name: 'UnavailableReason',
  description: 'Why an outlet does not sell a product now. Refused orders carry it in `details.reason`.',
  valuesConfig: {
    NOT_SOLD: { description: "It is not on the outlet's menu: of another outlet, or switched off there, or its category is. Never seen on a menu." },
    TAKEN_OFF: { description: 'Staff took it off ("86"); `availableAt` says when it returns by itself.' },
    SOLD_OUT: { description: 'Its stock is used up.' },
    NOT_TAKING_ORDERS: { description: 'The outlet is archived, or the brand is suspended: nothing can be ordered there.' },
    UNROUTED: {
      description: 'No station of the outlet makes it. Remedy: createStation(isDefault: true), or stationCode NONE on a product that no kitchen makes.',
    },
    OPTIONS_UNAVAILABLE: { description: 'A modifier group wants more options than are available; `availableAt` says when enough return by themselves.' },
    NEGATIVE_PRICE: { description: 'Every choice of its options makes the price negative. Remedy: another price, or other options.' },
  },
});

@Extensions({ guest: true })
@ObjectType('MenuModifierOption', { description: 'Orders are placed with `optionId`.', simpleResolvers: true })
export class MenuModifierOptionType {
  @Field(() => ID, { description: 'Opaque; unique per outlet and product.' })
  id!: string;

  @Field(() => ID, { description: 'Of the option in the catalogue.' })
  optionId!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => MoneyScalar, {
    description: 'Added to the unit price for each unit chosen; may be negative. Of an item that is measured: added once to the line, whatever it measures.',
  })
  priceAdjustment!: number;

  @Field(() => Boolean, { description: 'False: it cannot be chosen now.' })
  available!: boolean;

  @Field(() => Boolean, { description: 'For the client to preselect; the server adds nothing by itself.' })
  isDefault!: boolean;
}

@Extensions({ guest: true })
@ObjectType('MenuModifierGroup', { description: 'A choice that goes with an item.', simpleResolvers: true })
export class MenuModifierGroupType {
  @Field(() => ID, { description: 'Opaque; unique per outlet and product.' })
  id!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => SelectionType, { description: 'What may be chosen.' })
  selectionType!: SelectionType;

  @Field(() => Int, { description: 'Units.' })
  minSelections!: number;

  @Field(() => Int, { description: 'Units.' })
  maxSelections!: number;

  @Field(() => [MenuModifierOptionType], { description: 'In the order of the menu; at most 50.' })
  options!: MenuModifierOptionType[];
}

@Extensions({ guest: true })
@ObjectType('MenuItem', { description: 'A product at an outlet. `id` is unique per outlet; orders are placed with `productId`.', simpleResolvers: true })
export class MenuItemType {
  @Field(() => ID, { description: 'Opaque; unique per outlet.' })
  id!: string;

  @Field(() => ID, { description: 'Of the product in the catalogue.' })
  productId!: string;

  @Field(() => String, { description: 'Unique in the tenant.' })
  sku!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Web address of a picture.' })
  imageUrl!: string | null;

  @Field(() => Boolean, { description: 'Worth showing first.' })
  popular!: boolean;

  @Field(() => MoneyScalar, { description: "Price asked now: the promo price while one runs, else the outlet's price." })
  price!: number;

  @Field(() => MoneyScalar, { description: "The outlet's regular price." })
  basePrice!: number;

  @Field(() => MeasureUnit, { description: 'By what it is sold; its prices are of one of it, e.g. of one piece or of 1 kg.' })
  soldBy!: MeasureUnit;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Order it with a `measure` that is a multiple of this, e.g. "0.005" of KG; null: order a `quantity` of pieces.',
  })
  measureStep!: number | null;

  @Field(() => Boolean, { description: 'Whether it can be ordered now, with at least one choice of its options; else `unavailableReason` says why.' })
  available!: boolean;

  @Field(() => UnavailableReason, { nullable: true, description: 'Why it cannot be ordered now; null: it can.' })
  unavailableReason!: UnavailableReason | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it can be ordered again by itself; null: it can be now, or a person has to do something.',
  })
  availableAt!: Date | null;

  @Field(() => [MenuModifierGroupType], { description: 'In the order of the menu; at most 20.' })
  modifierGroups!: MenuModifierGroupType[];
}

@Extensions({ guest: true })
@ObjectType('MenuSection', { description: 'A category of the menu that has something to sell.', simpleResolvers: true })
export class MenuSectionType {
  @Field(() => ID, { description: 'Opaque; unique per outlet.' })
  id!: string;

  @Field(() => ID, { description: 'Of the category in the catalogue.' })
  categoryId!: string;

  @Field(() => String, { description: 'For guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'For guests.' })
  description!: string | null;

  @Field(() => Int, { description: 'Sections come in this order.' })
  sortOrder!: number;

  @Field(() => [MenuItemType], { description: 'What the outlet sells, with what cannot be ordered now.' })
  items!: MenuItemType[];
}

@Extensions({ guest: true })
@ObjectType('Menu', { description: 'What one outlet sells, as it sells it. Readable by guests.', simpleResolvers: true })
export class MenuType {
  @Field(() => ID, { description: "UUID of the outlet's menu; the same whatever changes in it, so that menuChanged updates what a client has kept." })
  id!: string;

  @Field(() => Int, {
    description: 'Rises with every change of what this outlet sells or of its prices; stock raises it only when availability flips.',
  })
  version!: number;

  @Field(() => CurrencyType, { description: 'Of all its amounts.' })
  currency!: CurrencyType;

  @Field(() => [MenuSectionType], { description: 'In the order of the menu.' })
  sections!: MenuSectionType[];
}
