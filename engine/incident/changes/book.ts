/** Changes of code and configuration, flags and rollouts, as told by other systems; bounded. */
import type { Observation } from '../../domain.ts';
import { redactCut } from '../../evidence/slim.ts';
import { outlineOf } from './diff.ts';
import { wordsOf } from './words.ts';

/** A change that somebody made, or a flag that somebody turned. */
export interface ToldChange {
  readonly kind: 'change' | 'flag';
  readonly id: string;
  readonly atMs: number;
  readonly title: string;
  readonly files: readonly string[];
  /** Place of the workload whose flag it is; null where none is told. */
  readonly place: string | null;
  /** Words of title and files, of changed lines, and of what only one side of them has. */
  readonly told: readonly string[];
  readonly words: readonly string[];
  readonly turned: readonly string[];
  readonly substance: number;
}

export interface ToldRollout {
  readonly atMs: number;
  readonly place: string;
  readonly revision: string;
  readonly changeId: string | null;
}

export interface ChangeBook {
  observe(observation: Observation): void;
  changes(): readonly ToldChange[];
  rollouts(): readonly ToldRollout[];
  /** Grows with everything told. */
  readonly version: number;
  snapshot(): ChangeBookState;
  restore(state: ChangeBookState): void;
}

export interface ChangeBookState {
  readonly changes: readonly ToldChange[];
  readonly rollouts: readonly ToldRollout[];
}

const mostChanges = 300;
const mostRollouts = 500;
const mostFiles = 30;
const longestTitle = 200;
/** What a flag does is in code that was there before. */
const substanceOfFlags = 0.6;

export function createChangeBook(redact: (text: string) => string): ChangeBook {
  let changes: ToldChange[] = [];
  let rollouts: ToldRollout[] = [];
  let version = 0;

  function add(change: ToldChange): void {
    changes = [...changes.filter(({ id, kind, atMs }) => id !== change.id || kind !== change.kind || atMs !== change.atMs), change];
    if (changes.length > mostChanges) changes.shift();
  }

  return {
    observe(observation) {
      version += 1;
      if (observation.type === 'change') add(changeOf(observation, redact));
      else if (observation.type === 'flag') add(flagOf(observation, redact));
      else if (observation.type === 'rollout') {
        const { atMs, namespace = '', workload, revision, changeId = null } = observation;
        rollouts = [...rollouts, { atMs, place: `${namespace}/${workload}`, revision, changeId }].slice(-mostRollouts);
      }
    },
    changes: () => changes,
    rollouts: () => rollouts,
    get version() {
      return version;
    },
    snapshot: () => ({ changes, rollouts }),
    restore(state) {
      changes = state.changes.slice(-mostChanges);
      rollouts = state.rollouts.slice(-mostRollouts);
      version += 1;
    },
  };
}

function changeOf(change: Extract<Observation, { readonly type: 'change' }>, redact: (text: string) => string): ToldChange {
  const { id, atMs, diff = null } = change;
  const files = change.files.slice(0, mostFiles).map((file) => redactCut(file, longestTitle, redact));
  const title = redactCut(change.title, longestTitle, redact);
  const { words, turned, substance } = outlineOf(files, diff === null ? null : redact(diff.slice(0, 20_000)));
  const told = [...wordsOf([title, ...files].join(' '))];
  return { kind: 'change', id, atMs, title, files, place: null, told, words: [...words], turned: [...turned], substance };
}

function flagOf(flag: Extract<Observation, { readonly type: 'flag' }>, redact: (text: string) => string): ToldChange {
  const { atMs, namespace = '', workload, name, change } = flag;
  const title = redactCut(`flag ${name} ${change}`, longestTitle, redact);
  const words = [...wordsOf(name)];
  const place = workload === undefined ? null : `${namespace}/${workload}`;
  return { kind: 'flag', id: name, atMs, title, files: [], place, told: words, words, turned: [], substance: substanceOfFlags };
}
