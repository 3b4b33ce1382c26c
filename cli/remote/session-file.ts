/** Sessions between two commands, in a file that only its owner can read. Whatever is wrong with it costs a sign-in and nothing else. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { KubeconfigSessionSchema, type KubeconfigSession } from '../../api/contract.ts';

export type Saved = KubeconfigSession;

export interface SessionFile {
  /** Null: there is none that lasts. */
  read(key: string): Promise<Saved | null>;
  write(key: string, session: Saved): Promise<void>;
}

const FileSchema = z.record(z.string(), KubeconfigSessionSchema);
/** Clusters that somebody asks within an hour. */
const sessionsAtMost = 50;
const lastsAtLeastMs = 30_000;

/** `folder` null: nothing is kept. */
export function createSessionFile(folder: string | null): SessionFile {
  const path = folder === null ? null : join(folder, 'sessions.json');
  const readAll = async (): Promise<Record<string, Saved>> => {
    const text = path === null ? '{}' : await readFile(path, 'utf8').catch(() => '{}');
    const parsed = FileSchema.safeParse(valueOf(text));
    return parsed.success ? parsed.data : {};
  };
  return {
    async read(key) {
      const found = (await readAll())[digest(key)];
      return found !== undefined && found.endsAtMs > Date.now() + lastsAtLeastMs ? found : null;
    },
    async write(key, session) {
      if (path === null || folder === null) return;
      const others = Object.entries(await readAll()).filter(([name, { endsAtMs }]) => name !== digest(key) && endsAtMs > Date.now());
      const all = Object.fromEntries([...others.slice(1 - sessionsAtMost), [digest(key), session]]);
      const temporary = `${path}.${process.pid}`;
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(temporary, JSON.stringify(all), { mode: 0o600 });
        await rename(temporary, path);
      } catch {
        // A home that cannot be written to: the next command signs in again.
      }
    },
  };
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
