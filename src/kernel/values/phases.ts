/**
 * Measures the phases of a start, from the beginning of the process. Each is also a measure of Node's performance timeline,
 * so that a program that starts the server can read them (`npm run bench -- start`).
 */
export class Phases {
  readonly #milliseconds: Record<string, number> = {};
  #name = 'configure';
  #beganAt = 0;

  /** @param name of the phase that begins now. What was before it is called `configure`. */
  constructor(name: string) {
    this.enter(name);
  }

  /** Ends the current phase and begins the next. */
  enter(name: string): void {
    const now = performance.now();
    performance.measure(`start: ${this.#name}`, { start: this.#beganAt, end: now });
    this.#milliseconds[this.#name] = Math.round(now - this.#beganAt);
    this.#name = name;
    this.#beganAt = now;
  }

  /** Ends the last phase. Returns the milliseconds of each phase. */
  end(): Readonly<Record<string, number>> {
    this.enter('end');
    return { ...this.#milliseconds };
  }
}
