/** What is done with a SQLite file that somebody or something has damaged, and how that is noticed before it is written into. */
import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface FileWatch {
  /** Null, or what has become of the file behind the back of the connection that has it open. */
  damage(): string | null;
}

/** SQLite may go on for a long time on the pages that it has in memory; a file of ours never shrinks. */
export function watchFile(path: string): FileWatch {
  if (path === ':memory:') return { damage: () => null };
  const first = statSync(path);
  let largest = first.size;
  return {
    damage() {
      const now = statSync(path, { throwIfNoEntry: false });
      if (!now) return 'it was removed';
      if (now.ino !== first.ino) return 'it was replaced by another file';
      if (now.size < largest) return `it was cut off from ${largest} to ${now.size} bytes`;
      largest = now.size;
      return null;
    },
  };
}

const companions = ['', '-wal', '-shm'] as const;
const aside = '.damaged-';

/** Renames the file, so that a person can still look at it; an older one that was put aside goes, as the volume is small. Returns what happened and what to do. */
export function putAside(path: string, damage: string): string {
  const folder = dirname(path);
  const mark = `${basename(path)}${aside}`;
  for (const name of readdirSync(folder)) if (name.startsWith(mark)) rmSync(join(folder, name), { force: true });
  const to = `${path}${aside}${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  for (const companion of companions)
    if (statSync(path + companion, { throwIfNoEntry: false })) renameSync(path + companion, to + companion);
  return `The store ${path} was damaged (${damage}) and begun anew; the old one is kept as ${basename(to)}. Look at the volume, and who else writes there.`;
}
