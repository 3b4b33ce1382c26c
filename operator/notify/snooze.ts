/** An incident that people do not want to hear of for a while: until a time, or until it is no longer what they have seen. Pure. */
import type { SnoozeConditions } from '../../api/contract.ts';
import { displayName, type Incident } from '../../engine/index.ts';
import type { Rollout, SnoozedAs, SnoozeRecord } from './records.ts';

/** What it is when it is snoozed. */
export function snoozedAs(incident: Incident): SnoozedAs {
  return {
    severity: incident.severity,
    workloads: incident.affected.map(({ workload }) => workload),
    observed: incident.anomalies.reduce((sum, { observed }) => sum + observed, 0),
  };
}

const ranks = { info: 0, warning: 1, error: 2, critical: 3 } as const;

/** Why it is over, in a sentence; null while it lasts. */
export function endOfSnooze(
  { was, atMs, conditions }: SnoozeRecord,
  incident: Incident,
  { rollouts, nowMs }: { readonly rollouts: readonly Rollout[]; readonly nowMs: number },
): string | null {
  if (conditions.untilAtMs !== null && nowMs >= conditions.untilAtMs) return 'its time is over';
  if (incident.state === 'resolved') return 'the incident is over';
  const { severity, workloads, observed } = snoozedAs(incident);
  if (conditions.higherSeverity && ranks[severity] > ranks[was.severity]) return `its severity rose from ${was.severity} to ${severity}`;
  const others = workloads.filter((workload) => !was.workloads.includes(workload));
  const [other] = others;
  if (conditions.otherWorkload && other !== undefined) return `${displayName(other)} fails too`;
  if (conditions.rateAbove !== null && observed > conditions.rateAbove * Math.max(1, was.observed))
    return `its patterns come ${(observed / Math.max(1, was.observed)).toFixed(1)} times as often as when it was snoozed`;
  const rollout = conditions.newRevision ? rollouts.find((one) => one.atMs > atMs && workloads.includes(one.workload)) : undefined;
  return rollout === undefined ? null : `there is a ${rollout.text}`;
}

/** The conditions in words: `until 12:00Z, or at 3 times the rate`. */
export function describeSnooze({ untilAtMs, rateAbove, higherSeverity, newRevision, otherWorkload }: SnoozeConditions): string {
  const until = untilAtMs === null ? [] : [`until ${new Date(untilAtMs).toISOString().slice(0, 16)}Z`];
  const sooner = [
    ...(rateAbove === null ? [] : [`at ${rateAbove} times the rate`]),
    ...(higherSeverity ? ['at a higher severity'] : []),
    ...(newRevision ? ['at a rollout of what fails'] : []),
    ...(otherWorkload ? ['when another workload fails'] : []),
  ];
  return [...until, ...sooner].join(', or ') || 'until it is over';
}
