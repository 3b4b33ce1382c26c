/** A redactor whose rules may change while everything that keeps text holds on to it. */
import { createRedactor, type RedactionOptions, type Redactor } from './redact.ts';

export interface LiveRedactor extends Pick<Redactor, 'redact' | 'find'> {
  /** Whether the rules have changed. Throws an Error with a sentence about a pattern that cannot be used; the rules then stay. */
  configure(options: RedactionOptions): boolean;
  /** How many values of each kind have been replaced since the last call; bounded, as kinds are. */
  takeCounts(): ReadonlyMap<string, number>;
}

export function createLiveRedactor(initial: RedactionOptions): LiveRedactor {
  let redactor = createRedactor(initial);
  let rules = JSON.stringify(initial);
  let before = new Map<string, number>();
  return {
    redact: (text) => redactor.redact(text),
    find: (text) => redactor.find(text),
    configure(options) {
      // The same options come with every visit to the LogDetector; to compile their patterns each time would cost more than they do.
      const wished = JSON.stringify(options);
      if (wished === rules) return false;
      const next = createRedactor(options);
      before = new Map(add(before, redactor.takeCounts()));
      redactor = next;
      rules = wished;
      return true;
    },
    takeCounts() {
      const counts = add(before, redactor.takeCounts());
      before = new Map();
      return counts;
    },
  };
}

function add(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  if (a.size === 0) return b;
  const sum = new Map(a);
  for (const [kind, count] of b) sum.set(kind, (sum.get(kind) ?? 0) + count);
  return sum;
}
