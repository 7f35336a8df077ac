import { CurrencyType } from '../../../kernel/graphql/currency.type.ts';
import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from '../../../kernel/graphql/decorators.ts';
import { shared } from '../../../kernel/graphql/descriptions.ts';
import { MeasureUnit } from '../../../kernel/graphql/measure.type.ts';
import { DateTimeScalar, MeasureScalar, MoneyScalar } from '../../../kernel/values/scalars.ts';
import { SelectionType } from '../model/modifier.entity.ts';
import { UnavailableReason } from '../model/offer.ts';

registerEnumType(SelectionType, {
  name: 'SelectionType',
  description:
    'Rule of how many options of a group can be chosen. SINGLE: one option; MULTIPLE: several, once each; QUANTITY: units counted; TEXT: one option that takes a text.',
  valuesConfig: {
    SINGLE: { description: 'One option, once.' },
    MULTIPLE: { description: 'Several options, once each.' },
    QUANTITY: { description: 'Units of each option are counted.' },
    TEXT: { description: 'One option that takes a text of at most 200 characters.' },
  },
});

registerEnumType(UnavailableReason, {
  name: 'UnavailableReason',
  description: 'Reason why an outlet does not sell a product now. Refused orders carry it in `details.reason`.',
  valuesConfig: {
    NOT_SOLD: {
      description:
        "The product is not on the outlet's menu: it belongs to another outlet, or it or its category is switched off. A menu never shows this reason.",
    },
    TAKEN_OFF: { description: 'Staff took it off ("86"); `availableAt` says when it returns by itself.' },
    SOLD_OUT: { description: 'The stock is used up.' },
    NOT_TAKING_ORDERS: { description: 'The outlet is archived, or the brand is suspended: nothing can be ordered there.' },
    UNROUTED: {
      description: 'No station of the outlet makes it. Remedy: createStation(isDefault: true), or stationCode NONE on a product that no kitchen makes.',
    },
    OPTIONS_UNAVAILABLE: { description: 'A modifier group requires more options than are available; `availableAt` says when enough return by themselves.' },
    NEGATIVE_PRICE: { description: 'Every choice of its options makes the price negative. Remedy: another price, or other options.' },
  },
});

/** Cost of an object from memory; an object from the database costs 1. */
const FROM_MEMORY = 0.05;

@Extensions({ guest: true, fromMenu: true, objectCost: FROM_MEMORY })
@ObjectType('MenuModifierOption', { description: 'An option on the menu. Orders are placed with `optionId`.', simpleResolvers: true })
export class MenuModifierOptionType {
  @Field(() => ID, { description: 'Id of the option on this menu, unique per outlet and product.' })
  id!: string;

  @Field(() => ID, { description: 'UUID of the option in the catalogue.' })
  optionId!: string;

  @Field(() => String, { description: 'Name of the option for guests.' })
  name!: string;

  @Field(() => MoneyScalar, {
    description:
      'Amount in minor units that each unit of the option adds to the unit price, which may be negative; for an item that is sold by measure it is added once to the line.',
  })
  priceAdjustment!: number;

  @Field(() => Boolean, { description: 'Whether the option can be chosen now.' })
  available!: boolean;

  @Field(() => Boolean, { description: 'Whether clients preselect the option; the server adds nothing by itself.' })
  isDefault!: boolean;
}

@Extensions({ guest: true, fromMenu: true, objectCost: FROM_MEMORY })
@ObjectType('MenuModifierGroup', { description: 'A group of options that guests choose from when they order the item.', simpleResolvers: true })
export class MenuModifierGroupType {
  @Field(() => ID, { description: 'Id of the group on this menu, unique per outlet and product.' })
  id!: string;

  @Field(() => String, { description: 'Name of the group for guests.' })
  name!: string;

  @Field(() => SelectionType, { description: 'Rule of how many options can be chosen.' })
  selectionType!: SelectionType;

  @Field(() => Int, { description: 'Least number of units that a guest must choose.' })
  minSelections!: number;

