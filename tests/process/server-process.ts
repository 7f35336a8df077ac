import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';
import { temporaryRoot } from '../kit/temporary-root.ts';

/** The server as an operator runs it: as a separate process. */
export interface ServerProcess {
  readonly pid: number;
  readonly url: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Resolves when the server is ready, with the milliseconds until then. Fails with the output when it exits before. */
  ready(): Promise<number>;
  /** Resolves with the exit code or signal. */
  readonly exited: Promise<Exit>;
  readonly exitedAlready: boolean;
  /** Sends a signal to the server process only. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM; resolves when the process has ended. */
  stop(): Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProcessOptions {
  readonly command?: readonly [string, ...string[]];
  /** In its own process group, as a terminal starts it. */
  readonly detached?: boolean;
  readonly input?: string;
  /** Milliseconds after which the process is killed; default: two minutes. */
  readonly longest?: number;
}

const MAIN = ['dist/main.js'] as const;
/** Limit of a process's run time, even if the test does not stop it. */
const LONGEST_MS = 120_000;

/** Environment without the test's own variables, except those that programs need. */
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

/** Starts the server without waiting until it is ready. */
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

/** A data folder of the test. */
export interface DataFolder {
  readonly path: string;
  /** Process ids of its PostgreSQL, and of all other processes that name the folder. */
  running(): number[];
  /** URL of a role of its database. */
  urlOf(role: 'runtime' | 'owner' | 'platform' | 'backup'): string;
  /** Ends these processes and deletes the folder. */
  remove(): Promise<void>;
}

export function dataFolder(options: { readonly closed?: boolean } = {}): DataFolder {
  const path = mkdtempSync(join(temporaryRoot(), 'dapur-process-'));
  // Open like most folders. A closed folder can be entered only with the right to traverse any folder.
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

/**
 * Fills a folder with the data of a first start, which made the demo brands. It is made once for all tests of a run: it is
 * for tests that begin with a server that has started before.
 */
export async function fillFolder(path: string): Promise<void> {
  const template = join(inject('databaseServer').folder, 'demo');
  await makeOnce(template);
  mkdirSync(path, { recursive: true });
  await promisify(execFile)('cp', ['-a', `${template}/.`, path]);
}

/** Makes a first start in a folder, unless another test does so or has done so. */
async function makeOnce(folder: string): Promise<void> {
  const made = `${folder}-made`;
  try {
    mkdirSync(`${folder}-begun`);
  } catch {
    while (!existsSync(made)) await new Promise((done) => setTimeout(done, 50));
    return;
  }
  const server = await startProcess({ DATA_DIR: folder, DURABLE: 'off' });
  await server.ready();
  await server.stop();
  writeFileSync(made, '');
}

function names(pid: number, path: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(path);
  } catch {
    return false;
  }
}
