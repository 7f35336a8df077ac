import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildSchema, printSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptedChanges } from '../../src/commands/accepted-changes.ts';
import { committedSchema, unlistedChanges } from '../../src/commands/breaking-changes.ts';
import { makeSchema } from '../../src/schema.ts';
import { lastRelease } from '../kit/last-release.ts';

const run = promisify(execFile);
const BEFORE = 'type Query { a: Int b(x: Int): Int }';
const now = buildSchema('type Query { b(x: Int!): Int c: Int }');
const FOUND = ['Query.a was removed.', 'Query.b arg x has changed type from Int to Int!.'];

describe('a change that breaks clients', () => {
  test('is found unless it is listed with its reason', () => {
    expect(unlistedChanges(BEFORE, now, {}).sort()).toEqual([...FOUND].sort());
    expect(unlistedChanges(BEFORE, now, { 'No client could call it.': FOUND.slice(0, 1) })).toEqual(FOUND.slice(1));
    expect(unlistedChanges(BEFORE, now, { 'No client could call it.': FOUND })).toEqual([]);
    expect(unlistedChanges(BEFORE, buildSchema('type Query { a: Int b(x: Int, y: Int = 1): Int c: Int }'), {})).toEqual([]);
  });

  test('since the last release is listed, and nothing else is', async ({ skip }) => {
    const before = lastRelease() ?? skip('there is no history of git here');
    const schema = await makeSchema();
    const found = unlistedChanges(printSchema(before), schema, {});
    const listed = Object.values(acceptedChanges).flat();
    expect(found.filter((change) => !listed.includes(change))).toEqual([]);
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('is listed under a reason that is a sentence', () => {
    for (const reason of Object.keys(acceptedChanges)) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });
});

describe('npm run schema:check', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dapur-schema-'));
  const git = (...args: string[]) => run('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: folder });
  const check = () => run(process.execPath, [resolve('dist/commands/schema.js'), '--check'], { cwd: folder });
  const current = readFileSync('schema.graphql', 'utf8');
  beforeAll(() => {
    cpSync('docs/clients', join(folder, 'docs/clients'), { recursive: true });
    writeFileSync(join(folder, 'schema.graphql'), current);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('says so where there is no commit to compare with', async () => {
    expect(committedSchema(folder)).toBeNull();
    expect((await check()).stdout).toContain('There is no commit to compare with');
  });

  test('fails, and names the change, where the last commit had a field that is gone', async () => {
    await git('init', '--quiet');
    writeFileSync(join(folder, 'schema.graphql'), current.replace('\ntype Tenant implements Node {', '\ntype Tenant implements Node {\n  motto: String'));
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'A motto');
    writeFileSync(join(folder, 'schema.graphql'), current);
    await expect(check()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('Tenant.motto was removed.') });
    await git('commit', '--quiet', '--all', '--message', 'No motto');
    expect((await check()).stdout).toContain('Nothing breaks clients of the last commit.');
  });
});
