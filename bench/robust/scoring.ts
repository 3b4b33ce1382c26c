/** Runs the scorer of incidents on a folder, and reads what counts out of what it prints. */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How many of the cases are right at the first answer. */
export interface Scored {
  readonly share: number;
  readonly said: string;
}

const run = promisify(execFile);

/** `scorer` is a script as `incident-accuracy.mjs`; `command` what answers. Throws an Error where it prints no figure. */
export async function scoreOf(
  folder: string,
  { scorer, command }: { readonly scorer: string; readonly command: readonly string[] },
): Promise<Scored> {
  const { stdout } = await run(process.execPath, [scorer, folder, '--', ...command], { maxBuffer: 1 << 28 });
  return { share: readShare(stdout), said: stdout.trim() };
}

const kept = 'scored.txt';

/** Of a folder that was scored before; null where it was not, or not to the end. */
export async function readScore(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, kept), 'utf8').catch(() => '');
  return text === '' ? null : Number(text);
}

export async function writeScore(folder: string, share: number): Promise<void> {
  await writeFile(join(folder, kept), String(share));
}

const figures: readonly { readonly pattern: RegExp; readonly share: (found: readonly number[]) => number }[] = [
  { pattern: /^all\s+A(?:C)?@1 ([\d.]+)/m, share: ([share = 0]) => share },
  { pattern: /^subsystem AC@1 ([\d.]+)/m, share: ([share = 0]) => share },
  { pattern: /^change named (\d+) of (\d+)/m, share: ([right = 0, all = 1]) => right / all },
  { pattern: /^category (\d+) of (\d+)/m, share: ([right = 0, all = 1]) => right / all },
];

export function readShare(text: string): number {
  for (const { pattern, share } of figures) {
    const found = pattern.exec(text);
    if (found !== null) return share(found.slice(1).map(Number));
  }
  throw new Error(`the scorer printed no figure: ${text.slice(0, 200)}`);
}
