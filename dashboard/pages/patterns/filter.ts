/** Which patterns are shown, and in which order. Pure. */
import type { PatternView } from '../../../api/contract.ts';

const levels: Readonly<Record<string, readonly string[]>> = {
  error: ['error', 'fatal'],
  warning: ['warning', 'error', 'fatal'],
};

/** By `q` (all words, in any order), `workload`, `level` and `show` of the address. */
export function filterPatterns(patterns: readonly PatternView[], query: URLSearchParams): readonly PatternView[] {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const workload = query.get('workload') ?? '';
  const wanted = levels[query.get('level') ?? ''];
  const show = query.get('show') ?? '';
  return patterns.filter((view) => {
    if (workload !== '' && view.workload !== workload) return false;
    if (wanted !== undefined && !wanted.includes(view.level)) return false;
    return isShown(view, show) && hasWords(view, words);
  });
}

function isShown(view: PatternView, show: string): boolean {
  if (show === 'new') return view.isNew;
  return show !== 'changed' || view.isNew || (ratioOf(view) ?? 0) > 1.5;
}

function hasWords({ text, cluster, id, workload }: PatternView, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const all = `${text} ${cluster ?? ''} ${id} ${workload}`.toLowerCase();
  return words.every((word) => all.includes(word));
}

export function compare(order: string): (a: PatternView, b: PatternView) => number {
  if (order === 'newest') return (a, b) => b.firstSeenAtMs - a.firstSeenAtMs;
  if (order === 'change') return (a, b) => changeOf(b) - changeOf(a) || b.count - a.count;
  return (a, b) => b.count - a.count;
}

/** How many times the usual; null while that is being learned. */
export function ratioOf({ count, usual }: PatternView): number | null {
  if (usual === null) return null;
  // Below one line in the whole time a ratio says nothing.
  return count / Math.max(usual, 1);
}

function changeOf(view: PatternView): number {
  return view.isNew ? Number.MAX_SAFE_INTEGER : (ratioOf(view) ?? 0);
}
