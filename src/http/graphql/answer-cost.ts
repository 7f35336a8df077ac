import type { FormattedExecutionResult } from 'graphql';
import { lengthOf } from '../base/encoded-response.ts';
import { jsonOf } from '../base/json-writer.ts';

/** One point pays for this many bytes of an answer. */
const BYTES_PER_POINT = 500;

/**
 * The cost of an executed operation: the estimate before it ran, or the points for the size of its answer if these are
 * more. The answer contains the cost, so it is known only when the rest of the answer is written.
 */
export class AnswerCost {
  readonly #reckoned: number;
  readonly #onWritten: (parts: readonly Buffer[], unpaid: number) => void;
  #points: number;

  /** @param onWritten is called with the answer in parts, and with the points that were not paid before */
  constructor(reckoned: number, onWritten: (parts: readonly Buffer[], unpaid: number) => void) {
    this.#reckoned = reckoned;
    this.#points = reckoned;
    this.#onWritten = onWritten;
  }

  /** Writes an answer with its cost in the extensions. */
  write({ errors, data, extensions }: FormattedExecutionResult): void {
    const json = jsonOf(data) ?? [Buffer.from(JSON.stringify(data))];
    this.#points = Math.max(this.#reckoned, Math.ceil(lengthOf(json) / BYTES_PER_POINT));
    const before = errors ? `"errors":${JSON.stringify(errors)},` : '';
    const parts = [Buffer.from(`{${before}"data":`), ...json, Buffer.from(`,"extensions":${JSON.stringify(extensions)}}\n`)];
    this.#onWritten(parts, this.#points - this.#reckoned);
  }

  toJSON(): { points: number } {
    return { points: this.#points };
  }
}
