/** A code with which a socket is closed: a part of the contract with clients. */
export interface ClosingCode {
  readonly code: number;
  /** When the server closes with it. */
  readonly meaning: string;
  /** What the client does then. */
  readonly client: string;
  /** Whether graphql-ws, and with it Apollo Client and urql, connects again by itself. */
  readonly isRetried: boolean;
}

/**
 * Every code that the server closes a socket with. Only 4403 says that a token is gone. For a code after which clients
 * should connect again, graphql-ws must do so by itself. The exception is 4500, the library's own code: graphql-ws gives
 * up on it.
 */
export const closingCodes = {
  GOING_AWAY: {
    code: 1001,
    meaning: 'The server stops or restarts.',
    client: 'Connect again after a short random pause, and resume with `after`.',
    isRetried: true,
  },
  MESSAGE_TOO_BIG: { code: 1009, meaning: 'A message has more than 100 kB.', client: 'Send less. To connect again does not help.', isRetried: false },
  TRY_AGAIN_LATER: {
    code: 1013,
    meaning:
      'The client reads too slowly or sends more than 50 messages per second, the brand has too many sockets, or the database is away; the reason says which.',
    client: 'Connect again after a pause that doubles each time, and resume with `after`.',
    isRetried: true,
  },
  SESSION_CHANGED: {
    code: 4205,
    meaning:
      'What the token may see is not what it was: the role or outlets of the user, the outlet or stations of the device, or the brand was suspended or trades again.',
    client: 'Connect again with the same token, and resume with `after`.',
    isRetried: true,
  },
  BAD_REQUEST: {
    code: 4400,
    meaning:
      'A message is not one of graphql-transport-ws, or the connection parameters do not fit: one is not read here (authToken, headers), X-Tenant-ID names no brand or another than the token, X-Outlet-ID an outlet out of reach; the reason says which.',
    client: 'Mend the client or its settings. The token is still good.',
    isRetried: false,
  },
  NOT_ACKNOWLEDGED: {
    code: 4401,
    meaning: 'A subscription came before `connection_ack`.',
    client: 'Wait for `connection_ack`. The token is still good.',
    isRetried: false,
  },
  TOKEN_GONE: {
    code: 4403,
    meaning: 'The token is gone: signed out, revoked, its user disabled, its PIN session over; or it never was a token of this server.',
    client: 'Throw the token away. Sign in or pair again.',
    isRetried: true,
  },
  WRONG_SUBPROTOCOL: {
    code: 4406,
    meaning: 'The subprotocol is not graphql-transport-ws.',
    client: 'Use a client of graphql-transport-ws, e.g. graphql-ws.',
    isRetried: false,
  },
  NOT_INITIALISED: { code: 4408, meaning: 'No `connection_init` came within 3 seconds.', client: 'Connect again.', isRetried: true },
  SUBSCRIPTION_EXISTS: {
    code: 4409,
    meaning: 'An id was used for two subscriptions at the same time.',
    client: 'Give each subscription an id of its own.',
    isRetried: false,
  },
  TOKEN_EXPIRED: {
    code: 4419,
    meaning: 'The access token has expired.',
    client: 'Get the next token by `refreshSession`, connect again with it, and resume with `after`. When it is refused: sign in.',
    isRetried: true,
  },
  WRONG_CELL: {
    code: 4421,
    meaning: 'The brand is in another cell, or has just moved there; the reason is the address of that cell.',
    client: 'Connect to that address with the same token, and resume with `after`. Send requests there too.',
    isRetried: true,
  },
  INITIALISED_TWICE: { code: 4429, meaning: '`connection_init` came twice.', client: 'Send it once per socket.', isRetried: false },
  INTERNAL_ERROR: {
    code: 4500,
    meaning: 'A fault of the server, which is logged.',
    client: 'Connect again after a minute, and resume with `after`.',
    isRetried: false,
  },
} as const satisfies Record<string, ClosingCode>;
export type ClosingName = keyof typeof closingCodes;

/** A line for each code, as in docs/closing-codes.md and in the description of the Subscription root. */
export function closingTable(): string {
  const rows = Object.entries(closingCodes).map(
    ([name, { code, meaning, client, isRetried }]) => `| ${code} | ${name} | ${meaning} | ${client} | ${isRetried ? 'connect again' : 'give up'} |`,
  );
  return ['| code | name | why | what the client does | graphql-ws, Apollo Client and urql by themselves |', '|--:|---|---|---|---|', ...rows].join('\n');
}
