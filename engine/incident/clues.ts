/** What speaks about workloads besides their logs' counts and the cluster's facts: metrics, spans, the way of requests through their lines, changes. */
import type { Anomaly, Observation, WorkloadId } from '../domain.ts';
import type { Blame } from './changes/blame.ts';
import { createBlame } from './changes/blame.ts';
import type { ChangeBookState } from './changes/book.ts';
import type { Graph } from './graph.ts';
import type { Programs, ProgramsState } from './programs.ts';
import { createPrograms } from './programs.ts';
import type { MetricsState, Signal } from './signals/metrics.ts';
import { createMetrics } from './signals/metrics.ts';
import type { Suspect } from './suspects.ts';
import { rankSuspects } from './suspects.ts';
import type { Failing } from './trouble.ts';
import type { SpanErrors } from './traces/failures.ts';
import { createFailures } from './traces/failures.ts';
import type { Missing } from './traces/missing.ts';
import type { RecordListener } from './traces/listener.ts';
import { createRequests, type Requests } from './traces/requests.ts';
import { createSpans } from './traces/spans.ts';
import type { StepsState } from './traces/steps.ts';
import type { Slowness } from './traces/timings.ts';
import { createTimings } from './traces/timings.ts';

export interface CluesState {
  readonly metrics: MetricsState;
  readonly steps: StepsState;
  readonly changes: ChangeBookState;
  /** Absent in states of before. */
  readonly programs?: ProgramsState | undefined;
}

export interface Clues {
  observe(observation: Observation): void;
  /** Every line is told to it. */
  readonly lines: RecordListener;
  readonly programs: Programs;
  readonly blame: Blame;
  /** Reads what is complete; `isNormal` where the time is known to be. */
  settle(nowMs: number, isNormal: boolean): void;
  signals(nowMs: number): readonly Signal[];
  slow(nowMs: number): readonly Slowness[];
  missing(nowMs: number): readonly Missing[];
  readonly requests: Pick<Requests, 'trace' | 'redactAgain' | 'broken' | 'crossed'>;
  errors(): readonly SpanErrors[];
  /** Who is suspected, by all that is known, best first. */
  suspects(nowMs: number, anomalies: readonly Anomaly[]): readonly Suspect[];
  /** Takes note of what fails, where a change may be blamed for it. */
  seeFailing(failing: Iterable<Failing>, nowMs: number): void;
  forget(workload: WorkloadId): void;
  /** What there was too much of. */
  losses(): number;
  snapshot(): CluesState;
  restore(state: CluesState | undefined): void;
}

export function createClues(graph: Graph, redact: (text: string) => string): Clues {
  const metrics = createMetrics();
  const timings = createTimings();
  const programs = createPrograms();
  const failures = createFailures(redact);
  const blame = createBlame(redact);
  const spans = createSpans({
    timings,
    onCall: (from, to, atMs) => graph.called(from, to, atMs),
    onError: (place, error) => failures.add(place, error),
  });
  const requests = createRequests(redact, { graph, clocks: spans });

  const clues: Clues = {
    lines: tellAll({ requests, programs, blame }),
    programs,
    blame,
    observe(observation) {
      if (observation.type === 'metric') metrics.observe(observation);
      else if (observation.type === 'span') for (const follower of [spans, requests]) follower.observe(observation);
      else blame.book.observe(observation);
    },
    settle(nowMs, isNormal) {
      spans.settle(nowMs);
      requests.settle(nowMs, isNormal);
      failures.settle(nowMs);
      blame.complaints.settle(nowMs);
    },
    signals: (nowMs) => metrics.signals(nowMs),
    slow: (nowMs) => timings.slow(nowMs),
    missing: (nowMs) => requests.missing(nowMs),
    requests,
    errors: () => failures.all(),
    suspects: (nowMs, anomalies) => rankSuspects({ nowMs, anomalies, clues, graph }),
    seeFailing(failing, nowMs) {
      if (blame.book.changes().length > 0) blame.symptoms.see({ failing, clues, graph, nowMs });
    },
    forget(workload) {
      for (const one of [requests, programs]) one.forget(workload);
    },
    losses: () => spans.refused + timings.refused + metrics.refused + requests.refused() + programs.refused(),
    snapshot: () => ({
      metrics: metrics.snapshot(),
      steps: requests.snapshot(),
      changes: blame.book.snapshot(),
      programs: programs.snapshot(),
    }),
    restore(state) {
      metrics.restore(state?.metrics ?? { series: [] });
      requests.restore(state?.steps);
      programs.restore(state?.programs);
      blame.book.restore(state?.changes ?? { changes: [], rollouts: [] });
      // Times and errors of spans are known again within minutes, and times are many.
      timings.clear();
      failures.clear();
    },
  };
  return clues;
}

function tellAll({
  requests,
  programs,
  blame,
}: {
  readonly requests: Requests;
  readonly programs: Programs;
  readonly blame: Blame;
}): RecordListener {
  return {
    record(source, line) {
      requests.record(source, line);
      programs.record(source, line);
      // Without a change there is nothing to blame; a level that is not written is read out of the words of the line.
      if (blame.book.changes().length === 0) return;
      const { level, message, atMs } = line.record;
      if (level === 'error' || level === 'fatal') blame.complaints.hear(source.id, message, atMs);
    },
    merge: (source, from, into) => requests.merge(source, from, into),
  };
}
