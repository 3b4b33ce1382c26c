import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Where commands are looked for: our packages first, then the PATH, then the tools of `../shared/tools/cluster`. */
export const searchPath = [
  join(root, 'node_modules/.bin'),
  ...(process.env.PATH ?? '').split(delimiter),
  join(process.env.CLUSTER_HOME ?? join(homedir(), '.cache/cluster-lab'), 'bin'),
].join(delimiter);

export function isInstalled(program: string): boolean {
  return searchPath.split(delimiter).some((folder) => isExecutable(join(folder, program)));
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs with our own output; the exit code, 1 when it cannot be started. */
export function execute(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<number> {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, PATH: searchPath, ...environment }, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Runs and hands back what it wrote to stdout; throws with its name when it fails. */
export async function read(program: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PATH: searchPath, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number>((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`);
  return output;
}
