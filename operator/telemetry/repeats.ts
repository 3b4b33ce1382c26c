/**
 * Keeps a failure that a thousand streams try again and again from filling the log: what is wrong is said once, and then how often it
 * came. The metrics count every one.
 */

export interface Repeats {
  /** Null: has been said lately. Else how many such lines were kept back since. */
  pass(name: string, fields: Readonly<Record<string, unknown>>): number | null;
}

/** Long enough to be read, short enough to show that it is still so. */
const sayAgainAfterMs = 5 * 60_000;
/** Different texts remembered; with more than this they are said as they come. */
const rememberedAtMost = 500;
/** Fields that say to which one of many it happened. What is wrong is the same for all of them. */
const instances = new Set(['pod', 'container', 'page', 'key', 'detector', 'record', 'post']);
/** Fields that add nothing: the sentence names the resource where it matters, and numbers only grow. */
const besides = new Set(['resource', 'lines', 'stack']);

export function createRepeats(now: () => number): Repeats {
  const said = new Map<string, { readonly atMs: number; keptBack: number }>();
  return {
    pass(name, fields) {
      const key = keyOf(name, fields);
      const nowMs = now();
      const before = said.get(key);
      if (before && nowMs - before.atMs < sayAgainAfterMs) {
        before.keptBack += 1;
        return null;
      }
      // The oldest first: a map keeps the order of insertion.
      said.delete(key);
      said.set(key, { atMs: nowMs, keptBack: 0 });
      const [oldest] = said.keys();
      if (said.size > rememberedAtMost && oldest !== undefined) said.delete(oldest);
      return before?.keptBack ?? 0;
    },
  };
}

function keyOf(name: string, fields: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(fields);
  const what = JSON.stringify(entries.filter(([field]) => !instances.has(field) && !besides.has(field)));
  const which = entries.flatMap(([field, value]) => (instances.has(field) && typeof value === 'string' && value !== '' ? [value] : []));
  return which.reduce((text, value) => text.replaceAll(value, '*'), `${name} ${what}`);
}
