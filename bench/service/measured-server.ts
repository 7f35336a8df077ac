import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dapur, startDapur } from '../lib/dapur.ts';
import type { Scope } from '../lib/scope.ts';

/** Times of one operation inside the server, in milliseconds. */
export interface OperationFigures {
  readonly name: string;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ServerFigures {
  readonly operations: readonly OperationFigures[];
  /** Delay of the event loop, in milliseconds. */
  readonly loopP99: number;
}

/** A server that measures its own part of each request. */
export interface MeasuredServer {
  readonly dapur: Dapur;
  /** The figures since the last call. */
  figures(): Promise<ServerFigures>;
}

const POLL_MS = 50;
const DEADLINE_MS = 10_000;

export async function startMeasured(scope: Scope): Promise<MeasuredServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dapur-figures-'));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'figures.json');
  const preload = new URL('./measure-server.mjs', import.meta.url).href;
  const dapur = await startDapur(scope, { NODE_OPTIONS: `--import=${preload}`, BENCH_FIGURES: file });
  return {
    dapur,
    figures: async () => {
      rmSync(file, { force: true });
      process.kill(dapur.pid, 'SIGUSR2');
      for (const end = Date.now() + DEADLINE_MS; Date.now() < end; ) {
        await new Promise((done) => setTimeout(done, POLL_MS));
        const written = read(file);
        if (written) return written;
      }
      throw new Error(`The server wrote no figures within ${DEADLINE_MS / 1000} s.`);
    },
  };
}

/** Null: not yet written, or only in part. */
function read(file: string): ServerFigures | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ServerFigures;
  } catch {
    return null;
  }
}
