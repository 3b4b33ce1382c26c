/** A mark of noise quiets its kind and no neighbour, until it is clearly worse than it was then. */
import type { Incident, Severity } from '../domain.ts';
import { isSameKind, kindsOf, mostKinds, seenNow, type KindSeen, type Seen } from './kinds.ts';
import type { JudgedIncident } from './opinion.ts';

/** A kind that is quiet. */
export interface QuietKind extends KindSeen {
  readonly sinceAtMs: number;
  /** The gravest incident and the most failing workloads with which it was called noise. */
  readonly severity: Severity;
  readonly affected: number;
}

/** Quiet, worse than when it was marked, or nothing that was ever called noise; with the sentence that says so. */
export interface QuietVerdict {
  readonly state: 'quiet' | 'worse' | 'unmarked';
  readonly sentence: string;
}

/** Clearly more: twice as much may be the hour of the day. */
const worseTimes = 3;
const severities: readonly Severity[] = ['info', 'warning', 'error', 'critical'];
const unmarked: QuietVerdict = { state: 'unmarked', sentence: 'Nobody has called this kind noise.' };

/** What is quiet after all marks, in the order of time; what was called useful later speaks again. */
export function quietKinds(judged: readonly JudgedIncident[]): readonly QuietKind[] {
  let quiet: QuietKind[] = [];
  for (const { incident, opinion, atMs, seen } of judged.toSorted((a, b) => a.atMs - b.atMs)) {
    const marked = seen ?? seenNow(incident);
    const { kinds } = marked;
    const known = quiet.filter((one) => kinds.some((kind) => isSameKind(one, kind)));
    quiet = quiet.filter((one) => !known.includes(one));
    if (opinion === 'noise') quiet.push(...kinds.map((kind) => joined(kind, known, { ...marked, atMs })));
  }
  return quiet;
}

export function judgeQuiet(incident: Incident, quiet: readonly QuietKind[]): QuietVerdict {
  const kinds = kindsOf(incident);
  const marks = kinds.map((kind) => ({ kind, mark: quiet.find((one) => isSameKind(one, kind)) }));
  const [first] = marks;
  // One kind that nobody has called noise is reason enough to speak.
  if (first?.mark === undefined || marks.some(({ mark }) => mark === undefined)) return unmarked;
  const worse = marks.map(({ kind, mark }) => worsening(incident, kind, mark)).find((sentence) => sentence !== null) ?? null;
  if (worse !== null) return { state: 'worse', sentence: `People called ${nameOf(first.kind)} noise, and it is worse now: ${worse}.` };
  return {
    state: 'quiet',
    sentence: `People called ${nameOf(first.kind)} noise, and it is no worse than it was then.`,
  };
}

/** What it is to whoever calls it noise once more, of each kind the higher of both; null where they say nothing new. */
export function seenAgain(incident: Incident, before: Seen): Seen | null {
  const now = seenNow(incident);
  const mark: JudgedIncident = { incident, opinion: 'noise', atMs: 0, seen: before };
  if (now.kinds.length === 0 || judgeQuiet(incident, quietKinds([mark])).state === 'quiet') return null;
  const highest = now.kinds.map((kind) => {
    const known = before.kinds.find((one) => isSameKind(one, kind));
    return { ...kind, observed: Math.max(kind.observed, known?.observed ?? 0) };
  });
  const others = before.kinds.filter((one) => !now.kinds.some((kind) => isSameKind(one, kind)));
  return {
    kinds: [...highest, ...others].slice(0, mostKinds),
    severity: rank(before.severity) > rank(now.severity) ? before.severity : now.severity,
    affected: Math.max(before.affected, now.affected),
  };
}

/** The highest at which it was ever called noise. */
function joined(kind: KindSeen, known: readonly QuietKind[], marked: Seen & Pick<JudgedIncident, 'atMs'>): QuietKind {
  const before = known.find((one) => isSameKind(one, kind));
  const severity = before !== undefined && rank(before.severity) > rank(marked.severity) ? before.severity : marked.severity;
  return {
    ...kind,
    observed: Math.max(kind.observed, before?.observed ?? 0),
    sinceAtMs: marked.atMs,
    severity,
    affected: Math.max(marked.affected, before?.affected ?? 0),
  };
}

function worsening(incident: Incident, kind: KindSeen, mark: QuietKind | undefined): string | null {
  if (mark === undefined) return null;
  if (rank(incident.severity) > rank(mark.severity)) return `${incident.severity} where it was ${mark.severity}`;
  if (incident.affected.length > Math.max(1, mark.affected))
    return `${incident.affected.length} workloads fail where it was ${mark.affected}`;
  if (kind.observed >= worseTimes * Math.max(1, mark.observed))
    return `${Math.round(kind.observed)} lines where it was ${Math.round(mark.observed)}`;
  return null;
}

function rank(severity: Severity): number {
  return severities.indexOf(severity);
}

function nameOf({ workload, kind, pattern }: KindSeen): string {
  const what = pattern === null ? kind : `${kind} of "${pattern.text.slice(0, 80)}"`;
  return `${what} in ${workload.split('/').at(-1) ?? workload}`;
}
