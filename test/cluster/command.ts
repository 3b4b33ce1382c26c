/** Runs the command-line tools that the cluster tests need. Binaries are looked for in `$CLUSTER_HOME/bin` besides the PATH. */
import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export const environment: Readonly<Record<string, string | undefined>> = {
  ...process.env,
  PATH: `${process.env.PATH ?? ''}${delimiter}${join(process.env.CLUSTER_HOME ?? join(homedir(), '.cache/cluster-lab'), 'bin')}`,
};

/** Never throws for an exit code; that is for the caller to judge. */
export async function command(name: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const child = spawn(name, args, {
    cwd: options.cwd,
    env: { ...environment, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 120_000,
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  child.stdin.on('error', () => undefined).end(options.input ?? '');
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`${name} cannot be started; is it installed?`, { cause })));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
  return { code, ...output };
}

/** As `command`, but an exit code other than 0 is an error with the last output in it. */
export async function succeed(name: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await command(name, args, options);
  if (result.code === 0) return result.stdout;
  throw new Error(`${name} ${args.join(' ')} ended with ${result.code}: ${`${result.stdout}\n${result.stderr}`.slice(-4000)}`);
}

export function kubectl(args: readonly string[], input?: string): Promise<string> {
  return succeed('kubectl', args, input === undefined ? {} : { input });
}

export function apply(...objects: readonly object[]): Promise<string> {
  return kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
}
