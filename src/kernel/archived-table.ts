/** A table whose rows are moved into files together with the old order that they belong to. */
export interface ArchivedTable {
  readonly table: string;
  /** SQL condition that a row `t` belongs to an order `o` of the same tenant. */
  readonly ofOrder: string;
  /** Columns of amounts; the sum of each is kept beside the file. */
  readonly amounts: readonly string[];
}
