import { sqlState, TENANT_MOVES } from '../database/sql-state.ts';
import { RequestError, type RequestErrorCode } from '../values/errors.ts';

/** Seconds until a writer may try again while its tenant moves. */
export const MOVING_SECONDS = 1;

/** The tenant is in another cell: `extensions` name it and its public address. */
export class WrongCell extends RequestError {
  /** Public address of the right cell. */
  readonly url: string;

  constructor(cell: string, url: string) {
    super('WRONG_CELL', `This brand is served by the cell ${cell}; send the request to ${url}.`, { cell, url });
    this.url = url;
  }
}

/** The tenant is moving: what was sent may be sent again in a moment, to the same address. */
export class TenantMoving extends RequestError {
  constructor() {
    super('TENANT_MOVING', 'This brand is moving to another cell; send the same again in a moment.', { retryAfter: MOVING_SECONDS });
  }
}

/** Codes of errors that mean that nothing was done because of where the tenant is, or because it cannot be known now; with their HTTP status. */
const STATUSES: Readonly<Partial<Record<RequestErrorCode, 421 | 503>>> = { WRONG_CELL: 421, TENANT_MOVING: 503, SERVICE_UNAVAILABLE: 503 };

/** The HTTP status of a refused request; undefined: another reason, which each field answers with. */
export function cellStatusOf({ extensions }: { readonly extensions: { readonly code?: unknown } }): 421 | 503 | undefined {
  return STATUSES[extensions.code as RequestErrorCode];
}

/** The error for clients when `cell_gate` has refused a transaction: its message is the name of the right cell. */
export function gateError(error: Error, cellUrls: ReadonlyMap<string, string>): RequestError {
  return sqlState(error) === TENANT_MOVES ? new TenantMoving() : new WrongCell(error.message, cellUrls.get(error.message) ?? '');
}
