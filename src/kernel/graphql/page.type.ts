import { type PageArguments, type PageState, SortDirection } from '../lists/page.ts';
import { ArgsType, Field, FieldResolver, Int, ObjectType, Resolver, Root, registerEnumType } from './decorators.ts';

registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'Direction in which a list is sorted; rows with equal values are sorted by id in the same direction.',
  valuesConfig: {
    ASC: { description: 'Ascending: smallest or oldest values first.' },
    DESC: { description: 'Descending: largest or newest values first.' },
  },
});

@ArgsType()
export class PageArgs implements PageArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 20,
    description: 'Number of entries from the beginning of the list, or from `after` on: 1 to 100. It is ignored when `last` is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor after which the page begins: `endCursor` of the page before.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of entries at the end of the list, or up to `before`: 1 to 100. They come in the order of the list.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor before which the page ends: `startCursor` of the next page.' })
  before?: string | null;
}

@ObjectType({ description: 'Position of a page in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => String, { nullable: true, description: 'Cursor of the first entry.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last entry.' })
  endCursor!: string | null;
}

@Resolver(() => PageInfo)
export class PageInfoResolver {
  @FieldResolver(() => Boolean, { description: 'Whether more entries follow; ask for them with `after: endCursor`.' })
  hasNextPage(@Root() page: PageState): boolean | Promise<boolean> {
    return page.hasNext();
  }

  @FieldResolver(() => Boolean, { description: 'Whether entries come before; ask for them with `last` and `before: startCursor`.' })
  hasPreviousPage(@Root() page: PageState): boolean | Promise<boolean> {
    return page.hasPrevious();
  }
}
