/** A suite on the disk: `truth.json` and recordings; and a part of it, changed, in a folder of its own. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded, shuffled } from '../accuracy/random.ts';
import type { Line, Plan } from './line.ts';

export interface Suite {
  readonly name: string;
  readonly folder: string;
  /** JSON, only of the cases that were drawn. */
  readonly truth: string;
  readonly cases: number;
  /** Names of files: the cases', and those of normal operation. */
  readonly files: readonly string[];
}

/** `most` cases at most, drawn by the seed. */
export async function openSuite(folder: string, { seed, most }: { readonly seed: number; readonly most: number }): Promise<Suite> {
  const all: Readonly<Record<string, unknown>> = JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8'));
  const drawn = shuffled(Object.keys(all).toSorted(), seeded('suite', seed)).slice(0, most);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).toSorted();
  const files = names.filter(
    (name) => name.startsWith('normal-') || drawn.some((id) => name === `${id}.ndjson` || name.startsWith(`${id}.`)),
  );
  // In the order of the whole, for the scorer looks at the first to know what is asked.
  const entries = Object.entries(all).filter(([id]) => drawn.includes(id));
  return {
    name: folder.split('/').findLast((part) => part !== '') ?? folder,
    folder,
    truth: JSON.stringify(Object.fromEntries(entries)),
    cases: entries.length,
    files,
  };
}

/** Null for the suite as it is. */
export async function writeChanged(
  { folder, files, truth }: Suite,
  plan: Plan | null,
  { to, seed }: { readonly to: string; readonly seed: number },
): Promise<void> {
  await mkdir(to, { recursive: true });
  const recordings = await Promise.all(files.map((name) => readRecording(join(folder, name))));
  const change = plan?.({ recordings, truth, seed }) ?? null;
  await writeFile(join(to, 'truth.json'), change?.truth?.(truth) ?? truth);
  for (const [i, name] of files.entries()) {
    const lines = recordings[i] ?? [];
    const changed = change === null ? lines : change.recording(lines);
    await writeFile(join(to, name), changed.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

async function readRecording(file: string): Promise<readonly Line[]> {
  const text = await readFile(file, 'utf8');
  return text.split('\n').flatMap((line): Line[] => (line.trim() === '' ? [] : [JSON.parse(line)]));
}
