/** The built page, read once into memory: a few files of some hundred kilobytes. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

export interface Assets {
  /** The page that every address of the dashboard answers with; null: it has not been built. */
  readonly page: Asset | null;
  /** `name` as below `assets/`, with a hash of its content in it. */
  file(name: string): Asset | null;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Only what the build made is there to be asked for: no path reaches the disk. */
export async function readAssets(folder: string): Promise<Assets> {
  const names = await readdir(join(folder, 'assets')).catch((): string[] => []);
  const files = new Map<string, Asset>();
  for (const name of names) {
    const asset = await readAsset(join(folder, 'assets', name));
    if (asset !== null) files.set(name, asset);
  }
  return { page: await readAsset(join(folder, 'index.html')), file: (name) => files.get(name) ?? null };
}

async function readAsset(path: string): Promise<Asset | null> {
  const type = types[extname(path)];
  const bytes = type === undefined ? null : await readFile(path).catch(() => null);
  if (type === undefined || bytes === null) return null;
  return { type, bytes, gzipped: await promisify(gzip)(bytes) };
}
