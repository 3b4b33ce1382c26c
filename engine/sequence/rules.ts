/** What the sessions of a workload have in common, as rules that nearly all of them keep. */

/** One session: how often each step occurs in it, and where it stands first. */
export interface Outline {
  readonly counts: ReadonlyMap<string, number>;
  readonly firsts: ReadonlyMap<string, number>;
}

/** A rule about one step or two, with how often it could be tried and how often it was broken. */
export interface Rule {
  readonly kind: 'present' | 'together' | 'equal' | 'before';
  readonly step: string;
  /** The second step of `together`, `equal` and `before`. */
  readonly other: string;
  tried: number;
  broken: number;
}

/** Steps beyond these are only counted: pairs grow with the square. */
const PAIRED_STEPS = 120;

export function outlineOf(steps: readonly string[]): Outline {
  const counts = new Map<string, number>();
  const firsts = new Map<string, number>();
  for (const [place, step] of steps.entries()) {
    counts.set(step, (counts.get(step) ?? 0) + 1);
    if (!firsts.has(step)) firsts.set(step, place);
  }
  return { counts, firsts };
}

/** Mines the rules, each tried on every outline that it speaks of. */
export function mineRules(outlines: readonly Outline[], stepsByUse: readonly string[]): Rule[] {
  const steps = stepsByUse.slice(0, PAIRED_STEPS);
  const rules = steps.map((step): Rule => ({ kind: 'present', step, other: '', tried: 0, broken: 0 }));
  for (const step of steps) {
    for (const other of steps) {
      if (step === other) continue;
      rules.push({ kind: 'together', step, other, tried: 0, broken: 0 }, { kind: 'before', step, other, tried: 0, broken: 0 });
      if (step < other) rules.push({ kind: 'equal', step, other, tried: 0, broken: 0 });
    }
  }
  for (const rule of rules) {
    for (const outline of outlines) tally(rule, outline);
  }
  return rules;
}

function tally(rule: Rule, outline: Outline): void {
  const kept = keeps(rule, outline);
  if (kept === null) return;
  rule.tried += 1;
  if (!kept) rule.broken += 1;
}

/** Whether a session keeps a rule; null when the rule does not speak of it. */
export function keeps({ kind, step, other }: Rule, { counts, firsts }: Outline): boolean | null {
  const count = counts.get(step) ?? 0;
  if (kind === 'present') return count > 0;
  const otherCount = counts.get(other) ?? 0;
  if (count === 0) return null;
  if (kind === 'together') return otherCount > 0;
  if (otherCount === 0) return null;
  return kind === 'equal' ? count === otherCount : (firsts.get(step) ?? 0) < (firsts.get(other) ?? 0);
}
