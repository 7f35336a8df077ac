import { connectionTypes } from '../../../kernel/graphql/connection.type.ts';
import { Field, ID, InputType } from '../../../kernel/graphql/decorators.ts';
import { orderType } from '../../../kernel/graphql/sorting.type.ts';
import { Role } from '../model/user.entity.ts';
import { UserType } from '../model/user.type.ts';
import { USER_ORDERS, type UserFilter } from './find-users.ts';

export const userConnection = connectionTypes(() => UserType, { name: 'User', one: 'A user', page: 'A page of users of the brand.' });
export const UserOrder = orderType('User', 'users', USER_ORDERS);

@InputType('UserFilter', { description: 'Conditions for a list of users; a user meets all that are set.' })
export class UserFilterInput implements UserFilter {
  @Field(() => [Role], { nullable: true, description: 'Users of any of these roles, at most 7.' })
  role?: Role[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Users who work at this outlet: it is their home outlet, or one that they can reach. Owners work at every outlet.',
  })
  outletId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: users who may sign in. False: users who may not.' })
  active?: boolean | null;

  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True: only archived users. False: only users in use.' })
  archived?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Beginnings of words of the name, the username or the e-mail address, e.g. "bud sant" finds Budi Santoso. Letter case and accents do not count; at most 5 words.',
  })
  search?: string | null;
}
