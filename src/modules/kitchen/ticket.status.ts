export const TicketStatus = { QUEUED: 'QUEUED', PREPARING: 'PREPARING', READY: 'READY', SERVED: 'SERVED', VOIDED: 'VOIDED' } as const;
export type TicketStatus = keyof typeof TicketStatus;

const WAY: readonly TicketStatus[] = ['QUEUED', 'PREPARING', 'READY', 'SERVED'];

/** States that a kitchen display shows. */
export const openStatuses: readonly TicketStatus[] = ['QUEUED', 'PREPARING', 'READY'];

/** The state after a bump; null: there is none. */
export function nextStatus(status: TicketStatus): TicketStatus | null {
  const at = WAY.indexOf(status);
  return at < 0 ? null : (WAY[at + 1] ?? null);
}

/** Whether a bump may go from one state to another: forward only, jumps allowed. */
export function mayBump(from: TicketStatus, to: TicketStatus): boolean {
  return WAY.includes(from) && WAY.indexOf(to) > WAY.indexOf(from);
}

/** The states that one item may be recalled to, one step back first. An item that is handed over or voided stays. */
export function itemRecalls(from: TicketStatus): readonly TicketStatus[] {
  if (from === 'PREPARING') return ['QUEUED'];
  return from === 'READY' ? ['PREPARING', 'QUEUED'] : [];
}

/** Whether the station has begun an item. */
export function isBegun(status: TicketStatus): boolean {
  return status === 'PREPARING' || status === 'READY' || status === 'SERVED';
}

/** The status of an order whose tickets together are in this state; null: nothing of it is to be made. */
export function orderStatusOf(together: TicketStatus): 'CONFIRMED' | 'PREPARING' | 'READY' | 'SERVED' | null {
  if (together === 'VOIDED') return null;
  return together === 'QUEUED' ? 'CONFIRMED' : together;
}

/** The state of a ticket whose items are in these states; voided items do not count. */
export function ticketStatus(items: readonly TicketStatus[]): TicketStatus {
  const counted = items.filter((status) => status !== 'VOIDED');
  if (counted.length === 0) return 'VOIDED';
  if (counted.every((status) => status === 'SERVED')) return 'SERVED';
  if (counted.every((status) => status === 'SERVED' || status === 'READY')) return 'READY';
  return counted.every((status) => status === 'QUEUED') ? 'QUEUED' : 'PREPARING';
}
