/** What is so of this replica now, whether it leads or not. */
import type { Leading } from './leading.ts';
import type { Store } from './store/store.ts';
import type { Telemetry } from './telemetry.ts';

/** What the answers to outsiders depend on. */
export interface State {
  leading: Leading | null;
  /** Null when the replica can do its work, else a sentence on what is missing. */
  readonly problem: string | null;
  /** Whether it is another problem than before. */
  setProblem(about: 'lease' | 'store', problem: string | null): boolean;
  /** Whether it has stopped leading and its work has yet to end. `elapsedMs`: of a clock that only goes forward. */
  setEnding(isEnding: boolean, elapsedMs: number): void;
  /** Null, or why only a new process helps. */
  stuck(elapsedMs: number): string | null;
  /** The store has lost what it had. */
  noteLoss(sentence: string, atMs: number): void;
  /** Sentences for every LogDetector. */
  notices(nowMs: number): readonly string[];
}

/** A person who looks after a weekend is to find it still. */
const lossToldForMs = 3 * 86_400_000;
const lossMeans =
  'What was in memory has been written anew: no line is read twice, and what was said is not said again. Lost are the audit trail and the kept versions of ' +
  'models, and, if the operator was not leading at that moment, everything that was known.';

/** Whoever no longer leads and does not get ready to lead again looks alive and does nothing: the kubelet is to start it anew. */
const endsWithinMs = 60_000;

export function createState(): State {
  const problems = new Map<string, string>();
  let endingSinceMs: number | null = null;
  let loss: { readonly sentence: string; readonly atMs: number } | null = null;
  return {
    setEnding: (isEnding, elapsedMs) => void (endingSinceMs = isEnding ? elapsedMs : null),
    stuck(elapsedMs) {
      const forMs = endingSinceMs === null ? 0 : elapsedMs - endingSinceMs;
      return forMs <= endsWithinMs ? null : `It stopped leading ${Math.round(forMs / 1000)} s ago, and its work does not end.`;
    },
    noteLoss: (sentence, atMs) => void (loss = { sentence, atMs }),
    notices: (nowMs) =>
      loss && nowMs - loss.atMs < lossToldForMs ? [`${new Date(loss.atMs).toISOString()}: ${loss.sentence} ${lossMeans}`] : [],
    leading: null,
    get problem() {
      return problems.values().next().value ?? null;
    },
    setProblem(about, problem) {
      const before = problems.get(about) ?? null;
      if (problem === null) problems.delete(about);
      else problems.set(about, problem);
      return before !== problem;
    },
  };
}

const checkStoreEveryMs = 10_000;

/** Looks at the store now and then; the answer ends it. */
export function checkStore(store: Store, state: State, telemetry: Telemetry): () => void {
  const note = (problem: string | null): void => {
    state.setProblem('store', problem);
    telemetry.gauge('logdetector_store_available', problem === null ? 1 : 0);
  };
  // It has been opened a moment ago.
  note(null);
  const timer = setInterval(() => {
    store.check().then(
      () => note(null),
      (error: unknown) => note(error instanceof Error ? error.message : String(error)),
    );
  }, checkStoreEveryMs);
  return () => clearInterval(timer);
}
