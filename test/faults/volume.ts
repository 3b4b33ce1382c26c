/** A small volume in memory that can be filled to its last byte. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { succeed } from '../cluster/command.ts';

export interface Volume {
  readonly folder: string;
  fill(): Promise<void>;
  free(): Promise<void>;
  /** Unmounts and removes it. */
  remove(): Promise<void>;
}

const bytes = 8 * 1024 * 1024;

/** Needs root, as the cluster does. */
export async function startVolume(): Promise<Volume> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-volume-'));
  await succeed('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'faults', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    async fill() {
      const file = await open(ballast, 'w');
      const piece = Buffer.alloc(4096);
      try {
        for (let written = 0; written <= bytes; written += piece.length) await file.write(piece);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      await succeed('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
