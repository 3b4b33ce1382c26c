/**
 * Builds the documents for users out of `docs/` into `dist/site`, as files that any web server, or none, can serve: `node scripts/site.ts`.
 * With `--check` it writes nothing and fails on links that lead to nothing.
 */
import { existsSync, statSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { findFaults } from './site/check.ts';
import { pages } from './site/navigation.ts';
import { readPage, resolveLink, type ReadPage } from './site/read.ts';
import { renderPage } from './site/template.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist/site');
/** Read by people where the sources are; their links are held too. */
const besides = ['README.md'];
const targets = new Map(pages.map(({ source, target }) => [source, target]));
/** Files that pages link to and that are no pages: pictures, manifests. */
const files = new Set<string>();

const read = new Map<string, ReadPage>();
for (const source of [...pages.map((page) => page.source), ...besides]) {
  const markdown = await readFile(join(root, source), 'utf8').catch(() => null);
  if (markdown !== null)
    read.set(
      source,
      readPage(markdown, (href) => translate(source, href)),
    );
}
const faults = findFaults(root, read);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exitCode = 1;
else if (process.argv.includes('--check')) process.stdout.write(`The links of ${read.size} pages lead somewhere.\n`);
else await write();

async function write(): Promise<void> {
  await rm(out, { recursive: true, force: true });
  const index: (readonly string[])[] = [];
  for (const entry of pages) {
    const page = read.get(entry.source);
    if (page === undefined) continue;
    await save(entry.target, renderPage(entry, page.html, page.headings));
    for (const { anchor, title, text } of page.passages) index.push([`${entry.target}#${anchor}`, entry.title, title, text]);
  }
  await save('search-index.js', `globalThis.searchIndex = ${JSON.stringify(index)};\n`);
  for (const asset of ['site.css', 'search.js']) await cp(join(import.meta.dirname, 'site', asset), join(out, asset));
  for (const file of files) await cp(join(root, file), join(out, 'files', file));
  process.stdout.write(`Wrote ${pages.length} pages and ${files.size} files to dist/site; open dist/site/index.html.\n`);
}

async function save(target: string, text: string): Promise<void> {
  await mkdir(dirname(join(out, target)), { recursive: true });
  await writeFile(join(out, target), text);
}

/** A link between sources as a link between pages. */
function translate(source: string, href: string): string {
  const found = resolveLink(source, href);
  if (found === null) return href;
  const anchor = found.anchor === '' ? '' : `#${found.anchor}`;
  if (found.path === source) return anchor;
  const own = targets.get(source) ?? 'index.html';
  const folder = folderOf(found.path);
  const target = targets.get(found.path) ?? folder ?? fileOf(source, found.path);
  return `${posix.relative(posix.dirname(own), target)}${anchor}`;
}

/** The first page of a folder that is linked to as a whole. */
function folderOf(path: string): string | null {
  const first = pages.find(({ source }) => source.startsWith(`${path.replace(/\/$/, '')}/`));
  return first?.target ?? null;
}

function fileOf(source: string, path: string): string {
  if (targets.has(source) && existsSync(join(root, path)) && statSync(join(root, path)).isFile()) files.add(path);
  return `files/${path}`;
}
