/** What to close when a program ends: processes, connections, folders. Closed in reverse order of opening. */
export class Scope {
  readonly #closers: (() => unknown)[] = [];
  #closing: Promise<void> | null = null;

  /** Registers a close function; during the closing it runs at once. */
  defer(close: () => unknown): void {
    if (this.#closing) void run(close);
    else this.#closers.push(close);
  }

  /** Closes everything, once. An error while closing is printed and does not stop the others. */
  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await run(close);
  }
}

async function run(close: () => unknown): Promise<void> {
  try {
    await close();
  } catch (error) {
    console.error(`While cleaning up: ${error instanceof Error ? error.message : String(error)}`);
  }
}
