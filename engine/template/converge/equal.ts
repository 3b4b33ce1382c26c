import type { Pattern } from './evidence.ts';
import { createPairNumbers } from './numbers.ts';
import { isWild } from './symbols.ts';

/** Makes one of the patterns that are equal but for how much their slots take. */
export function joinEqual(patterns: readonly Pattern[]): readonly Pattern[] {
  const numbers = createPairNumbers();
  const byKey = new Map<number, Pattern>();
  for (const pattern of patterns) {
    const { items, level, lines, members } = pattern;
    let key = numbers.of(-1, level);
    for (const item of items) key = numbers.of(key, isWild(item) ? 0 : item);
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
