import { createRequire } from 'node:module';

/** The part of the library's reply handler that is used. */
interface Reader {
  returnFatalError(error: unknown): void;
}

const { default: DataHandler } = createRequire(import.meta.url)('ioredis/built/DataHandler.js') as {
  readonly default: { readonly prototype: { dispatch(this: Reader, work: () => void): void } };
};

/**
 * An answer that the library cannot read ends its connection. The library handles each answer separately, and rethrows
 * its error where no code can catch it: an answer to SUBSCRIBE that is not a list of three, for example, would end the
 * process. Here the error is treated like other protocol errors: waiting callers fail, and the client connects again.
 * (docs/adr/0032)
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
