import type { GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import { cellStatusOf, WrongCell } from '../../kernel/cells/cell-errors.ts';
import { LaggingError, ScopeChangedError } from '../../kernel/events/subscriber.ts';
import { type ClosingName, closingCodes } from '../../kernel/feeds/closing-codes.ts';
import type { RequestError } from '../../kernel/values/errors.ts';
import { ExpiredToken } from '../../modules/identity/index.ts';

/** Most bytes of the reason in a closing frame. */
const REASON_BYTES = 123;
/** How long a rejected socket may take to close. */
const CLOSING_MS = 1000;

/** Closes a socket with a code of the contract. The reason, at most 123 bytes, is for people who debug. */
export function closeSocket(socket: Pick<WebSocket, 'close'>, name: ClosingName, reason: string): void {
  socket.close(closingCodes[name].code, reason);
}

/** Closes a socket that is not served, and cuts it off when it has not closed after CLOSING_MS. */
export function rejectSocket(socket: WebSocket, name: ClosingName, reason: string): void {
  socket.on('error', () => socket.terminate());
  closeSocket(socket, name, reason);
  setTimeout(() => socket.terminate(), CLOSING_MS).unref();
}

/** Closes a socket whose connection parameters are not accepted. */
export function closeRefused(socket: Pick<WebSocket, 'close'>, refusal: RequestError): void {
  if (refusal instanceof WrongCell) {
    closeElsewhere(socket, refusal.url);
    return;
  }
  const name = ((): ClosingName => {
    if (refusal instanceof ExpiredToken) return 'TOKEN_EXPIRED';
    if (cellStatusOf(refusal) === 503) return 'TRY_AGAIN_LATER';
    return refusal.extensions.code === 'UNAUTHENTICATED' ? 'TOKEN_GONE' : 'BAD_REQUEST';
  })();
  closeSocket(socket, name, refusal.message);
}

/** Closes a socket whose tenant another cell serves. */
export function closeElsewhere(socket: Pick<WebSocket, 'close'>, url: string): void {
  closeSocket(socket, 'WRONG_CELL', url.slice(0, REASON_BYTES));
}

/** Closes a socket when a subscription has ended for a reason that concerns the whole connection; false: there is no such reason. */
export function closeEnded(socket: Pick<WebSocket, 'close'>, errors: readonly GraphQLError[]): boolean {
  const causes = errors.map(({ originalError }) => originalError);
  const elsewhere = causes.find((cause) => cause instanceof WrongCell);
  if (elsewhere) {
    closeElsewhere(socket, elsewhere.url);
    return true;
  }
  const isLagging = causes.some((cause) => cause instanceof LaggingError);
  if (!isLagging && !causes.some((cause) => cause instanceof ScopeChangedError)) return false;
  if (isLagging) closeSocket(socket, 'TRY_AGAIN_LATER', 'Lagging');
  else closeSocket(socket, 'SESSION_CHANGED', 'What the token may see has changed');
  return true;
}
