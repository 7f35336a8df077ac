/** One line that tells how far it is: rewritten on a terminal, every few seconds elsewhere. */
export interface Progress {
  /** A new stage; always shown. */
  say(text: string): void;
  /** Where the stage is; shown now and then. */
  count(text: string): void;
  /** Ends the line. */
  end(): void;
}

const TERMINAL_MS = 100;
const LOG_MS = 5000;

/** Writes to stderr, so that stdout carries the report alone. */
export function progress(out: NodeJS.WriteStream = process.stderr): Progress {
  let next = 0;
  let open = false;
  const show = (text: string): void => {
    if (out.isTTY) out.write(`\r\x1b[2K${text}`);
    else out.write(`${text}\n`);
    open = out.isTTY;
    next = Date.now() + (out.isTTY ? TERMINAL_MS : LOG_MS);
  };
  return {
    say: show,
    count: (text) => {
      if (Date.now() >= next) show(text);
    },
    end: () => {
      if (open) out.write('\r\x1b[2K');
      open = false;
    },
  };
}
