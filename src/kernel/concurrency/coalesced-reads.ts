/**
 * Reads a thing once for all who ask for it at the same time. Who asks while a read is running shares the next one, so
 * nobody gets what was read before they asked: after a restart thousands of displays ask at once, and whoever has just
 * changed something still reads their own change.
 */
export class CoalescedReads<T> {
  readonly #running = new Map<string, { next: Promise<T> | null; readonly over: Promise<void> }>();

  /** `load` reads the same, whoever asks for this key. */
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
