import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A PostgreSQL server that lives. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Whether there is one cannot be told: this process is short of something, e.g. of file descriptors. */
export class CannotTell extends Error {
  readonly code: string;

  constructor(cause: NodeJS.ErrnoException) {
    super(`PostgreSQL cannot be looked for: ${cause.code}`, { cause });
    this.code = cause.code ?? '';
  }
}

/**
 * The live server of this folder: ours, or one whose parent was killed; null when there is none.
 * @throws CannotTell
 */
export function postmaster(folder: string): Postmaster | null {
  const lines = read(join(folder, 'postmaster.pid'))?.split('\n') ?? [];
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(port) && port > 0 && isPostgres(pid, folder) ? { pid, port } : null;
}

/**
 * Forgets the server of another folder that this one was copied from: PostgreSQL would not start beside it. Where it can be
 * told that the process works elsewhere; in a folder that was moved it works here.
 */
export function forgetCopied(folder: string): void {
  const file = join(folder, 'postmaster.pid');
  const pid = Number(read(file)?.split('\n')[0]);
  if (Number.isInteger(pid) && pid > 0 && worksIn(pid, folder) === false) rmSync(file, { force: true });
}

/** After a crash or a reboot the number may be another program's, or another cluster's. */
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

/** Whether a process works in a folder: PostgreSQL does in its own. Null: it cannot be told, or there is no such process. */
function worksIn(pid: number, folder: string): boolean | null {
  try {
    const [its, ours] = [statSync(`/proc/${pid}/cwd`), statSync(folder)];
    return its.ino === ours.ino && its.dev === ours.dev;
  } catch {
    return null;
  }
}

/** Null: it is not there. */
function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EMFILE' || code === 'ENFILE' || code === 'ENOMEM') throw new CannotTell(error as NodeJS.ErrnoException);
    return null;
  }
}
