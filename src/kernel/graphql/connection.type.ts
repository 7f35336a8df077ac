import { type ClassType, Field, FieldResolver, Int, ObjectType, Resolver, Root } from 'type-graphql';
import type { Connection } from '../lists/page.ts';
import { PageInfo } from './page.type.ts';

/** Names and descriptions of the types of a connection. */
interface ConnectionDescriptions {
  /** Name of the node's type. */
  readonly name: string;
  /** E.g. `An order`. */
  readonly one: string;
  /** E.g. `A page of orders, newest first.` */
  readonly page: string;
}

interface ConnectionTypes<N> {
  readonly type: ClassType<Pick<Connection<N>, 'edges' | 'nodes'> & { readonly pageInfo: PageInfo }>;
  readonly resolver: ClassType;
}

/** The types `<Name>Edge` and `<Name>Connection` of a Relay connection, and the resolver that counts when a client asks. */
export function connectionTypes<N extends object>(node: () => ClassType<N>, { name, one, page }: ConnectionDescriptions): ConnectionTypes<N> {
  @ObjectType(`${name}Edge`, { description: `${one} in a list.`, simpleResolvers: true })
  class EdgeType {
    @Field(() => String, { description: 'Cursor of the entry, for `after` and `before`.' })
    cursor!: string;

    @Field(node, { description: 'The entry of the list.' })
    node!: N;
  }

  @ObjectType(`${name}Connection`, { description: page, simpleResolvers: true })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'Entries of the page with their cursors.' })
    edges!: EdgeType[];

    @Field(() => [node()], { description: 'Entries of the page without cursors.' })
    nodes!: N[];

    @Field(() => PageInfo, { description: 'Position of the page in the list.' })
    pageInfo!: PageInfo;
  }

  @Resolver(() => ConnectionType)
  class ConnectionResolver {
    @FieldResolver(() => Int, { description: 'Number of all entries that match, on all pages; it is counted only when asked for.' })
    totalCount(@Root() { count }: Connection<unknown>): Promise<number> {
      return count();
    }
  }

  return { type: ConnectionType, resolver: ConnectionResolver };
}
