import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../src/dev/embedded/embedded-launcher.ts';
import { useRestaurant } from '../kit/index.ts';

const { app, restaurant } = useRestaurant();

/** The start of the tour: the helpers `ask` and `pick`. */
const [HELPERS = ''] = /(?<=<!-- tour -->\n```bash\n)[\s\S]*?\n}\npick[\s\S]*?\n}\n/.exec(readFileSync('docs/tour.md', 'utf8')) ?? [];

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs shell lines after the helpers, for the test's own brand. */
function run(shell: string, lines: string, url = app.url): Promise<Ran> {
  const script = `${HELPERS.replace(/^URL=.*$/m, `URL=${url}/graphql`).replace('kopi-senja', restaurant.slug)}\n${lines}\n`;
  const [program = '', ...options] = shell.split(' ');
  return new Promise((done) => {
    execFile(program, [...options, '-eu', '-o', 'pipefail', '-c', script], (error, stdout, stderr) => done({ code: Number(error?.code ?? 0), stdout, stderr }));
  });
}

const hasZsh = spawnSync('zsh', ['--version']).status === 0;
if (!hasZsh) console.warn('SKIPPED: the tour in zsh. Put zsh on the PATH to run it.');
const signIn = (password: string): string =>
  `TOKEN=$(ask 'mutation { signIn(input: { username: "cashier", password: "${password}" }) { session { accessToken } userErrors { message } } }' | pick .data.signIn.session.accessToken)
  ask '{ me { username } }' | pick .data.me.username
  echo after`;

/** Without the startup file, which bash reads when its input looks like a network connection. */
const shells = [{ name: 'bash', shell: 'bash --norc' }, ...(hasZsh ? [{ name: 'zsh -f', shell: 'zsh -f' }] : [])];

describe.each(shells)('the helpers of the tour in $name', ({ shell }) => {
  test('send the token once there is one, and nothing but the tenant before', async () => {
    expect(await run(shell, signIn('a long password'))).toEqual({ code: 0, stdout: 'cashier\nafter\n', stderr: '' });
  });

  test('say in one line what the server refuses, and stop', async () => {
    expect(await run(shell, signIn('wrong'))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'pick .data.signIn.session.accessToken: Username or password is wrong.\n',
    });
    const { code, stderr } = await run(shell, "ask '{ orders { totalCount } }' | pick .data.orders.totalCount");
    expect([code, stderr]).toEqual([1, 'pick .data.orders.totalCount: This needs a token: sign in first.\n']);
  });

  test('say so too when the answer lacks the value, is no answer, or there is no server', async () => {
    expect(await run(shell, "ask '{ outlets { id } }' | pick '.data.outlets.find(() => false).id'")).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^pick \.data\.outlets.*: Cannot read properties of undefined.*\n$/),
    });
    expect((await run(shell, 'echo "<html>" | pick .data')).stderr).toMatch(/^pick \.data: .*JSON.*\n$/);
    const nowhere = await run(shell, "ask '{ outlets { id } }' | pick '.data.outlets[0].id'", `http://127.0.0.1:${await freePort()}`);
    expect(nowhere.code).toBeGreaterThan(0);
    expect(nowhere.stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(/^curl: \(7\)/), expect.stringMatching(/^pick \.data\.outlets\[0\]\.id: /)]);
  });
});
