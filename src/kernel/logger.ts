import { type Logger, pino } from 'pino';

/** The log of a server: JSON lines on standard output, without secrets. */
export function makeLogger(level: string): Logger {
  return pino({ level, redact: ['*.password', '*.token', '*.authorization', '*.refreshToken'] });
}