  @Field(() => Int, { description: 'Greatest number of units that a guest can choose.' })
  maxSelections!: number;

  @Field(() => [MenuModifierOptionType], { description: 'Options in the order of the menu, at most 50.' })
  options!: MenuModifierOptionType[];
}

@Extensions({ guest: true, fromMenu: true, objectCost: FROM_MEMORY })
@ObjectType('MenuItem', { description: 'A product at an outlet. `id` is unique per outlet; orders are placed with `productId`.', simpleResolvers: true })
export class MenuItemType {
  @Field(() => ID, { description: 'Id of the item on this menu, unique per outlet.' })
  id!: string;

  @Field(() => ID, { description: 'UUID of the product in the catalogue; orders are placed with it.' })
  productId!: string;

  @Field(() => String, { description: 'Stock keeping unit of the product, unique in the brand.' })
  sku!: string;

  @Field(() => String, { description: 'Name of the product for guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description of the product for guests.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Address of a picture of the product.' })
  imageUrl!: string | null;

  @Field(() => Boolean, { description: 'Whether clients show the item as popular.' })
  popular!: boolean;

  @Field(() => MoneyScalar, { description: "Price now, in minor units: the promo price while one runs, else the outlet's price." })
  price!: number;

  @Field(() => MoneyScalar, { description: 'Regular price of the outlet, in minor units.' })
  basePrice!: number;

  @Field(() => MeasureUnit, { description: 'Unit that the item is sold by; its prices are for one of it, e.g. for one piece or for 1 kg.' })
  soldBy!: MeasureUnit;

  @Field(() => MeasureScalar, {
    nullable: true,
    description: 'Step of the `measure` to order it with, which is a multiple of it, e.g. "0.005" of KG; null when it is ordered with a `quantity` of pieces.',
  })
  measureStep!: number | null;

  @Field(() => Boolean, { description: 'Whether it can be ordered now, with at least one choice of its options; `unavailableReason` says why not.' })
  available!: boolean;

  @Field(() => UnavailableReason, { nullable: true, description: 'Reason why it cannot be ordered now; null when it can.' })
  unavailableReason!: UnavailableReason | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Instant at which it can be ordered again by itself; null when it can be ordered now, or when a person has to do something.',
  })
  availableAt!: Date | null;

  @Field(() => [MenuModifierGroupType], { description: 'Modifier groups in the order of the menu, at most 20.' })
  modifierGroups!: MenuModifierGroupType[];
}

@Extensions({ guest: true, fromMenu: true, objectCost: FROM_MEMORY })
@ObjectType('MenuSection', { description: 'A category of the menu that has something to sell.', simpleResolvers: true })
export class MenuSectionType {
  @Field(() => ID, { description: 'Id of the section on this menu, unique per outlet.' })
  id!: string;

  @Field(() => ID, { description: 'UUID of the category in the catalogue.' })
  categoryId!: string;

  @Field(() => String, { description: 'Name of the section for guests.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Description of the section for guests.' })
  description!: string | null;

  @Field(() => Int, { description: 'Place of the section on the menu; lower numbers come first.' })
  sortOrder!: number;

  @Field(() => [MenuItemType], { description: 'Items that the outlet sells, also those that cannot be ordered now.' })
  items!: MenuItemType[];
}

@Extensions({ guest: true, fromMenu: true })
@ObjectType('Menu', { description: 'The menu of one outlet, with its prices and availability. Readable by guests.', simpleResolvers: true })
export class MenuType {
  @Field(() => ID, { description: "UUID of the outlet's menu; it stays the same through all changes, so that menuChanged updates the cache of a client." })
  id!: string;

  @Field(() => Int, {
    description: 'Number that rises with every change of what this outlet sells or of its prices; stock raises it only when availability flips.',
  })
  version!: number;

  @Field(() => CurrencyType, { description: shared.currency })
  currency!: CurrencyType;

  @Field(() => [MenuSectionType], { description: 'Sections in the order of the menu.' })
  sections!: MenuSectionType[];
}
