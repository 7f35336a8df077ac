import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../database/tenant-owned.ts';

/** Kinds of objects that are found by the words of their names. */
export const SearchKind = { User: 'User', Product: 'Product', ModifierGroup: 'ModifierGroup' } as const;
export type SearchKind = keyof typeof SearchKind;

const SearchWordSchema = defineEntity({
  ...tenantTable,
  name: 'SearchWord',
  tableName: 'search_word',
  uniques: [{ properties: ['tenantId', 'kind', 'word', 'subjectId'] }],
  indexes: [{ properties: ['tenantId', 'subjectId'] }],
  properties: {
    kind: p.text().$type<SearchKind>(),
    /** Folded (search.ts); collation C, so that a search for its beginning uses the index under row-level security. */
    word: p.text().collation('C'),
    /** Id of the object that has the word in one of its names. */
    subjectId: p.uuid(),
  },
});

/** A word by which an object is found. */
export class SearchWord extends SearchWordSchema.class {}
SearchWordSchema.setClass(SearchWord);
