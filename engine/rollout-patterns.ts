/** What a new revision of a workload writes against the one before it: errors that are new, and errors that are gone. Pure. */
import type { Engine } from './contract.ts';
import type { WorkloadId } from './domain.ts';

/** The first minutes belong to pods that start and stop: what is written only then says nothing of the revision. */
export const rolloutSettlesForMs = 120_000;
/** When it is judged: it has run for three minutes by then. */
export const rolloutJudgedAfterMs = 300_000;

export interface RolloutPattern {
  readonly id: string;
  readonly text: string;
  /** Lines: of a new one since the rollout, of one that is gone in as long a time before it. */
  readonly lines: number;
}

export interface RolloutPatterns {
  /** Null: it can be told. Else why not, in a sentence. */
  readonly unknown: string | null;
  readonly fresh: readonly RolloutPattern[];
  readonly gone: readonly RolloutPattern[];
}

export interface RolloutQuestion {
  readonly workload: WorkloadId;
  /** When the rollout began, and what time it is. */
  readonly atMs: number;
  readonly nowMs: number;
}

/** A single line may be chance, and so may the silence of what was rare: with five lines expected, none comes by chance in under 1 % of cases. */
const freshLines = 2;
const goneLines = 5;
const stretchesBefore = 3;
const toldAtMost = 20;

export function compareRollout(engine: Pick<Engine, 'patterns' | 'history' | 'workloads'>, question: RolloutQuestion): RolloutPatterns {
  const { workload, atMs, nowMs } = question;
  const settledAtMs = atMs + rolloutSettlesForMs;
  const known = engine.workloads().find((one) => one.workload === workload);
  if (known === undefined || known.learning !== null) return unknown('What it usually writes is still being learned.');
  if (engine.patterns({ workload, fromMs: settledAtMs, toMs: nowMs, atMost: 1 }).length === 0)
    return unknown('It has written nothing since.');
  const errors = engine.patterns({ workload, fromMs: atMs, toMs: nowMs, only: 'error' });
  const fresh = errors.filter(({ isNew, count, template }) => isNew && count >= freshLines && template.lastSeenAtMs >= settledAtMs);
  return {
    unknown: null,
    fresh: fresh.slice(0, toldAtMost).map(({ template: { id, text }, count }) => ({ id, text, lines: count })),
    gone: goneSince(engine, question).slice(0, toldAtMost),
  };
}

/** Written in each of three stretches before it, and in none of the last, which is as long. */
function goneSince(engine: Pick<Engine, 'patterns' | 'history'>, { workload, atMs, nowMs }: RolloutQuestion): readonly RolloutPattern[] {
  const stepMs = nowMs - (atMs + rolloutSettlesForMs);
  const fromMs = atMs - stretchesBefore * stepMs;
  const before = engine.patterns({ workload, fromMs, toMs: atMs, only: 'error' });
  const since = new Set(
    engine.patterns({ workload, fromMs: nowMs - stepMs, toMs: nowMs, only: 'error' }).map(({ template }) => template.id),
  );
  const candidates = before.filter(({ template, count }) => !since.has(template.id) && count >= goneLines * stretchesBefore);
  const ids = new Set(candidates.map(({ template }) => template.id));
  const steady = new Set(
    engine
      .history(workload, { ids, fromMs, stepMs, steps: stretchesBefore })
      .filter(({ counts }) => counts.every((count) => count > 0))
      .map(({ id }) => id),
  );
  return candidates
    .filter(({ template }) => steady.has(template.id))
    .map(({ template: { id, text }, count }) => ({ id, text, lines: Math.round(count / stretchesBefore) }));
}

function unknown(why: string): RolloutPatterns {
  return { unknown: why, fresh: [], gone: [] };
}
