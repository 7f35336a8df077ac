import { Arg, Args, Authorized, Ctx, Query, Resolver } from '../../../kernel/graphql/decorators.ts';
import { PageArgs } from '../../../kernel/graphql/page.type.ts';
import type { Connection } from '../../../kernel/lists/page.ts';
import type { OrderBy } from '../../../kernel/lists/sorting.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { User } from '../model/user.entity.ts';
import { findUsers } from './find-users.ts';
import { UserFilterInput, UserOrder, userConnection } from './user-list.type.ts';

@Resolver()
export class UserListResolver {
  @Query(() => userConnection.type, {
    description:
      'Users of the brand, by name unless orderBy says otherwise. MANAGER: staff below MANAGER who work at own outlets only; TENANT_OWNER: all users.',
  })
  @Authorized('READ_ACCOUNTS')
  users(
    @Ctx() ctx: Context,
    @Arg('filter', () => UserFilterInput, { nullable: true, description: 'Conditions that every entry meets; default: all users in use.' })
    filter: UserFilterInput | null,
    @Arg('orderBy', () => UserOrder, { nullable: true, description: 'Sorting of the list; default: NAME, ASC.' }) orderBy: OrderBy | null,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Connection<User>> {
    return findUsers(ctx, filter ?? {}, orderBy ?? null, page);
  }
}
