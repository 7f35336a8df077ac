import type { Heartbeat } from '../../../kernel/events/stream-reader.ts';
import type { ServiceMode } from '../../tenancy/index.ts';
import type { OrderPaymentStatus, OrderStatus } from '../model/order.status.ts';

export const BoardState = { PREPARING: 'PREPARING', READY: 'READY' } as const;
export type BoardState = keyof typeof BoardState;

/** What the guests in front of an order board see of an order: a number and a state. */
export interface BoardEntry {
  /** Id of the order. */
  readonly id: string;
  readonly label: string;
  readonly state: BoardState;
  readonly since: Date;
  readonly serviceMode: ServiceMode;
  /** When the entry leaves the board by the clock alone. */
  readonly leavesAt: Date;
}

/** An entry as it is when it is sent; null: the order has left the board. */
export interface BoardChange {
  readonly sequence: number;
  readonly entryId: string;
  readonly entry: BoardEntry | null;
}

/** The outlet has changed how long it shows READY orders. Never sent to clients: their boards start again with a snapshot. */
export interface BoardTurn {
  readonly sequence: number;
}

/** The whole board, as of `sequence`. */
export interface Board {
  readonly sequence: number;
  readonly entries: readonly BoardEntry[];
}

/** A message of a board feed. */
export type BoardMessage = Board | BoardChange | Heartbeat;

/** The fields of an order that decide its board entry. */
export interface BoardOrder {
  readonly id: string;
  readonly queueNumber?: number | null;
  readonly status: OrderStatus;
  readonly paymentStatus: OrderPaymentStatus;
  readonly serviceMode: ServiceMode;
  readonly placedAt: Date;
  readonly confirmedAt?: Date | null;
  readonly readyAt?: Date | null;
}

const MINUTE_MS = 60_000;
/** An order that is open for longer was forgotten: no guest waits for it in front of the board. */
export const LONGEST_ON_BOARD_MS = 24 * 60 * MINUTE_MS;

/** The board entry of an order as of `now`; null: the board does not show it. A READY order stays for `boardMinutes`. */
export function boardEntry(order: BoardOrder, boardMinutes: number, now: Date): BoardEntry | null {
  const state = stateOf(order);
  if (state === null || order.queueNumber == null) return null;
  const since = (state === 'READY' ? order.readyAt : order.confirmedAt) ?? order.placedAt;
  const forgotten = order.placedAt.getTime() + LONGEST_ON_BOARD_MS;
  const leavesAt = new Date(state === 'READY' ? Math.min(forgotten, since.getTime() + boardMinutes * MINUTE_MS) : forgotten);
  if (leavesAt <= now) return null;
  return { id: order.id, label: String(order.queueNumber), state, since, serviceMode: order.serviceMode, leavesAt };
}

/** An order that waits for the outlet to accept it is shown once it is paid: before that, no guest may be waiting for it. */
function stateOf({ status, paymentStatus }: BoardOrder): BoardState | null {
  if (status === 'READY') return 'READY';
  const isComing = status === 'CONFIRMED' || status === 'PREPARING' || (status === 'PENDING' && paymentStatus === 'PAID');
  return isComing ? 'PREPARING' : null;
}
