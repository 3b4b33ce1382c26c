import { decidePage, defaultPolicy, displayName, parseWorkloadId } from '../../engine/index.ts';
import type { Anomaly, Cause, Incident, Suspect, WorkloadId } from '../../engine/index.ts';
import { rankWorkloads } from './ranking.ts';
import type { FoundAnomaly, Played } from './player.ts';
import { answersOf, verdictOf } from './verdict.ts';

/** What `logbot replay --json` prints, as a program reads it. */
export function answerOf(recording: string, played: Played): object {
  const { anomalies, incidents, coverage, learning } = played;
  const { linesSeen, linesDropped } = coverage;
  return {
    recording,
    anomalies: anomalies.map(anomalyOf),
    incidents: incidents.map(incidentOf),
    ranking: rankWorkloads(played),
    suspects: played.suspects.map(suspectOf),
    verdict: verdictOf(played),
    answers: answersOf(played),
    coverage: { linesSeen, linesDropped },
    learning,
  };
}

/** Whether it would have woken somebody, had the detector a receiver. */
export function pageOf(incident: Incident): ReturnType<typeof decidePage> {
  return decidePage({ ...incident, state: 'open' }, { ...defaultPolicy, receiver: 'the receiver' });
}

function anomalyOf({ detectedAtMs, anomaly }: FoundAnomaly): object {
  const { kind, workload, template, startedAtMs, observed, expected, z, confidence, level, reason } = anomaly satisfies Anomaly;
  return {
    kind,
    workload: displayName(workload),
    namespace: parseWorkloadId(workload).namespace,
    pattern: template === null ? null : { id: template.id, text: template.text },
    startedAt: iso(startedAtMs),
    detectedAt: iso(detectedAtMs),
    observed: rounded(observed),
    expected: rounded(expected),
    z: rounded(z),
    confidence: rounded(confidence),
    level,
    reason,
  };
}

function incidentOf(incident: Incident): object {
  const { openedAtMs, detectedAtMs, resolvedAtMs, title, severity, causes, ruledOut, affected, atRisk, timeline } = incident;
  const { yes, gates } = pageOf(incident);
  return {
    openedAt: iso(openedAtMs),
    detectedAt: iso(detectedAtMs),
    resolvedAt: resolvedAtMs === null ? null : iso(resolvedAtMs),
    title,
    severity,
    paged: yes,
    gates,
    causes: causes.map(causeOf),
    ruledOut,
    blastRadius: affected.map(({ workload }) => displayName(workload)),
    atRisk: atRisk.map(({ workload, probability, inMs, reason }) => ({ workload: displayName(workload), probability, inMs, reason })),
    evidence: timeline.map(({ atMs, text }) => ({ at: iso(atMs), text })),
  };
}

function suspectOf({ workload, score, sinceAtMs, reasons }: Suspect): object {
  return { workload: displayName(workload), score: rounded(score), since: iso(sinceAtMs), reasons };
}

function causeOf({ workload, pod, node, kind, changeId, score, reasons, named, program }: Cause): object {
  return {
    workload: workload === null ? null : calledAs(workload, program),
    program: program ?? null,
    pod,
    node,
    kind,
    changeId,
    score: rounded(score),
    reasons,
    named: named?.label ?? null,
    remedy: named?.remedy ?? null,
  };
}

/** Of a stream that no object of the cluster stands behind, its name alone may be that of several programs: `orders:server`. */
function calledAs(workload: WorkloadId, program: string | undefined): string {
  const isStream = parseWorkloadId(workload).kind === 'workload';
  return program !== undefined && isStream ? `${program}:${displayName(workload)}` : displayName(workload);
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** The last digits of a number may differ between machines. */
function rounded(value: number): number {
  return Number(value.toFixed(4));
}
