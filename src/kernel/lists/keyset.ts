import { raw } from '@mikro-orm/postgresql';

/** One column of a list's order; the last one is unique. Rows without a value come last in both directions. */
export interface OrderColumn<E> {
  readonly column: keyof E & string;
  readonly direction: 'asc' | 'desc';
  readonly nullable?: boolean;
}

/** The values of a row in the columns of its list's order. */
export type Keys = readonly unknown[];

/** The order of a list, and the names of its columns in the database. */
export interface Keyset<E> {
  readonly order: readonly OrderColumn<E>[];
  readonly columnOf: (key: OrderColumn<E>) => string;
}

/** The direction of one column in an ORDER BY. */
export function orderOf<E>({ column, direction, nullable }: OrderColumn<E>, backward: boolean): Record<string, string> {
  const turned = (direction === 'asc') === backward ? 'desc' : 'asc';
  return { [column]: nullable ? `${turned} nulls ${backward ? 'first' : 'last'}` : turned };
}

/** The condition for rows after a row of a list, or before it. */
export function beyond<E>({ order, columnOf }: Keyset<E>, keys: Keys, backward: boolean): object[] {
  const [first] = order;
  const isEven = order.every(({ direction, nullable }) => !nullable && direction === first?.direction);
  if (first && isEven) return [comparedAsRow(order.map(columnOf), keys, operatorOf(first, backward))];
  return [...boundOf(first, keys[0], backward), comparedInSteps(order, keys, backward)];
}

/**
 * All columns compared at once: PostgreSQL enters the index exactly at the row, however many rows are equal in the first
 * column. The same comparison written with OR is held against every row before it.
 */
function comparedAsRow(columns: readonly string[], keys: Keys, operator: '<' | '>'): object {
  const row = (alias: string): string => `(${columns.map((column) => `${alias}."${column}"`).join(', ')}) ${operator} (${columns.map(() => '?').join(', ')})`;
  return { [raw(row, keys)]: [] };
}

/** Columns of different directions, or without a value in some rows, cannot be compared as a row. */
function comparedInSteps<E>(order: readonly OrderColumn<E>[], keys: Keys, backward: boolean): object {
  const steps = order.flatMap((key, index) => {
    const further = furtherThan(key, keys[index], backward);
    return further ? [{ ...Object.fromEntries(order.slice(0, index).map(({ column }, at) => [column, keys[at]])), ...further }] : [];
  });
  return steps.length === 0 ? { id: null } : { $or: steps };
}

/** The first column bounded by itself beside a comparison in steps, so that PostgreSQL enters the index near the row. */
function boundOf<E>(first: OrderColumn<E> | undefined, value: unknown, backward: boolean): object[] {
  if (!first || value === null || (first.nullable && !backward)) return [];
  return [{ [first.column]: { [operatorOf(first, backward) === '<' ? '$lte' : '$gte']: value } }];
}

/** How rows that come later compare with a row. */
function operatorOf<E>({ direction }: OrderColumn<E>, backward: boolean): '<' | '>' {
  return (direction === 'asc') === backward ? '<' : '>';
}

/** The condition for rows that come later in one column; null: there are none. */
function furtherThan<E>(key: OrderColumn<E>, value: unknown, backward: boolean): object | null {
  const { column, nullable } = key;
  if (value === null) return backward ? { [column]: { $ne: null } } : null;
  const further = { [column]: { [operatorOf(key, backward) === '<' ? '$lt' : '$gt']: value } };
  return nullable && !backward ? { $or: [further, { [column]: null }] } : further;
}
