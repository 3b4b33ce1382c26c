import type { Pattern } from './evidence.ts';
import { isWild } from './symbols.ts';

/** Makes one of the patterns that are equal but for how much their slots take. */
export function joinEqual(patterns: readonly Pattern[]): readonly Pattern[] {
  const byKey = new Map<string, Pattern>();
  for (const pattern of patterns) {
    const { items, level, lines, members } = pattern;
    const key = `${level} ${items.map((item) => (isWild(item) ? 0 : item)).join(' ')}`;
    const known = byKey.get(key);
    byKey.set(
      key,
      known === undefined
        ? pattern
        : {
            level,
            items: known.items.map((item, i) => (isWild(item) ? Math.max(item, items[i] ?? 0) : item)),
            lines: known.lines + lines,
            members: [...known.members, ...members],
          },
    );
  }
  return [...byKey.values()];
}
