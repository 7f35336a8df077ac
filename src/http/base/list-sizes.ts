/** Number of entries that the cost estimate of an operation assumes for a plain list. */
export const DEFAULT_LIST_SIZE = 10;

/** `first` and `last` of any list are from 1 to this, unless the field's extension `maxPageSize` says otherwise. */
export const MAX_PAGE_SIZE = 100;

/** Limits of lists that are selected inside themselves: how many such lists one answer may have, and how many entries they may have together. */
export const cycleLimits = { lists: 100, entries: 2000 } as const;

/** Most entries of a list in an operation's arguments. Longer lists in the input of a command become userErrors, up to MAX_COMMAND_LIST_LENGTH. */
export const MAX_LIST_LENGTH = 250;
export const MAX_COMMAND_LIST_LENGTH = 1000;
