import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';

/**
 * Makes the data folder if there is none and claims it for this process: two servers on one folder would stop each
 * other's PostgreSQL. Returns how to give it back; a killed server's claim does not count.
 * @throws StartupError when it cannot be written or is in use
 */
export function claimFolder(folder: string): () => void {
  try {
    makeFolder(folder);
    accessSync(`${folder}/`, constants.W_OK);
  } catch (error) {
    throw new StartupError(`DATA_DIR: ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
  const file = join(folder, 'server.pid');
  const holder = read(file);
  if (holder !== null && holder === lifeOf(Number.parseInt(holder, 10))) {
    throw new StartupError(`DATA_DIR: ${folder} is in use by the server with process id ${Number.parseInt(holder, 10)}.`);
  }
  rmSync(file, { force: true });
  try {
    writeFileSync(file, lifeOf(process.pid) ?? '', { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new StartupError(`DATA_DIR: ${folder} is in use by a server that was started at the same moment.`);
  }
  return () => rmSync(file, { force: true });
}

/** Folder by folder: Node's own recursive way never ends where the system lets nobody make any. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/** Tells a process from a later one with the same number: number and, where it can be known, when it began. Null: it is gone. */
function lifeOf(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null;
  }
  const status = read(`/proc/${pid}/stat`);
  // The program's name stands in brackets and may hold anything; the start is the twentieth field after it.
  const began = status?.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  return began === undefined ? String(pid) : `${pid} ${began}`;
}
