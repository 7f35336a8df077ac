/** What has to be undone when a program ends: processes, connections, folders. The last one opened closes first. */
export class Scope {
  readonly #closers: (() => unknown)[] = [];
  #closing: Promise<void> | null = null;

  /** Remembers how to undo something; what is opened while everything closes is closed at once. */
  defer(close: () => unknown): void {
    if (this.#closing) void run(close);
    else this.#closers.push(close);
  }

  /** Closes everything, once; what fails to close is told and does not keep the rest open. */
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
