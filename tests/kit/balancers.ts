import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';
import { findProgram, startProgram } from './programs.ts';

/** A load balancer in front of nodes, with the configuration that operators are given. */
export interface Balancer {
  readonly url: string;
  stop(): Promise<void>;
}

export type BalancerName = 'nginx' | 'haproxy';

/** How each program is asked for its version. */
const VERSION = { nginx: '-v', haproxy: '-v' } as const;

export const hasBalancer = (name: BalancerName): boolean => findProgram(name, [VERSION[name]], `tests of nodes behind ${name}`);

/** Environment of a node in compose.yaml that says how it and its load balancer agree. */
export function nodeEnvironment(): Record<string, string> {
  const { services } = compose();
  const { TRUST_PROXY = '', DRAIN_SECONDS = '' } = services['server-1']?.environment ?? {};
  return { TRUST_PROXY, DRAIN_SECONDS };
}

export async function startBalancer(name: BalancerName, nodes: readonly number[]): Promise<Balancer> {
  const folder = mkdtempSync(join(tmpdir(), `dapur-${name}-`));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const file = join(folder, 'balancer.conf');
  writeFileSync(file, name === 'nginx' ? nginxConfiguration(folder, port, nodes) : haproxyConfiguration(port, nodes));
  const args = name === 'nginx' ? ['-p', folder, '-e', 'stderr', '-c', file] : ['-db', '-f', file];
  const program = await startProgram(name, args, port);
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
}

function compose(): Compose {
  return parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as Compose;
}

/** The file that compose.yaml mounts, in the frame that the image of nginx has around it. */
function nginxConfiguration(folder: string, port: number, nodes: readonly number[]): string {
  const content = (compose().configs['load-balancer']?.content ?? '').replaceAll('$$', '$').replace('listen 80;', `listen 127.0.0.1:${port};`);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
  return `daemon off; pid ${folder}/pid; worker_processes 1; events { worker_connections 1024; }
http { access_log off; ${paths.join(' ')}
${forNodes(content, nodes, (node) => `server 127.0.0.1:${node}`)}
}
`;
}

function haproxyConfiguration(port: number, nodes: readonly number[]): string {
  const content = readFileSync('docs/haproxy.cfg', 'utf8').replace('bind :4000', `bind 127.0.0.1:${port}`);
  return forNodes(content, nodes, (node) => `server node-${node} 127.0.0.1:${node}`);
}

/** Repeats the line of one node for these, with its options. */
function forNodes(content: string, nodes: readonly number[], address: (node: number) => string): string {
  const lines = content.split('\n');
  const isNode = (line: string): boolean => /^\s*server .*server-\d+:4000/.test(line);
  const first = lines.findIndex(isNode);
  const options = /:4000(.*)$/.exec(lines[first] ?? '')?.[1] ?? '';
  const others = lines.filter((line) => !isNode(line));
  others.splice(first, 0, ...nodes.map((node) => `${address(node)}${options}`));
  return others.join('\n');
}
