import type { Caller } from '../lib/api.ts';
import { headersOf, inParallel } from '../lib/api.ts';
import { connectAll, Display } from '../lib/display.ts';
import { FEED } from '../lib/feed-documents.ts';
import { Follower } from './follower.ts';
import type { Place } from './town.ts';

const BOARD = `subscription ($outletId: ID!) {
  boardFeed(outletId: $outletId) {
    __typename
    ... on BoardSnapshot { sequence entries { id label state since } }
    ... on BoardEntryChange { sequence entryId entry { id label state since } }
    ... on FeedHeartbeat { sequence }
  }
}`;
const CONNECT_WIDTH = 100;

/** All sockets of the town: a kitchen display and an order board at each outlet, and the guests' phones. */
export class Crowd {
  readonly displays: readonly Display[];
  readonly boards: readonly Display[];
  readonly guests: readonly Follower[];
  #next = 0;

  constructor(port: number, places: readonly Place[], guests: number) {
    const screen =
      (query: string, change: string, caller: (place: Place) => Caller) =>
      (place: Place): Display => {
        const greeting = { connectionParams: headersOf(caller(place)), query, variables: { outletId: place.outletId } };
        return new Display({ port, greeting, isNews: (message) => message.includes(change, 0, 'latin1'), onNews: () => undefined });
      };
    this.displays = places.map(screen(FEED, '"KitchenTicketChange"', ({ display }) => display));
    this.boards = places.map(screen(BOARD, '"BoardEntryChange"', ({ board }) => board));
    this.guests = Array.from({ length: guests }, (_, index) => new Follower(port, (places[index % places.length] as Place).tenantId));
  }

  async connect(): Promise<void> {
    await connectAll([...this.displays, ...this.boards]);
    await inParallel(this.guests, CONNECT_WIDTH, (guest) => guest.connect());
  }

  /** The guest at this place (by its index) who has followed its order for the longest. */
  guestAt(place: number, places: number): Follower {
    const each = Math.floor(this.guests.length / places);
    this.#next += 1;
    return this.guests[((this.#next % each) * places + place) % this.guests.length] as Follower;
  }

  /** Sockets that the server closed. */
  get lost(): number {
    return [...this.displays, ...this.boards, ...this.guests].filter(({ isOpen }) => !isOpen).length;
  }

  leave(): void {
    for (const socket of [...this.displays, ...this.boards, ...this.guests]) socket.leave();
  }
}
