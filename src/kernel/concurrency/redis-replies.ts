import { createRequire } from 'node:module';

/** What is used of the library's reader of answers. */
interface Reader {
  returnFatalError(error: unknown): void;
}

const { default: DataHandler } = createRequire(import.meta.url)('ioredis/built/DataHandler.js') as {
  readonly default: { readonly prototype: { dispatch(this: Reader, work: () => void): void } };
};

/**
 * Makes an answer that the library cannot read the end of its connection. The library deals with each answer by itself,
 * and throws again, where it cannot be caught, what went wrong with that: an answer to SUBSCRIBE that is no list of three,
 * say, would end the process. Here it is what other faults of the protocol are: callers that wait are told, and the connection
 * is made anew. (docs/adr/0032)
 */
export function guardRedisReplies(): void {
  DataHandler.prototype.dispatch = function (work) {
    try {
      work();
    } catch (error) {
      this.returnFatalError(error instanceof Error ? error : new Error(String(error)));
    }
  };
}
