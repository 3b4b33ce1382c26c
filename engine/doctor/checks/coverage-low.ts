import type { WorkloadFacts } from '../facts.ts';
import { grouped, percent, span, type Symptom } from '../finding.ts';

const leastMissed = 100;
const leastShare = 0.01;

/** By the reasons that the readers of logs give; what is not named here is told as it is. */
const remedies: Readonly<Record<string, string>> = {
  'log-rotated': 'Give the kubelet larger log files (containerLogMaxSize), or let the workload write less.',
  'log-gone': 'Nothing can bring them back; where containers often die young, give the kubelet more kept containers.',
  'stream-limit': 'Raise limits.streams of the configuration, or narrow spec.selector.',
};

/** Lines were missed, so that what is said of the workload may be wrong. */
export function findCoverageLow({ coverage, nowMs }: WorkloadFacts): Symptom | null {
  const { seen, missed, reasons, gapAtMs, forMs } = coverage;
  const share = missed / Math.max(1, seen + missed);
  const isCounted = missed >= leastMissed && share >= leastShare;
  if (!isCounted && gapAtMs === null) return null;
  const counted = isCounted ? `${grouped(missed)} of ${grouped(seen + missed)} lines (${percent(share)}) were missed` : null;
  const gap = gapAtMs === null ? null : `lines were missed ${span(nowMs - gapAtMs)} ago whose number nobody knows`;
  const told = [counted, gap].filter((part) => part !== null).join(', and ');
  const why = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`;
  return {
    kind: 'coverage-low',
    evidence: `${told} in the last ${span(forMs)}${why}`,
    figures: { seen, missed, share, gaps: gapAtMs === null ? 0 : 1 },
    remedy: reasons.map((reason) => remedies[reason]).find((remedy) => remedy !== undefined) ?? unnamed,
    sinceAtMs: isCounted || gapAtMs === null ? undefined : gapAtMs,
  };
}

const unnamed = 'See StreamsReady of the LogDetector, and the log of the operator for the containers that could not be read.';
