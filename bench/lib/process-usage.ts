import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Resources that a process has used since its start, and its current memory. */
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

/** CPU seconds of a process and its children, ended children included; null where the system does not report them. */
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
      // The process ended in the meantime.
    }
  }
  return ticks / TICKS_PER_SECOND;
}

/** The parent process id; null when there is no such process on this machine. */
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
  // The second field is the program's name in brackets and may contain any character.
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

/** Limit of open files of this process; Node has already raised the soft limit to the hard one. */
export function openFilesLimit(): number {
  if (!onLinux) return Number.POSITIVE_INFINITY;
  return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? Number.POSITIVE_INFINITY);
}

/** Established connections to a port of this machine, on the server's side. */
export function connectionsTo(port: number): number {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n');
  return lines.filter((line) => {
    const [, address = '', , state] = line.trim().split(/\s+/);
    return address.endsWith(local) && state === '01';
  }).length;
}
