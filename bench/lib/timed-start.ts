import { spawn } from 'node:child_process';
import { AS_STARTED, freePort, stop } from './dapur.ts';
import type { Scope } from './scope.ts';

/** A server whose start was timed. */
export interface TimedStart {
  /** From the spawn of the process until `/readyz` answers 200. */
  readonly milliseconds: number;
  /** Stops the server. Returns the milliseconds of each phase of its start, in order. */
  end(): Promise<ReadonlyMap<string, number>>;
}

const POLL_MS = 5;
const DEADLINE_MS = 120_000;

/** Starts the compiled server as an operator does. */
export async function timedStart(scope: Scope, environment: Readonly<Record<string, string>>): Promise<TimedStart> {
  const port = await freePort();
  const main = new URL('../../dist/main.js', import.meta.url).pathname;
  const began = performance.now();
  const child = spawn(process.execPath, [...AS_STARTED, `--import=${new URL('./tell-phases.mjs', import.meta.url).href}`, main], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  scope.defer(() => stop(child));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null || performance.now() - began > DEADLINE_MS) throw new Error(`The server did not start:\n${errors}`);
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  const milliseconds = performance.now() - began;
  return {
    milliseconds,
    end: async () => {
      await stop(child);
      return new Map(JSON.parse(errors.trim().split('\n').at(-1) ?? '[]') as [string, number][]);
    },
  };
}
