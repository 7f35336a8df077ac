import { describe, expect, test } from 'vitest';
import { isBegun, itemRecalls, mayBump, nextStatus, orderStatusOf, TicketStatus, ticketStatus } from '../../src/modules/kitchen/ticket.status.ts';

const all = Object.keys(TicketStatus) as TicketStatus[];

describe('states of a ticket', () => {
  test('the next one', () => {
    expect(all.map(nextStatus)).toEqual(['PREPARING', 'READY', 'SERVED', null, null]);
  });

  test('bumps go forward only, jumps allowed', () => {
    const forward: Record<TicketStatus, TicketStatus[]> = {
      QUEUED: ['PREPARING', 'READY', 'SERVED'],
      PREPARING: ['READY', 'SERVED'],
      READY: ['SERVED'],
      SERVED: [],
      VOIDED: [],
    };
    for (const from of all) expect(all.filter((to) => mayBump(from, to))).toEqual(forward[from]);
  });

  test('recalls of an item go back only, and not once it is served', () => {
    expect(all.map((from) => itemRecalls(from))).toEqual([[], ['QUEUED'], ['PREPARING', 'QUEUED'], [], []]);
    expect(all.filter(isBegun)).toEqual(['PREPARING', 'READY', 'SERVED']);
    expect(all.map(orderStatusOf)).toEqual(['CONFIRMED', 'PREPARING', 'READY', 'SERVED', null]);
  });

  test.each<[TicketStatus[], TicketStatus]>([
    [['QUEUED', 'QUEUED'], 'QUEUED'],
    [['QUEUED', 'PREPARING'], 'PREPARING'],
    [['QUEUED', 'READY'], 'PREPARING'],
    [['QUEUED', 'SERVED'], 'PREPARING'],
    [['PREPARING', 'READY'], 'PREPARING'],
    [['READY', 'READY'], 'READY'],
    [['READY', 'SERVED'], 'READY'],
    [['SERVED', 'SERVED'], 'SERVED'],
    [['READY', 'VOIDED'], 'READY'],
    [['QUEUED', 'VOIDED'], 'QUEUED'],
    [['VOIDED', 'VOIDED'], 'VOIDED'],
    [[], 'VOIDED'],
  ])('items %j together are %s', (items, together) => {
    expect(ticketStatus(items)).toBe(together);
  });
});
