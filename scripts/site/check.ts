/** Dead links, and pages that nobody finds. */
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './navigation.ts';
import { resolveLink, type ReadPage } from './read.ts';

/** One sentence each. `read`: by source; pages that are no part of the site, such as the README, are among them. */
export function findFaults(root: string, read: ReadonlyMap<string, ReadPage>): readonly string[] {
  const missing = pages.filter(({ source }) => !read.has(source)).map(({ source }) => `${source} stands in the menu and is not there.`);
  const listed = new Set(pages.map(({ source }) => source));
  const forgotten = globSync('docs/**/*.md', { cwd: root })
    .filter((source) => !listed.has(source))
    .map((source) => `${source} does not stand in the menu; add it to scripts/site/navigation.ts.`);
  const dead = [...read].flatMap(([source, page]) => page.links.flatMap((href) => deadLink({ root, read, source, href })));
  return [...missing, ...forgotten, ...dead];
}

interface Link {
  readonly root: string;
  readonly read: ReadonlyMap<string, ReadPage>;
  readonly source: string;
  readonly href: string;
}

function deadLink({ root, read, source, href }: Link): readonly string[] {
  const target = resolveLink(source, href);
  if (target === null) return [];
  const page = read.get(target.path);
  if (page === undefined) {
    const isThere = existsSync(join(root, target.path)) && (target.anchor === '' || statSync(join(root, target.path)).isFile());
    return isThere ? [] : [`${source}: ${href} leads to nothing.`];
  }
  const isKnown = target.anchor === '' || page.headings.some(({ anchor }) => anchor === target.anchor);
  return isKnown ? [] : [`${source}: ${href} leads to a heading that ${target.path} does not have.`];
}
