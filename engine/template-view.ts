/** Patterns and findings as the read-only values that leave the engine. */
import type { ActiveAnomaly } from './anomaly/anomaly.ts';
import type { ErrorText } from './diagnosis/cluster.ts';
import type { Anomaly, Template } from './domain.ts';
import type { Served } from './model/served.ts';
import type { MinedPattern } from './template/miner.ts';
import type { Workload } from './workload.ts';

export function templateOf(pattern: MinedPattern, served: Pick<Served, 'clusterOf'>): Template {
  const { id, text, level, count, firstSeenAtMs, lastSeenAtMs, samples, samplesAtMs } = pattern;
  return { id, text, level, count, firstSeenAtMs, lastSeenAtMs, samples, samplesAtMs, cluster: served.clusterOf(text) };
}

export function describeAnomaly(workload: Workload, active: ActiveAnomaly, served: Pick<Served, 'clusterOf'>): Anomaly {
  const { kind, level, startedAtMs, lastSeenAtMs, verdict, samples } = active;
  const { observed, expected, z, perYear, confidence, reason, isUnheard } = verdict;
  const template = active.pattern === null ? null : templateOf(workload.miner.pattern(active.pattern), served);
  return {
    kind,
    workload: workload.id,
    template,
    startedAtMs,
    lastSeenAtMs,
    observed,
    expected,
    z,
    perYear,
    confidence,
    level,
    reason,
    ...(samples ? { samples } : {}),
    ...(isUnheard ? { isUnheard } : {}),
  };
}

/** All patterns of a workload that are still told apart. */
export function textsOf(workload: Workload | undefined): readonly ErrorText[] {
  return (workload?.miner.patterns() ?? []).map(({ text, level, count, firstSeenAtMs, lastSeenAtMs, samples }) => ({
    text,
    level,
    count,
    firstAtMs: firstSeenAtMs,
    lastAtMs: lastSeenAtMs,
    samples,
  }));
}
