/** Part of the slots that guests may have: the rest is for staff and devices. */
const FOR_GUESTS = 1 / 2;

export interface Slot {
  /** Counts the slot as a guest's; false: guests have too many already. */
  markGuest(): boolean;
  release(): void;
}

/** A number of slots, at most half of them for guests. */
export class SlotPool {
  readonly #max: number;
  readonly #onEmpty: () => void;
  #taken = 0;
  #guests = 0;

  constructor(max: number, onEmpty: () => void = () => undefined) {
    this.#max = max;
    this.#onEmpty = onEmpty;
  }

  get isFull(): boolean {
    return this.#taken >= this.#max;
  }

  acquire(): Slot {
    this.#taken += 1;
    let isGuest = false;
    let isOver = false;
    return {
      markGuest: () => {
        if (isGuest || isOver) return !isOver;
        if (this.#guests >= Math.max(1, Math.floor(this.#max * FOR_GUESTS))) return false;
        this.#guests += 1;
        isGuest = true;
        return true;
      },
      release: () => {
        if (isOver) return;
        isOver = true;
        this.#taken -= 1;
        if (isGuest) this.#guests -= 1;
        if (this.#taken === 0) this.#onEmpty();
      },
    };
  }
}
