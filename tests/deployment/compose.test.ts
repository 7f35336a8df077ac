import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { SERVER_DEADLINES } from '../../src/kernel/database/orm.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly stop_grace_period?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
}

const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
};
const dockerfile = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8'));

test('compose runs PostgreSQL 18, Redis 7, two nodes and a load balancer', () => {
  const { services } = compose;
  expect(services.postgres?.image).toBe('postgres:18');
  expect(services.redis?.image).toBe('redis:7');
  for (const name of ['server-1', 'server-2']) {
    const node = services[name];
    expect(node?.environment).toMatchObject({ REDIS_URL: 'redis://redis:6379', DATABASE_URL: expect.stringContaining('dapur_runtime') });
    expect(node?.environment).not.toHaveProperty('DATABASE_MIGRATION_URL');
    expect(node?.depends_on).toMatchObject({ migrate: { condition: 'service_completed_successfully' } });
  }
  expect(services['load-balancer']?.image).toMatch(/^nginx:/);
});

test('what an operator decides about keys, addresses and mail reaches both nodes, and what they leave out does not stop the start', () => {
  for (const name of ['server-1', 'server-2']) {
    const { environment = {} } = compose.services[name] ?? {};
    for (const variable of ['JWT_ACCEPTED_KEYS', 'PUBLIC_URL', 'ACCOUNT_URL', 'SMTP_URL', 'MAIL_FROM', 'CORS_ORIGINS'])
      expect(environment[variable], variable).toBe(`\${${variable}:-}`);
    // A variable that compose leaves empty counts as not set.
    const entries = Object.entries(environment).map(([variable, value]) => [
      variable,
      value.replaceAll(/\$\{\w+:-\}/g, '').replaceAll(/\$\{\w+:\?\}/g, 'given'),
    ]);
    const { database, smtp } = readConfig({ ...Object.fromEntries(entries), JWT_PRIVATE_KEY: '', CREDENTIALS_KEYS: '' }, 'tool');
    expect([database?.owner, smtp]).toEqual([null, null]);
  }
});

test('every service, config and command that compose names exists', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    expect(service.image ?? service.build, name).toBeDefined();
    for (const other of Object.keys(service.depends_on ?? {})) expect(Object.keys(compose.services)).toContain(other);
    for (const { source } of service.configs ?? []) expect(Object.keys(compose.configs)).toContain(source);
    const program = service.command?.find((word) => word.startsWith('dist/'));
    if (program) expect(() => readFileSync(program.replace('dist/', 'src/').replace('.js', '.ts'))).not.toThrow();
  }
});

test('the load balancer passes WebSockets on and knows both nodes', () => {
  const { content } = compose.configs['load-balancer'] as { content: string };
  expect(content).toContain('proxy_set_header Upgrade $$http_upgrade');
  // Without the port, the Host header would be a different origin than the page's.
  expect(content).toContain('proxy_set_header Host $$http_host;');
  for (const node of ['server-1:4000', 'server-2:4000']) expect(content).toContain(node);
  // The load balancer closes idle connections before the nodes do.
  expect(Number(/keepalive_timeout (\d+)s;/.exec(content)?.[1])).toBeLessThan(readConfig({}).keepAliveSeconds);
  // Every dollar sign of nginx must be doubled, otherwise compose replaces it.
  expect(content.replaceAll('$$', '')).not.toContain('$');
});

test('the configuration of HAProxy agrees with the nodes, and repeats no request that was sent', () => {
  const content = readFileSync('docs/haproxy.cfg', 'utf8');
  const seconds = (timeout: string): number => Number(new RegExp(`^ *timeout ${timeout} (\\d+)s$`, 'm').exec(content)?.[1]);
  const { keepAliveSeconds, heartbeatMilliseconds } = readConfig({});
  for (const timeout of ['server', 'http-keep-alive']) expect(seconds(timeout), timeout).toBeLessThan(keepAliveSeconds);
  expect(seconds('tunnel')).toBeGreaterThan(heartbeatMilliseconds / 1000);
  expect(content).toMatch(/^ *retry-on conn-failure$/m);
  expect(content).toContain('option httpchk GET /readyz');
  // The check has found that a node stops before the node stops serving.
  const [, inter = '', fall = ''] = /check inter (\d+)s fall (\d+)/.exec(content) ?? [];
  expect(Number(inter) * Number(fall)).toBeLessThan(Number(compose.services['server-1']?.environment?.DRAIN_SECONDS));
});

test('the configuration of PgBouncer lets the deadlines of the nodes pass, in transaction mode', () => {
  const content = readFileSync('docs/pgbouncer.ini', 'utf8');
  expect(/^ignore_startup_parameters = (.+)$/m.exec(content)?.[1]?.split(',')).toEqual([...SERVER_DEADLINES]);
  expect(content).toMatch(/^pool_mode = transaction$/m);
});

test('a node has the time to drain and to stop before it is killed', () => {
  for (const name of ['server-1', 'server-2']) {
    const { environment = {}, stop_grace_period: grace } = compose.services[name] ?? {};
    expect(Number.parseInt(grace ?? '0', 10)).toBeGreaterThan(Number(environment.DRAIN_SECONDS) + 8);
  }
});

test('the image is built in two stages, runs as another user than root, and tells its health', () => {
  const instructions = dockerfile.getInstructions();
  expect(dockerfile.getFROMs()).toHaveLength(2);
  const last = (keyword: string): string | null =>
    instructions
      .filter((one) => one.getKeyword() === keyword)
      .at(-1)
      ?.getArgumentsContent() ?? null;
  expect(last('USER')).toBe('node');
  expect(last('HEALTHCHECK')).toContain('/readyz');
  expect(last('CMD')).toContain('dist/main.js');
  for (const copied of dockerfile.getCOPYs()) {
    if (copied.getFlags().length > 0) continue;
    for (const path of copied.getArguments().slice(0, -1)) expect(() => readFileSync(path.getValue()), path.getValue()).not.toThrow(/ENOENT/);
  }
});
