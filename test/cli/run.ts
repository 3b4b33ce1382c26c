import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs as this user, who has fewer rights than the test's own. */
  readonly uid?: number;
}

/** Runs the real command as a process of its own. */
export function logbot(args: readonly string[], { input = '', environment = {}, uid }: RunOptions = {}): Promise<Ended> {
  const env = { PATH: process.env['PATH'], ...environment };
  const options = { maxBuffer: 1 << 26, env, ...(uid === undefined ? {} : { uid }) };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], options, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
    // A command that refuses its arguments reads nothing.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'logbot-'));
}
