import type { Logger } from 'pino';

/** How long nothing may fail until it counts as over: what is away may come and go many times a second. */
const OVER_MS = 5000;

/** Logs that something which is tried again and again fails, once, and that it works again. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #failing: string;
  readonly #working: string;
  #isOut = false;
  #over: NodeJS.Timeout | undefined;

  constructor(logger: Logger, failing: string, working: string) {
    this.#logger = logger;
    this.#failing = failing;
    this.#working = working;
  }

  failed(error: unknown, about: object = {}): void {
    clearTimeout(this.#over);
    this.#over = undefined;
    if (!this.#isOut) this.#logger.warn({ err: error, ...about }, this.#failing);
    this.#isOut = true;
  }

  worked(): void {
    if (!this.#isOut) return;
    this.#over ??= setTimeout(() => {
      this.#isOut = false;
      this.#over = undefined;
      this.#logger.info(this.#working);
    }, OVER_MS).unref();
  }
}
