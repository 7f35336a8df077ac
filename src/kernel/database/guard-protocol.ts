import type { Duplex } from 'node:stream';

/** The part of the driver's connection that is used. */
export interface GuardedConnection {
  /** Reads messages from a stream, plain or TLS, from here on. */
  attachListeners(stream: Pick<Duplex, 'on'>): void;
}

/** The bytes are no message of PostgreSQL. The code is its SQLSTATE of protocol violations, so the database counts as away. */
export class ProtocolViolation extends Error {
  readonly code = '08P01';
}

/**
 * Protects the process from bytes that no PostgreSQL sends: another server listens on the port, or a message is cut
 * short. The driver reads messages in the handler of its socket, where any error that it throws ends the process, and an
 * error report without an end keeps it reading for ever. So each message is checked first, and one that cannot be read
 * ends its connection.
 */
export function guardProtocol({ connection }: { readonly connection: GuardedConnection }): void {
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    const messages = new MessageCheck();
    const guarded = {
      on(event: string, listener: (bytes: Buffer) => void) {
        if (event !== 'data') stream.on(event, listener);
        else
          stream.on('data', (bytes: Buffer) => {
            try {
              messages.check(bytes);
              listener(bytes);
            } catch (error) {
              (stream as Duplex).destroy(error instanceof ProtocolViolation ? error : new ProtocolViolation(`A message cannot be read: ${String(error)}`));
            }
          });
        return guarded;
      },
    };
    attach(guarded as unknown as Duplex);
  };
}

/** Types of the messages that a server sends, by their first byte. */
const TYPES = new Set(Buffer.from('RKSZTDCENnIts123AGHWdcv'));
const REPORTS = new Set(Buffer.from('EN'));
const HEAD = 5;
/** More than any answer to our statements; a message is kept in memory until it is whole. */
const MAX_LENGTH = 128 * 1024 * 1024;

/** Follows the messages in a stream of bytes, which may be cut anywhere. */
class MessageCheck {
  readonly #head = Buffer.alloc(HEAD);
  #headLength = 0;
  /** Bytes of the current message that are still to come. */
  #left = 0;
  /** The part of an error report or a notice that has come; null: it is another message. */
  #report: Buffer[] | null = null;

  /** @throws ProtocolViolation */
  check(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#headLength < HEAD) {
        const taken = bytes.copy(this.#head, this.#headLength, at, at + HEAD - this.#headLength);
        this.#headLength += taken;
        at += taken;
        if (this.#headLength === HEAD) this.#begin();
      } else {
        const taken = bytes.subarray(at, at + this.#left);
        this.#report?.push(taken);
        this.#left -= taken.length;
        at += taken.length;
        if (this.#left === 0) this.#end();
      }
    }
  }

  #begin(): void {
    const type = this.#head[0] as number;
    const length = this.#head.readInt32BE(1);
    if (!TYPES.has(type) || length < 4 || length > MAX_LENGTH) throw new ProtocolViolation('This is no message of PostgreSQL.');
    this.#report = REPORTS.has(type) ? [] : null;
    this.#left = length - 4;
    if (this.#left === 0) this.#end();
  }

  #end(): void {
    if (this.#report && !isWhole(Buffer.concat(this.#report))) throw new ProtocolViolation('An error report has no end.');
    this.#headLength = 0;
  }
}

/** Whether a report is complete: fields, each a letter and a text that ends with a zero byte, and a zero byte after the last field. */
function isWhole(report: Buffer): boolean {
  let at = 0;
  while (at < report.length && report[at] !== 0) {
    const end = report.indexOf(0, at + 1);
    if (end < 0) return false;
    at = end + 1;
  }
  return at < report.length;
}
