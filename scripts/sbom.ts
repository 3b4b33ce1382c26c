/**
 * What is in the image, as a CycloneDX 1.6 bill of materials on stdout: `node scripts/sbom.ts [FOLDER]`. It lists the production packages
 * that really lie in the folder, so that it is exact in the image, after `prune.ts`; `npm sbom` would list what was taken out too.
 * https://cyclonedx.org/docs/1.6/json/
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface InstalledPackage {
  readonly version?: string;
  readonly license?: string;
  /** `sha512-` and the hash in base64, as the registry gives it. */
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
}

const root = process.argv[2] ?? join(import.meta.dirname, '..');
const { name, version, license }: { name: string; version: string; license: string } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const lock: { readonly packages: Readonly<Record<string, InstalledPackage>> } = JSON.parse(
  readFileSync(join(root, 'node_modules/.package-lock.json'), 'utf8'),
);

const components = Object.entries(lock.packages)
  .filter(([path, { dev, devOptional, link }]) => !dev && !devOptional && !link && existsSync(join(root, path)))
  .map(([path, installed]) => componentOf(path, installed))
  .toSorted((a, b) => (a['bom-ref'] < b['bom-ref'] ? -1 : 1));
const own = { type: 'application', 'bom-ref': `pkg:npm/${name}@${version}`, name, version, licenses: [{ license: { id: license } }] };
// The same contents have the same number, so that two builds of one commit can be compared.
const digest = createHash('sha256').update(JSON.stringify(components)).digest('hex');
const serialNumber = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
const bill = { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber, version: 1, metadata: { component: own }, components };
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);

function componentOf(path: string, { version: installed = '', license: terms, integrity }: InstalledPackage) {
  const full = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const [scope, plain] = full.startsWith('@') ? full.split('/') : [undefined, full];
  const purl = `pkg:npm/${scope ? `${encodeURIComponent(scope)}/` : ''}${plain}@${installed}`;
  return {
    type: 'library',
    // A package may lie there twice in the same version.
    'bom-ref': `${purl}?path=${encodeURIComponent(path)}`,
    ...(scope ? { group: scope } : {}),
    name: plain ?? full,
    version: installed,
    purl,
    ...(terms ? { licenses: [/ (OR|AND) |^\(/.test(terms) ? { expression: terms } : { license: { name: terms } }] } : {}),
    ...(integrity ? { hashes: hashesOf(integrity) } : {}),
  };
}

function hashesOf(integrity: string): readonly { readonly alg: string; readonly content: string }[] {
  return integrity
    .split(' ')
    .filter((hash) => hash.startsWith('sha512-'))
    .map((hash) => ({ alg: 'SHA-512', content: Buffer.from(hash.slice('sha512-'.length), 'base64').toString('hex') }));
}
