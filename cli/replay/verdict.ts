import { causeLabels } from '../../engine/index.ts';
import type { Category, CauseKind, CauseLabel } from '../../engine/index.ts';
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
export function verdictOf({ causes, incidents }: Pick<Played, 'causes' | 'incidents'>): Verdict {
  const [best] = causes;
  const incident = incidents.find(({ state }) => state === 'open');
  const changeId = incident?.causes[0]?.changeId ?? null;
  if (best !== undefined) return { category: causeLabels[best.cause].category, changeId, object: best.called, cause: best.cause };
  if (incident === undefined) return { category: 'healthy', changeId: null, object: null, cause: null };
  const kind = incident.causes[0]?.kind;
  return { category: kind === undefined ? 'unknown' : categories[kind], changeId, object: null, cause: null };
}

/** Pairs of an object and a cause, the most likely first. */
export function answersOf({ causes }: Pick<Played, 'causes'>): readonly Answer[] {
  return causes.map(({ called, cause, score }) => ({ object: called, cause, score }));
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
  unknown: 'unknown',
};
