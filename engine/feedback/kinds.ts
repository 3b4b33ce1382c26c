/** Of what kinds an incident is made: what somebody means who calls it noise. */
import type { Incident, Severity, WorkloadId } from '../domain.ts';

/** A kind of anomaly of one pattern in one workload, or a kind of cause, and how large it was. */
export interface KindSeen {
  readonly workload: WorkloadId;
  /** `spike`, `new-pattern`; `cause out-of-memory`. */
  readonly kind: string;
  /** Id and text of the pattern; null where it concerns the whole workload. A pattern that was merged has another id, and one that was refined another text. */
  readonly pattern: { readonly id: string; readonly text: string } | null;
  /** Lines in the judged window; 0 for a cause. */
  readonly observed: number;
}

/** An incident as it was when somebody said what they think of it: what becomes of it afterwards nobody has called noise. */
export interface Seen {
  readonly kinds: readonly KindSeen[];
  readonly severity: Severity;
  /** Workloads that failed. */
  readonly affected: number;
}

/** What the cluster itself has said is a kind of its own; what follows from log lines alone stands among the anomalies already. */
const saidByLogs: ReadonlySet<string> = new Set(['errors', 'silence', 'dependency', 'unknown']);
/** More say nothing more about what it is. */
export const mostKinds = 50;

export function kindsOf({ anomalies, causes }: Incident): readonly KindSeen[] {
  const [cause] = causes;
  const told =
    cause === undefined || cause.workload === null || saidByLogs.has(cause.kind)
      ? []
      : [{ workload: cause.workload, kind: `cause ${cause.kind}`, pattern: null, observed: 0 }];
  const found = anomalies.map(({ workload, kind, template, observed }) => ({
    workload,
    kind,
    pattern: template && { id: template.id, text: template.text },
    observed,
  }));
  return [...told, ...found].slice(0, mostKinds);
}

export function seenNow(incident: Incident): Seen {
  return { kinds: kindsOf(incident), severity: incident.severity, affected: incident.affected.length };
}

export function isSameKind(a: KindSeen, b: KindSeen): boolean {
  if (a.workload !== b.workload || a.kind !== b.kind) return false;
  if (a.pattern === null || b.pattern === null) return a.pattern === b.pattern;
  return a.pattern.id === b.pattern.id || a.pattern.text === b.pattern.text;
}
