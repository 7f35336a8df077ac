import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';

/** The server as an operator runs it: a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when it is ready, with the milliseconds that took; fails with its output when it ends before. */
  ready(): Promise<number>;
  /** Resolves with how it ended. */
  readonly exited: Promise<Exit>;
  readonly exitedAlready: boolean;
  /** Sends a signal to it alone. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, and waits. */
  stop(): Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  readonly command?: readonly [string, ...string[]];
  /** In a process group of its own, as a terminal starts it. */
  readonly detached?: boolean;
  readonly input?: string;
  /** After so many milliseconds it is killed; default: two minutes. */
  readonly longest?: number;
}

const MAIN = ['dist/main.js'] as const;
/** Then it is killed, whatever the test has come to. */
const LONGEST_MS = 120_000;

/** Nothing of the test's own environment but what programs need. */
function environmentOf(environment: Readonly<Record<string, string>>): Record<string, string> {
  const { PATH = '', HOME = '/tmp' } = process.env;
  return { PATH, HOME, ...environment };
}

/** Runs a program of the project to its end. */
export async function runProgram(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<Exit & { stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [program, ...args], { env: environmentOf(environment), timeout: LONGEST_MS, killSignal: 'SIGKILL' });
  const output = outputOf(child);
  child.stdin.end(input);
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { code, signal, ...output };
}

/** Starts the server; nobody waits for it yet. */
export async function startProcess(environment: Readonly<Record<string, string>>, options: ProcessOptions = {}): Promise<ServerProcess> {
  const port = Number(environment.PORT ?? (await freePort()));
  const [command, ...args] = options.command ?? ([process.execPath, ...MAIN] as const);
  const began = performance.now();
  const child = spawn(command, args, {
    env: environmentOf({ PORT: String(port), ...environment }),
    detached: options.detached ?? false,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.longest ?? LONGEST_MS,
    killSignal: 'SIGKILL',
  });
  const output = outputOf(child);
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Exit);
  const url = `http://127.0.0.1:${port}`;
  return {
    pid: child.pid ?? 0,
    url,
    get stdout() {
      return output.stdout;
    },
    get stderr() {
      return output.stderr;
    },
    exited,
    get exitedAlready() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    async ready() {
      for (;;) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended: ${output.stdout}\n${output.stderr}`);
        const answer = await fetch(`${url}/readyz`).catch(() => null);
        if (answer?.ok) return performance.now() - began;
        await new Promise((done) => setTimeout(done, 20));
      }
    },
    signal: (signal) => void child.kill(signal),
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

function outputOf(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (bytes) => {
    output.stdout += String(bytes);
  });
  child.stderr?.on('data', (bytes) => {
    output.stderr += String(bytes);
  });
  return output;
}

/** A data folder of the test's own. */
export interface DataFolder {
  readonly path: string;
  /** Process ids of the PostgreSQL that runs on it, and of whatever else names it. */
  running(): number[];
  /** URL of a role of its database. */
  urlOf(role: 'runtime' | 'owner' | 'platform'): string;
  /** Ends what runs on it and removes it. */
  remove(): Promise<void>;
}

export function dataFolder(options: { readonly closed?: boolean } = {}): DataFolder {
  const path = mkdtempSync(join(tmpdir(), 'dapur-process-'));
  // An open folder as most are; a closed one is entered with the right to pass through folders only.
  if (!options.closed) chmodSync(path, 0o755);
  const running = (): number[] =>
    readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== process.pid && names(pid, path));
  return {
    path,
    running,
    urlOf: (role) => (JSON.parse(readFileSync(join(path, 'connection.json'), 'utf8')) as Record<string, string>)[`${role}Url`] ?? '',
    async remove() {
      for (const pid of running()) process.kill(pid, 'SIGKILL');
      while (running().length > 0) await new Promise((done) => setTimeout(done, 20));
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function names(pid: number, path: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
  } catch {
    return false;
  }
}
