/** Requests of one party in one tick of the event loop. */
const REQUESTS_PER_TICK = 4;

interface PartyQueue {
  begun: number;
  readonly waiting: (() => void)[];
}

/**
 * Spreads requests that one party sends at the same moment over the ticks of the event loop: reading a request alone
 * takes half a millisecond, and a request behind sixty of them would wait for all.
 */
export class RequestPacer {
  readonly #queues = new Map<string, PartyQueue>();

  /** Resolves when a request of the party may go on; undefined: at once. */
  enter(party: string): Promise<void> | undefined {
    let queue = this.#queues.get(party);
    if (!queue) {
      this.#queues.set(party, (queue = { begun: 0, waiting: [] }));
      this.#scheduleNextTick(party, queue);
    }
    if (queue.begun < REQUESTS_PER_TICK) {
      queue.begun += 1;
      return undefined;
    }
    const { waiting } = queue;
    return new Promise((go) => waiting.push(go));
  }

  #scheduleNextTick(party: string, queue: PartyQueue): void {
    setImmediate(() => {
      const next = queue.waiting.splice(0, REQUESTS_PER_TICK);
      queue.begun = next.length;
      if (next.length === 0) this.#queues.delete(party);
      else this.#scheduleNextTick(party, queue);
      for (const go of next) go();
    });
  }
}
