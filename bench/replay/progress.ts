/** A progress line: rewritten on a terminal, printed every few seconds elsewhere. */
export interface Progress {
  /** Starts a new stage; always printed. */
  say(text: string): void;
  /** Progress within the stage; printed now and then. */
  count(text: string): void;
  /** Ends the line. */
  end(): void;
}

const TERMINAL_MS = 100;
const LOG_MS = 5000;

/** Writes to stderr, so that stdout contains only the report. */
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
