/**
 * Runs one read for all callers that ask for the same key at the same time. A caller that comes while a read runs shares
 * the next one, so no caller gets a result that was read before its call: after a restart thousands of displays ask at
 * once, and a caller that has just changed something must still see its change.
 */
export class CoalescedReads<T> {
  readonly #running = new Map<string, { next: Promise<T> | null; readonly over: Promise<void> }>();

  /** `load` must read the same for every caller of this key. */
  read(key: string, load: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (!running) return this.#start(key, load);
    running.next ??= running.over.then(() => this.#start(key, load));
    return running.next;
  }

  #start(key: string, load: () => Promise<T>): Promise<T> {
    const result = load();
    const over = result.then(
      () => undefined,
      () => undefined,
    );
    const read = { next: null as Promise<T> | null, over };
    this.#running.set(key, read);
    void over.then(() => {
      if (read.next === null) this.#running.delete(key);
    });
    return result;
  }
}
