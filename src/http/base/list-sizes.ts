/** How many entries a plain list is taken to have when an operation's cost is counted before it is executed. */
export const DEFAULT_LIST_SIZE = 10;

/** `first` and `last` of any list are from 1 to this, unless the field's extension `maxPageSize` says otherwise. */
export const MAX_PAGE_SIZE = 100;

/** Lists that an operation asks for inside themselves: how often it may in one answer, and how many entries they may have together. */
export const cycleLimits = { lists: 100, entries: 2000 } as const;

/** How many entries a list in an operation's arguments may have; lists of a command's input are told as its userErrors, up to a bound. */
export const MAX_LIST_LENGTH = 250;
export const MAX_COMMAND_LIST_LENGTH = 1000;
