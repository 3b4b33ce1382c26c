/** Moments that people type: `2h`, `until 18:30`, `until 2026-03-01`, `forever`. */

export type Until = { readonly atMs: number | null; readonly words: readonly string[] };

const clock = /^(\d{1,2}):(\d{2})z?$/i;
const day = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?Z?)?$/i;
const dayMs = 86_400_000;

/**
 * What `until` or `for` say, and the words besides. `atMs` null: for good. Undefined: nothing of the kind was said. Clocks are UTC, as everybody in a channel
 * reads the same.
 */
export function takeUntil(words: readonly string[], lastForSeconds: number | null, nowMs: number): Until | undefined {
  if (lastForSeconds !== null) return { atMs: nowMs + lastForSeconds * 1000, words: words.filter((word) => !isFiller(word)) };
  const place = words.findIndex((word) => momentOf(word, nowMs) !== undefined);
  const said = words[place];
  if (said === undefined) return undefined;
  return { atMs: momentOf(said, nowMs) ?? null, words: words.filter((word, at) => at !== place && !isFiller(word)) };
}

function isFiller(word: string): boolean {
  return ['until', 'till', 'next', 'utc'].includes(word.toLowerCase());
}

function momentOf(word: string, nowMs: number): number | null | undefined {
  const typed = word.toLowerCase();
  if (typed === 'forever' || typed === 'always') return null;
  if (typed === 'tomorrow') return Math.floor(nowMs / dayMs) * dayMs + dayMs;
  if (clock.test(typed)) return nextAt(typed, nowMs);
  if (!day.test(word)) return undefined;
  const atMs = Date.parse(word.length > 10 && !/z$/i.test(word) ? `${word.replace(' ', 'T')}Z` : word);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Today, or tomorrow when it is over. */
function nextAt(typed: string, nowMs: number): number | undefined {
  const [hours = 24, minutes = 60] = typed.replace('z', '').split(':').map(Number);
  if (hours > 23 || minutes > 59) return undefined;
  const today = Math.floor(nowMs / dayMs) * dayMs + (hours * 60 + minutes) * 60_000;
  return today > nowMs ? today : today + dayMs;
}
