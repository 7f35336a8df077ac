import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a process has used since it started, and what it holds now. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

const TICKS_PER_SECOND = 100;
const onLinux = existsSync('/proc/self/stat');

/** User and system time of all threads, and resident memory. */
export function usageOf(pid: number): Usage {
  if (!onLinux) return usageFromPs(pid);
  const { utime, stime } = stat(pid);
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { cpuSeconds: (utime + stime) / TICKS_PER_SECOND, rssBytes: Number(rss) * 1024 };
}

/** CPU seconds of a process and of its children, also of those that have ended; null where that cannot be told. */
export function familyCpuSeconds(pid: number): number | null {
  if (!onLinux) return null;
  const parent = stat(pid);
  let ticks = parent.utime + parent.stime + parent.childrenTime;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const child = stat(Number(name));
      if (child.parent === pid) ticks += child.utime + child.stime;
    } catch {
      // It ended in between.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

/** The parent of a process of this machine; null when there is no such process here. */
export function parentOf(pid: number): number | null {
  try {
    return onLinux ? stat(pid).parent : null;
  } catch {
    return null;
  }
}

interface Stat {
  readonly parent: number;
  readonly utime: number;
  readonly stime: number;
  readonly childrenTime: number;
}

function stat(pid: number): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets and may hold anything.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0] = fields;
  const [utime = 0, stime = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { parent, utime, stime, childrenTime: childUser + childSystem };
}

function usageFromPs(pid: number): Usage {
  const [rss = '0', time = '0'] = execFileSync('ps', ['-o', 'rss=', '-o', 'time=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
  const cpuSeconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
  return { cpuSeconds, rssBytes: Number(rss) * 1024 };
}

/** How many files this process may have open; Node has already raised the soft limit to the hard one. */
export function openFilesLimit(): number {
  if (!onLinux) return Number.POSITIVE_INFINITY;
  return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY);
}

/** Established connections to a port of this machine, as its server has them. */
export function connectionsTo(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return lines.filter((line) => {
    const [, address = '', , state] = line.trim().split(/\s+/);
    return address.endsWith(local) && state === '01';
  }).length;
}
