/** What a new revision of a workload writes against the one before it, judged once, some minutes after its rollout began. Pure. */
import { displayName, parseWorkloadId, rolloutJudgedAfterMs, type IncidentChange } from '../../engine/index.ts';
import type { Revision } from '../../api/contract.ts';
import { isClusterKey } from '../detector-key.ts';
import { postIdOf, type NotifyTarget } from './plan.ts';
import type { IncidentRecord, PostRecord, RevisionsRecord, Rollout } from './records.ts';

/** Who was away for so long tells no news of it. */
const judgedUntilMs = 30 * 60_000;
const keptAtMost = 50;

type Judged = RevisionsRecord['revisions'][number];

/** Those that are to be judged now; what a later rollout of the workload has replaced is not. */
export function judgeRollouts(target: NotifyTarget, before: RevisionsRecord | undefined, nowMs: number): readonly Judged[] {
  const { compare, rollouts } = target;
  if (compare === undefined) return [];
  const known = before?.revisions ?? [];
  const isKnown = ({ workload, atMs }: Rollout): boolean => known.some((one) => one.workloadId === workload && one.atMs === atMs);
  const isReplaced = ({ workload, atMs }: Rollout): boolean => rollouts.some((other) => other.workload === workload && other.atMs > atMs);
  return rollouts.flatMap((rollout) => {
    const { revision, workload, atMs, text } = rollout;
    const ageMs = nowMs - atMs;
    const isDue = ageMs >= rolloutJudgedAfterMs && ageMs < judgedUntilMs;
    if (!isDue || revision === undefined || isKnown(rollout) || isReplaced(rollout)) return [];
    const { unknown, fresh, gone } = compare(rollout, nowMs);
    const named = {
      detector: target.detector,
      workload: nameOf(target, workload),
      workloadId: workload,
      revision,
      text: text.slice(0, 500),
    };
    const told = { ...named, atMs, fresh: fresh.map(cut), gone: gone.map(cut) };
    return [{ ...told, judgedAtMs: nowMs, unknown, sentence: sentenceOf(told) }];
  });
}

export function withRevisions(before: RevisionsRecord | undefined, judged: readonly Judged[]): RevisionsRecord {
  return { revisions: [...(before?.revisions ?? []), ...judged].slice(-keptAtMost) };
}

/** Silence about a rollout that changed nothing. */
export function isWorthTelling({ fresh, gone }: Pick<Revision, 'fresh' | 'gone'>): boolean {
  return fresh.length + gone.length > 0;
}

/** None where errors are only gone: that is news to those who wait for it, in their incident's thread, and nobody else is disturbed. */
export function revisionPost(
  judged: Judged,
  { detector, channel }: { readonly detector: string; readonly channel: string },
  nowMs: number,
): PostRecord | null {
  if (judged.fresh.length === 0) return null;
  const { workloadId, judgedAtMs: _when, unknown: _why, sentence: _words, ...revision } = judged;
  const id = postIdOf(detector, `revision-${encodeURIComponent(workloadId)}-${judged.atMs}`, channel);
  return {
    id,
    channel,
    revision: 1,
    subject: { type: 'revision', revision },
    entries: [],
    nextSeq: 1,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
  };
}

/** The incident in whose thread it belongs: open, and the workload fails in it or is its cause. */
export function incidentOf(records: Iterable<IncidentRecord>, { detector, workloadId }: Judged): IncidentChange['incident'] | null {
  for (const { detector: owner, incident } of records) {
    if (owner !== detector || incident.state !== 'open') continue;
    const concerned = [
      ...incident.causes.slice(0, 1).map(({ workload }) => workload),
      ...incident.affected.map(({ workload }) => workload),
    ];
    if (concerned.includes(workloadId)) return incident;
  }
  return null;
}

function nameOf({ detector }: NotifyTarget, workload: string): string {
  const name = displayName(workload);
  return isClusterKey(detector) ? `${parseWorkloadId(workload).namespace}/${name}` : name;
}

function cut({ id, text, lines }: Revision['fresh'][number]): Revision['fresh'][number] {
  return { id, text: text.slice(0, 300), lines };
}

/** `New ReplicaSet cart-7d9f of cart: 2 new error patterns, 1 gone.` */
function sentenceOf({ workload, revision, fresh, gone }: Revision): string {
  const news = fresh.length === 0 ? 'no new error pattern' : `${fresh.length} new error pattern${fresh.length === 1 ? '' : 's'}`;
  const [first] = fresh;
  return `New ${revision} of ${workload}: ${news}${gone.length === 0 ? '' : `, ${gone.length} gone`}.${first ? ` ${first.text}` : ''}`;
}
