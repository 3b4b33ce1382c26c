/** What is said beside the incidents: the digest of a day, the digest of a week, and one message on the first day. Pure. */
import type { Welcome, Week } from '../../api/contract.ts';
import { displayName, isHeldBack, type Feedback } from '../../engine/index.ts';
import { dayMs } from './around.ts';
import { planDigest } from './digest.ts';
import { triggeredAt } from './escalation.ts';
import { postIdOf, type NotifyTarget } from './plan.ts';
import type { IncidentRecord, PostRecord } from './records.ts';

export interface NoticesAsked {
  readonly records: Iterable<IncidentRecord>;
  readonly target: NotifyTarget;
  readonly feedback: Feedback;
  readonly nowMs: number;
  readonly isTold: (postId: string) => boolean;
}

/** None in shadow mode, and where there is nobody to say it to. */
export function planNotices(asked: NoticesAsked): readonly PostRecord[] {
  const { target, records, nowMs, isTold } = asked;
  if (target.channel === null || target.isShadow) return [];
  // Of pages nothing is said where nobody is paged.
  const digest = target.receiver === null ? null : planDigest(records, target, nowMs, isTold);
  return [digest, planWeek(asked), planWelcome(asked)].filter((post) => post !== null);
}

const weekMs = 7 * dayMs;
/** The first Monday of the epoch. */
const mondayMs = 4 * dayMs;
const listedAtMost = 5;

/** Null when there is nothing to tell of the week before. */
function planWeek({ records, target, feedback, nowMs, isTold }: NoticesAsked): PostRecord | null {
  const toAtMs = Math.floor((nowMs - mondayMs) / weekMs) * weekMs + mondayMs;
  const fromAtMs = toAtMs - weekMs;
  const { detector } = target;
  const id = postIdOf(detector, `week-${new Date(fromAtMs).toISOString().slice(0, 10)}`, target.channel ?? '');
  if (isTold(id)) return null;
  const isThen = (atMs: number): boolean => atMs >= fromAtMs && atMs < toAtMs;
  const own = [...records].filter((record) => record.detector === detector && !record.shadow);
  const opened = own.filter(({ incident }) => isThen(incident.detectedAtMs));
  if (opened.length === 0) return null;
  const { useful, noise, precision } = feedback.relevance;
  const week: Week = {
    detector,
    fromAtMs,
    toAtMs,
    incidents: opened.length,
    pages: own.filter(({ page }) => page !== null && isThen(triggeredAt(page))).length,
    heldByBudget: opened.filter(
      ({ page, gates }) => page === null && isHeldBack(gates) && gates.some(({ name, passed }) => name === 'budget' && !passed),
    ).length,
    useful,
    noise,
    precision,
    noisiest: noisiestOf(opened),
    muted: feedback.quiet
      .slice(0, listedAtMost)
      .map(({ workload, kind, pattern }) => `${kind} of ${displayName(workload)}${pattern ? `: ${pattern.text.slice(0, 200)}` : ''}`),
  };
  return postOf(id, target, { type: 'week', week }, nowMs);
}

function noisiestOf(records: readonly IncidentRecord[]): Week['noisiest'] {
  const counted = new Map<string, Week['noisiest'][number]>();
  for (const { incident } of records) {
    const lines = incident.anomalies.filter(({ template }) => template !== null);
    const own = new Map(
      lines.map(({ workload, template }) => [`${workload} ${template?.id}`, { workload, text: template?.text.slice(0, 300) ?? '' }]),
    );
    for (const [key, { workload, text }] of own)
      counted.set(key, { workload: displayName(workload), text, incidents: (counted.get(key)?.incidents ?? 0) + 1 });
  }
  return [...counted.values()].toSorted((a, b) => b.incidents - a.incidents).slice(0, listedAtMost);
}

/** By then the pods are found and most lines have been seen once. */
const welcomeAfterMs = 10 * 60_000;
const workloadsAtMost = 30;

/** Null but on the first day; who was told before is not told again when what was said is forgotten. */
function planWelcome({ target, nowMs, isTold }: NoticesAsked): PostRecord | null {
  const { detector, channel, receiver, watched } = target;
  const id = postIdOf(detector, 'welcome', channel ?? '');
  const seen = watched?.();
  if (!seen || seen.workloads.length === 0 || isTold(id)) return null;
  const ageMs = nowMs - seen.createdAtMs;
  if (!(ageMs >= welcomeAfterMs && ageMs < dayMs)) return null;
  const shown = seen.workloads.slice(0, workloadsAtMost);
  const welcome: Welcome = {
    detector,
    workloads: shown.map(({ workload, learning }) => ({ workload: displayName(workload), learning })),
    more: seen.workloads.length - shown.length,
    receiver,
  };
  return postOf(id, target, { type: 'welcome', welcome }, nowMs);
}

function postOf(id: string, { channel }: NotifyTarget, subject: PostRecord['subject'], nowMs: number): PostRecord {
  return { id, channel: channel ?? '', revision: 1, subject, entries: [], nextSeq: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
}
