import type { SortDirection, Sorting } from './page.ts';

/** The columns that a list may be sorted by, under the names that clients use; the first is the default. */
export type SortColumns<E> = Readonly<Record<string, Omit<Sorting<E>, 'direction'> & { readonly description: string }>>;

export interface OrderBy {
  readonly key: string;
  readonly direction?: SortDirection | null;
}

/** The chosen order of a list, or its default: ascending. */
export function sortingOf<E>(columns: SortColumns<E>, orderBy: OrderBy | null): Sorting<E> {
  const column = columns[orderBy?.key ?? ''] ?? Object.values(columns)[0];
  if (!column) throw new Error('a list has at least one order');
  const { description: _, ...sorting } = column;
  return { ...sorting, direction: orderBy?.direction ?? 'ASC' };
}
