import { SortDirection } from '../lists/page.ts';
import type { OrderBy, SortColumns } from '../lists/sorting.ts';
import { type ClassType, Field, InputType, registerEnumType } from './decorators.ts';

/** The input `<Name>Order` and the enum `<Name>SortKey` of a list that clients may sort. `what` names the entries, e.g. `users`. */
export function orderType<E>(name: string, what: string, columns: SortColumns<E>): ClassType<OrderBy> {
  const keys = Object.fromEntries(Object.keys(columns).map((key) => [key, key]));
  const valuesConfig = Object.fromEntries(Object.entries(columns).map(([key, { description }]) => [key, { description }]));
  registerEnumType(keys, { name: `${name}SortKey`, description: `Value that a list of ${what} is sorted by.`, valuesConfig });

  @InputType(`${name}Order`, { description: `Sorting of a list of ${what}. A cursor is valid only with the sorting that it was given with.` })
  class OrderInput implements OrderBy {
    @Field(() => keys, { description: 'Value that the list is sorted by.' })
    key!: string;

    @Field(() => SortDirection, { nullable: true, defaultValue: 'ASC', description: 'Direction of the list; default ASC, e.g. from A to Z.' })
    direction?: SortDirection | null;
  }
  return OrderInput;
}
