/** Which patterns somebody may mean to be one with another. Pure. */
import type { PatternView } from '../../../api/contract.ts';

/** The most alike first, by the share of words that both have; only those that hold all words of `search`. */
export function likely(patterns: readonly PatternView[], one: Pick<PatternView, 'id' | 'text'>, search: string): readonly PatternView[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const own = new Set(one.text.split(/\s+/));
  return patterns
    .filter(({ id, text }) => id !== one.id && words.every((word) => `${id} ${text}`.toLowerCase().includes(word)))
    .map((view) => ({ view, likeness: likenessOf(own, new Set(view.text.split(/\s+/))) }))
    .toSorted((a, b) => b.likeness - a.likeness || b.view.count - a.view.count)
    .map(({ view }) => view);
}

/** Jaccard's index. */
function likenessOf(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const both = [...a].filter((word) => b.has(word)).length;
  return both / (a.size + b.size - both);
}
