import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A separate client project in a temporary folder, with the packages of this project. */
export interface Workshop {
  readonly folder: string;
  write(path: string, text: string): Promise<void>;
  /** Runs a program in the folder; returns its output, even when it fails. */
  run(program: string, args: readonly string[]): Promise<{ readonly ok: boolean; readonly output: string }>;
  /** Compiler errors of its TypeScript; empty: none. */
  typecheck(): Promise<string>;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'dapur-client-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const run: Workshop['run'] = async (program, args) => {
    try {
      const { stdout, stderr } = await execute(program, [...args], { cwd: folder, timeout: 120_000 });
      return { ok: true, output: stdout + stderr };
    } catch (error) {
      const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string };
      return { ok: false, output: `${stdout}${stderr}` || message };
    }
  };
  return {
    folder,
    write,
    run,
    typecheck: async () => {
      const options = {
        strict: true,
        noEmit: true,
        target: 'esnext',
        module: 'esnext',
        moduleResolution: 'bundler',
        allowImportingTsExtensions: true,
        skipLibCheck: true,
        types: [],
        lib: ['esnext', 'dom'],
      };
      await write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['*.ts'] }));
      const { ok, output } = await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', '.']);
      return ok ? '' : output;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
