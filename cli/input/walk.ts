/** The logs in a folder and below it. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { peek, refusalOf } from './content.ts';
import { InputError, sentenceOf } from './error.ts';

/** What was left out, by reason, so that one sentence each can say so. */
type LeftOut = Map<string, string[]>;

const NAMED = 3;

/**
 * The text files in a folder and below it, sorted by path. Hidden ones are not looked at, links to folders not followed, so that no circle is walked;
 * a file is taken once, whatever its links. What else is left out is said on `err`. Throws an `InputError` when the folder may not be read or has none.
 */
export async function walk(folder: string, err: Writable): Promise<readonly string[]> {
  const leftOut: LeftOut = new Map();
  const seen = new Set<string>();
  const found: string[] = [];
  const visit = async (place: string): Promise<void> => {
    for (const entry of await list(place)) {
      const path = join(place, entry.name);
      try {
        if (entry.isDirectory()) await visit(path);
        else if (await isWanted(path, seen, leftOut)) found.push(path);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        note(leftOut, error.message.slice(path.length + 1), path);
      }
    }
  };
  await visit(folder);
  for (const [reason, paths] of leftOut) err.write(`logbot: ${warning(reason, paths)}\n`);
  if (found.length === 0) throw new InputError(`${folder} has no log file in it`);
  return found;
}

async function list(place: string) {
  try {
    const entries = await readdir(place, { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.')).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new InputError(sentenceOf(error, place), { cause: error });
  }
}

async function isWanted(path: string, seen: Set<string>, leftOut: LeftOut): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(sentenceOf(error, path), { cause: error });
  });
  const identity = `${found.dev}:${found.ino}`;
  if (!found.isFile() || found.size === 0 || seen.has(identity)) return false;
  seen.add(identity);
  const refusal = refusalOf(await peek(path));
  if (refusal !== null) note(leftOut, refusal, path);
  return refusal === null;
}

function note(leftOut: LeftOut, reason: string, path: string): void {
  const paths = leftOut.get(reason);
  if (paths === undefined) leftOut.set(reason, [path]);
  else paths.push(path);
}

function warning(reason: string, paths: readonly string[]): string {
  const [only] = paths;
  if (paths.length === 1) return `left out ${only}: it ${reason}`;
  const more = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : '';
  return `left out ${paths.length} files, each of which ${reason}: ${paths.slice(0, NAMED).join(', ')}${more}`;
}
