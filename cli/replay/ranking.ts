import { displayName } from '../../engine/index.ts';
import type { Played } from './player.ts';

export interface Ranked {
  readonly workload: string;
  readonly score: number;
}

/** Where an incident names a cause it comes first; who only fails with it comes behind, and who is merely unusual last. */
const affectedAtMost = 0.2;
const unusualAtMost = 0.1;
/** What lines alone say is among what suspects are weighed by. */
const ofLinesAtMost = 0.6;
const statistical: ReadonlySet<string> = new Set(['errors', 'dependency', 'slowness', 'silence', 'unknown']);

/** All workloads that are suspected, the most suspected first, each once and none with the score of another. */
export function rankWorkloads({ incidents, anomalies, suspects }: Pick<Played, 'incidents' | 'anomalies' | 'suspects'>): Ranked[] {
  const scores = new Map<string, number>();
  const raise = (workload: string, score: number): void => void scores.set(workload, Math.max(score, scores.get(workload) ?? 0));
  for (const { causes, affected } of incidents) {
    for (const { workload, score, kind } of causes)
      if (workload !== null) raise(displayName(workload), score * (statistical.has(kind) ? ofLinesAtMost : 1));
    for (const [place, { workload }] of affected.entries()) raise(displayName(workload), affectedAtMost / (1 + place));
  }
  for (const { anomaly } of anomalies) {
    raise(
      displayName(anomaly.workload),
      unusualAtMost * anomaly.confidence * Math.min(1, Math.log1p(Math.abs(anomaly.z)) / Math.log(1_001)),
    );
  }
  for (const { workload, score } of suspects) raise(displayName(workload), score);
  return withoutTies([...scores].map(([workload, score]) => ({ workload, score: Number(score.toFixed(4)) })));
}

const step = 1e-6;

/** Equal scores are told apart by the name, so that the same recording always gives the same order. */
function withoutTies(ranked: readonly Ranked[]): Ranked[] {
  const sorted = ranked.toSorted((a, b) => b.score - a.score || (a.workload < b.workload ? -1 : 1));
  let above = Number.POSITIVE_INFINITY;
  return sorted.map(({ workload, score }) => {
    above = Math.min(score, above - step);
    return { workload, score: Number(above.toFixed(6)) };
  });
}
