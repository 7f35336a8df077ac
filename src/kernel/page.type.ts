import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { SortDirection } from './page.ts';

registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'In which direction a list is sorted; rows with equal values are sorted by id in the same direction.',
  valuesConfig: {
    ASC: { description: 'From the smallest or oldest value to the largest or newest.' },
    DESC: { description: 'From the largest or newest value to the smallest or oldest.' },
  },
});

@ObjectType({ description: 'Where a page of a connection lies.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows; ask for it with `after: endCursor`.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether something comes before.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first entry.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last entry.' })
  endCursor!: string | null;
}
