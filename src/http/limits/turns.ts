/** Of one party's requests in one turn of the event loop. */
const AT_A_TURN = 4;

interface Turn {
  begun: number;
  readonly waiting: (() => void)[];
}

/**
 * Spreads what one party sends at the same moment over the turns of the event loop: only reading a request takes half a
 * millisecond, and whoever comes behind sixty of them would wait for all.
 */
export class Turns {
  readonly #turns = new Map<string, Turn>();

  /** Resolves when a request of the party may go on; undefined: at once. */
  take(party: string): Promise<void> | undefined {
    let turn = this.#turns.get(party);
    if (!turn) {
      this.#turns.set(party, (turn = { begun: 0, waiting: [] }));
      this.#later(party, turn);
    }
    if (turn.begun < AT_A_TURN) {
      turn.begun += 1;
      return undefined;
    }
    const { waiting } = turn;
    return new Promise((go) => waiting.push(go));
  }

  #later(party: string, turn: Turn): void {
    setImmediate(() => {
      const next = turn.waiting.splice(0, AT_A_TURN);
      turn.begun = next.length;
      if (next.length === 0) this.#turns.delete(party);
      else this.#later(party, turn);
      for (const go of next) go();
    });
  }
}
