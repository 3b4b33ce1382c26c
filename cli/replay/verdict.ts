import type { Category, CauseKind, CauseLabel, Incident } from '../../engine/index.ts';
import type { Played } from './player.ts';

export interface Verdict {
  readonly category: Category;
  readonly changeId: string | null;
  readonly object: string | null;
  readonly cause: CauseLabel | null;
}

export interface Answer {
  readonly object: string;
  readonly cause: CauseLabel;
  readonly score: number;
}

/** What the recording goes back to; healthy where nothing happened or it is over. */
export function verdictOf({ blame, incidents, attribution }: Pick<Played, 'blame' | 'incidents' | 'attribution'>): Verdict {
  const [best] = blame.causes;
  const open = incidents.find(({ state }) => state === 'open');
  return {
    category: categoryOf(blame.category, open, attribution.blamed !== null),
    changeId: attribution.blamed?.change.id ?? open?.causes[0]?.changeId ?? null,
    object: best?.called ?? null,
    cause: best?.cause ?? null,
  };
}

/** What objects show is surer than what an incident is taken for; a change that is to blame is one of the program where nothing else is shown. */
function categoryOf(shown: Category, open: Incident | undefined, isBlamed: boolean): Category {
  if (shown !== 'healthy' && shown !== 'unknown') return shown;
  const taken = open === undefined ? shown : categories[open.causes[0]?.kind ?? 'unknown'];
  return isBlamed && (taken === 'healthy' || taken === 'unknown') ? 'code_defect' : taken;
}

/** Pairs of an object and a cause, the most likely first. */
export function answersOf({ blame }: Pick<Played, 'blame'>): readonly Answer[] {
  return blame.causes.map(({ called, cause, score }) => ({ object: called, cause, score }));
}

/** For incidents that no label fits. */
const categories: Readonly<Record<CauseKind, Category>> = {
  'out-of-memory': 'resource_exhaustion',
  'bad-rollout': 'configuration_error',
  crash: 'unknown',
  'probe-failure': 'configuration_error',
  'image-pull': 'configuration_error',
  scheduling: 'resource_exhaustion',
  configuration: 'configuration_error',
  node: 'infrastructure',
  dependency: 'dependency_failure',
  errors: 'unknown',
  slowness: 'unknown',
  silence: 'unknown',
  contention: 'resource_exhaustion',
  unknown: 'unknown',
};
