/** Groups of texts that say the same of the same field, by what is read in them. */
import type { Member } from './naming.ts';
import { nameGroup, weigh } from './naming.ts';

export interface Meant {
  readonly name: string;
  readonly members: readonly Member[];
}

/** By name, each name once. Members without a meaning are left out. */
export function groupMeant(members: readonly Member[]): readonly Meant[] {
  const meant = new Map<string, Member[]>();
  for (const member of members) if (member.reading.meaning !== null) gather(meant, member.reading.meaning, [member]);
  placeBare(meant);
  const named = new Map<string, Member[]>();
  for (const group of meant.values()) {
    const name = nameGroup(group);
    if (name !== null) gather(named, name, group);
  }
  return [...named].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => ({ name, members: group }));
}

/**
 * "Connection timeout" alone names nothing that cannot be reached. Where only one field is in such trouble, it means that one; else it stays
 * by itself.
 */
function placeBare(meant: Map<string, Member[]>): void {
  for (const [meaning, bare] of meant) {
    if (!meaning.startsWith('/')) continue;
    const others = [...meant].filter(([other]) => other !== meaning && other.endsWith(meaning));
    const [only] = others;
    if (!only || others.length > 1 || weigh(only[1]) * 2 < weigh(bare)) continue;
    only[1].push(...bare);
    meant.delete(meaning);
  }
}

function gather(into: Map<string, Member[]>, key: string, members: readonly Member[]): void {
  const there = into.get(key);
  if (there) there.push(...members);
  else into.set(key, [...members]);
}
