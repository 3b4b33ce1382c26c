/** The path of one request, out of what the engines of all LogDetectors that may be seen have kept. */
import type { RequestTrace, TraceReply } from '../api/contract.ts';
import type { LogDetector } from '../api/resource.ts';
import { keptBounds, type RequestPath, type TraceAnswer } from '../engine/index.ts';
import { detectorKey } from './detector-key.ts';
import type { Leading } from './leading.ts';

const candidatesAtMost = 10;

/** What each of the LogDetectors that may be seen has answered. */
export interface TraceAnswered {
  readonly key: string;
  readonly answer: TraceAnswer;
}

export function askForTrace(leading: Leading, detectors: readonly LogDetector[], id: string): readonly TraceAnswered[] {
  return detectors.flatMap((detector) => {
    const key = detectorKey(detector);
    const answer = leading.supervisor.get(key)?.engine.trace(id);
    return answer === undefined ? [] : [{ key, answer }];
  });
}

export function traceReply(all: readonly TraceAnswered[], id: string): TraceReply {
  // Whoever gives a whole id means that one.
  const exact = all.filter(({ answer }) => answer.outcome === 'found' && answer.path.id.toLowerCase() === id.trim().toLowerCase());
  const answers = exact.length > 0 ? exact : all;
  const candidates = new Set(answers.flatMap(({ answer }) => idsOf(answer).map((known) => known.toLowerCase())));
  // Beginnings that mean one request here and another one there are as ambiguous as two in one place.
  const isOne = candidates.size <= 1;
  const shown = [...candidates].slice(0, candidatesAtMost);
  const unnamed = answers.reduce((sum, { answer }) => sum + (answer.outcome === 'several' ? answer.more : 0), 0);
  return {
    traces: isOne ? answers.flatMap(({ key, answer }) => (answer.outcome === 'found' ? [requestOf(key, answer.path)] : [])) : [],
    candidates: isOne ? [] : shown,
    more: isOne ? 0 : candidates.size - shown.length + unnamed,
    isExpired: candidates.size === 0 && answers.some(({ answer }) => answer.outcome === 'expired'),
    kept: all.map(({ key, answer }) => ({ detector: key, ...answer.keeping })),
    bounds: keptBounds,
  };
}

function idsOf(answer: TraceAnswer): readonly string[] {
  if (answer.outcome === 'several') return answer.ids;
  return answer.outcome === 'found' ? [answer.path.id] : [];
}

function requestOf(detector: string, { id, fromMs, toMs, hops, failing, missing, more }: RequestPath): RequestTrace {
  return {
    detector,
    id,
    fromMs,
    toMs,
    hops: hops.map((hop) => ({ ...hop, steps: [...hop.steps] })),
    failing,
    missing: missing === null ? null : [...missing],
    more,
  };
}
