import { ArgsType, Field, FieldResolver, Int, ObjectType, Resolver, Root, registerEnumType } from 'type-graphql';
import { type PageArguments, type PageFacts, SortDirection } from './page.ts';

registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'In which direction a list is sorted; rows with equal values are sorted by id in the same direction.',
  valuesConfig: {
    ASC: { description: 'From the smallest or oldest value to the largest or newest.' },
    DESC: { description: 'From the largest or newest value to the smallest or oldest.' },
  },
});

/** What every connection takes. */
@ArgsType()
export class PageArgs implements PageArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: 20,
    description: 'Number of entries from the beginning of the list, or from `after` on: 1 to 100. It does not count where `last` is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor behind which entries are wanted: `endCursor` of the page before.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of entries at the end of the list, or up to `before`: 1 to 100. They come in the order of the list.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'Cursor before which entries are wanted: `startCursor` of the page behind.' })
  before?: string | null;
}

@ObjectType({ description: 'Where a page of a connection lies.', simpleResolvers: true })
export class PageInfo {
  @Field(() => String, { nullable: true, description: 'Cursor of the first entry.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last entry.' })
  endCursor!: string | null;
}

@Resolver(() => PageInfo)
export class PageInfoResolver {
  @FieldResolver(() => Boolean, { description: 'Whether more follows; ask for it with `after: endCursor`.' })
  hasNextPage(@Root() page: PageFacts): boolean | Promise<boolean> {
    return page.hasNext();
  }

  @FieldResolver(() => Boolean, { description: 'Whether something comes before; ask for it with `last` and `before: startCursor`.' })
  hasPreviousPage(@Root() page: PageFacts): boolean | Promise<boolean> {
    return page.hasPrevious();
  }
}
