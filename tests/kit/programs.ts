import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Whether a program that Debian brings is on the machine. Without it, tests that need it are skipped with a warning, or fail
 * when CI_REQUIRE_PROGRAMS=1.
 */
export function findProgram(name: string, args: readonly string[], what: string): boolean {
  // Debian puts servers where only root looks.
  if (spawnSync(name, args, { env: programEnvironment() }).status === 0) return true;
  if (process.env.CI_REQUIRE_PROGRAMS === '1') throw new Error(`CI_REQUIRE_PROGRAMS=1, but there is no ${name} on the PATH.`);
  console.warn(`SKIPPED: ${what}. Put ${name} on the PATH to run them.`);
  return false;
}

/** What the program says of itself. */
export function versionOf(name: string, arg: string): string {
  return String(spawnSync(name, [arg], { env: programEnvironment() }).stdout ?? '');
}

function programEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` };
}

/** A running program that listens on a port of this machine. */
export interface Program {
  readonly port: number;
  /** What it has written on both outputs. */
  readonly output: string;
  /** Sends a signal, SIGTERM by default; resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program in the foreground and waits until its port answers. */
export async function startProgram(command: string, args: readonly string[], port: number): Promise<Program> {
  const child = spawn(command, args, { env: programEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
  while (!(await answers(port))) {
    if (hasEnded(child)) throw new Error(`${command} ended: ${output}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  return {
    port,
    get output() {
      return output;
    },
    async stop(signal = 'SIGTERM') {
      if (hasEnded(child)) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}
