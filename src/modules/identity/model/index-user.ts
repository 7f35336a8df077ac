import { indexWords } from '../../../kernel/lists/search.ts';
import type { Context } from '../../../kernel/request/context.ts';
import type { User } from './user.entity.ts';

/** Has somebody found by the names that they have now. */
export async function indexUser(ctx: Context, { id, name, username, email }: User): Promise<void> {
  await indexWords(ctx, 'User', id, [name, username, email]);
}
