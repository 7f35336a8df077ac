import { indexWords } from '../../../kernel/lists/search.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { User } from './user.entity.ts';

/** Updates the search index with the current names of a user. */
export async function indexUser(ctx: Context, { id, name, username, email }: User): Promise<void> {
  await indexWords(ctx, 'User', id, [name, username, email]);
}
