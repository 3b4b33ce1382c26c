/** What is pulled of an image that was built here: its layers as a registry would keep them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { succeed } from './command.ts';
import type { Image } from './harness.ts';

const IndexSchema = z.object({ manifests: z.tuple([z.object({ digest: z.string() })]) });
const ManifestSchema = z.object({ layers: z.array(z.object({ mediaType: z.string().endsWith('+gzip'), size: z.number() })).min(1) });

/** Bytes of all layers, each packed with gzip. */
export async function compressedSizeOf({ repository, tag }: Image): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-layers-'));
  const read = async (...path: readonly string[]): Promise<unknown> => JSON.parse(await readFile(join(folder, ...path), 'utf8'));
  try {
    await succeed('buildah', ['push', '--quiet', `localhost/${repository}:${tag}`, `oci:${folder}:image`], { timeoutMs: 240_000 });
    const [{ digest }] = IndexSchema.parse(await read('index.json')).manifests;
    const { layers } = ManifestSchema.parse(await read('blobs', ...digest.split(':')));
    return layers.reduce((sum, { size }) => sum + size, 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
