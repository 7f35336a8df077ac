// Pastes a script into an interactive shell on a terminal of its own, block by block, and prints what the terminal shows.
//   node .ci/paste.mjs 'zsh -f -i' TERM FILE
// A block ends with an empty line that no quotation holds: the tour's blocks, as a reader pastes one after the other.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const [shell, terminal, file] = process.argv.slice(2);
const BLOCK_END = '\n#\n';
const DEADLINE_MS = 120_000;
/** By this a shell asks a terminal to say where a paste begins and ends. */
const MARKS_ON = '\x1b[?2004h';
const MARKS_OFF = '\x1b[?2004l';

const child = spawn('script', ['-qefc', shell, '/dev/null'], { env: { ...process.env, TERM: terminal, HISTFILE: '' }, stdio: ['pipe', 'pipe', 'inherit'] });
let shown = '';
child.stdout.setEncoding('utf8').on('data', (text) => {
  shown += text;
  process.stdout.write(text);
});
child.on('close', () => process.exit(0));
const late = setTimeout(() => {
  console.error(`\n${shell} did not come to the end of the paste within ${DEADLINE_MS / 1000} s`);
  child.kill('SIGKILL');
  process.exit(1);
}, DEADLINE_MS);
late.unref();

async function until(fits) {
  while (!fits()) await new Promise((done) => setTimeout(done, 50));
}

/** As a terminal does it: with marks around the text where the shell has asked for them. */
function paste(text) {
  const marked = shown.lastIndexOf(MARKS_ON) > shown.lastIndexOf(MARKS_OFF);
  child.stdin.write(marked ? `\x1b[200~${text}\x1b[201~\r` : `${text}\r`);
}

await until(() => shown.length > 0);
for (const [index, block] of readFileSync(file, 'utf8').split(BLOCK_END).entries()) {
  paste(block.trimEnd().replaceAll('\n', '\r'));
  paste(`printf 'pasted-%s\\n' ${index}`);
  await until(() => shown.includes(`pasted-${index}\r\n`) || shown.includes(`pasted-${index}\n`));
}
// zsh does not leave while a job runs that a block has left in the background.
paste("wait; printf 'no-%s\\n' jobs");
await until(() => shown.includes('no-jobs\r\n') || shown.includes('no-jobs\n'));
child.stdin.write('exit\r');
