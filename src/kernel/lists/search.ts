import { type FilterQuery, raw } from '@mikro-orm/postgresql';
import { newId } from '../database/tenant-owned.ts';
import { type Context, tenantOf } from '../request/context.ts';
import type { SearchKind } from './search-word.entity.ts';

const MAX_WORDS = 40;
const MAX_WORD = 64;
/** Words of one search; more find nothing that these do not. */
export const MAX_SEARCH_WORDS = 5;

/** A text as it is compared and sorted: without case, accents and double spaces. */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** The words of some texts, folded, each once: letters and digits of any script, in a row. */
export function wordsOf(texts: readonly (string | null | undefined)[], max = MAX_WORDS): string[] {
  const words = texts.flatMap((text) => foldText(text ?? '').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);
  return [...new Set(words.map((word) => word.slice(0, MAX_WORD)))].slice(0, max);
}

/** Has something found by the words of these texts, and by no others. Call it where its names are written. */
export async function indexWords(ctx: Context, kind: SearchKind, subjectId: string, texts: readonly (string | null | undefined)[]): Promise<void> {
  const words = wordsOf(texts);
  const tenantId = tenantOf(ctx);
  await ctx.em.execute(FORGET, [tenantId, kind, subjectId]);
  if (words.length > 0) await ctx.em.execute(KEEP, [tenantId, kind, subjectId, words.map(newId), words]);
}

/** The conditions that find what has, for each word of a search, a word that begins with it; none when the search has no words. */
export function matchingWords<E extends { readonly id: string }>(ctx: Context, kind: SearchKind, search: string | null | undefined): FilterQuery<E>[] {
  const tenantId = tenantOf(ctx);
  return wordsOf([search], MAX_SEARCH_WORDS).map((word) => ({ id: { $in: raw(MATCHING, [tenantId, kind, word, `${word}\u{10ffff}`]) } }) as FilterQuery<E>);
}

/** The same for texts in memory: whether for each word of a search one of their words begins with it. */
export function matchesSearch(texts: readonly (string | null | undefined)[], search: string | null | undefined): boolean {
  const words = wordsOf(texts);
  return wordsOf([search], MAX_SEARCH_WORDS).every((wanted) => words.some((word) => word.startsWith(wanted)));
}

const FORGET = 'delete from search_word where tenant_id = ? and kind = ? and subject_id = ?';

const KEEP = `
insert into search_word (id, tenant_id, kind, subject_id, word)
select w.id, ?, ?, ?, w.word from unnest(array[?]::uuid[], array[?]::text[]) as w (id, word)
on conflict (tenant_id, kind, word, subject_id) do nothing`;

// A range, not LIKE: the only kind of prefix search that has an index under row-level security.
const MATCHING = 'select subject_id from search_word where tenant_id = ? and kind = ? and word >= ? and word < ?';
