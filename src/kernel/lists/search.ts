import { type FilterQuery, raw } from '@mikro-orm/postgresql';
import { newId } from '../database/tenant-owned.ts';
import { type Context, tenantOf } from '../request/context.ts';
import type { SearchKind } from './search-word.entity.ts';

const MAX_WORDS = 40;
const MAX_WORD = 64;
/** Most words of one search; further words are ignored. */
export const MAX_SEARCH_WORDS = 5;

/** A text in the form in which texts are compared and sorted: without case, accents and double spaces. */
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

/** Replaces the search words of an object by the words of these texts. Call it where its names are written. */
export async function indexWords(ctx: Context, kind: SearchKind, subjectId: string, texts: readonly (string | null | undefined)[]): Promise<void> {
  const words = wordsOf(texts);
  const tenantId = tenantOf(ctx);
  await ctx.em.execute(FORGET, [tenantId, kind, subjectId]);
  if (words.length > 0) await ctx.em.execute(KEEP, [tenantId, kind, subjectId, words.map(newId), words]);
}

/** The conditions of a search: for each of its words the object has a word that begins with it. No conditions when the search has no words. */
export function matchingWords<E extends { readonly id: string }>(ctx: Context, kind: SearchKind, search: string | null | undefined): FilterQuery<E>[] {
  const tenantId = tenantOf(ctx);
  return wordsOf([search], MAX_SEARCH_WORDS).map((word) => ({ id: { $in: raw(MATCHING, [tenantId, kind, word, `${word}\u{10ffff}`]) } }) as FilterQuery<E>);
}

/** The same for texts in memory: whether each word of the search is the beginning of one of their words. */
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
