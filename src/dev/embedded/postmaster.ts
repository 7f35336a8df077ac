import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A PostgreSQL server that runs. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** The check for a server failed: this process lacks a resource, e.g. file descriptors. */
export class CannotTell extends Error {
  readonly code: string;

  constructor(cause: NodeJS.ErrnoException) {
    super(`PostgreSQL cannot be looked for: ${cause.code}`, { cause });
    this.code = cause.code ?? '';
  }
}

/**
 * The running server of this folder: ours, or one whose parent was killed; null when there is none.
 * @throws CannotTell
 */
export function postmaster(folder: string): Postmaster | null {
  const lines = read(join(folder, 'postmaster.pid'))?.split('\n') ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(port) && port > 0 && isPostgres(pid, folder) ? { pid, port } : null;
}

/**
 * Removes the pid file if it names a server that works in another folder, from which this one was copied: otherwise
 * PostgreSQL would not start here. If the folder was moved, its server works here and the file stays.
 */
export function forgetCopied(folder: string): void {
  const file = join(folder, 'postmaster.pid');
  const pid = Number(read(file)?.split('\n')[0]);
  if (Number.isInteger(pid) && pid > 0 && worksIn(pid, folder) === false) rmSync(file, { force: true });
}

/** Whether a pid is the server of this folder: after a crash or a reboot it may belong to another program or cluster. */
function isPostgres(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const command = read(`/proc/${pid}/cmdline`);
  if (command === null) return process.platform !== 'linux';
  return command.split('\0').includes(folder) || (command.includes('postgres') && worksIn(pid, folder) === true);
}

/** Whether the working directory of a process is a folder, as PostgreSQL's is its own. Null: unknown, or there is no such process. */
function worksIn(pid: number, folder: string): boolean | null {
  try {
    const [its, ours] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
    return its.ino === ours.ino && its.dev === ours.dev;
  } catch {
    return null;
  }
}

/** The content of a file; null: it does not exist. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') throw new CannotTell(error as NodeJS.ErrnoException);
    return null;
  }
}
