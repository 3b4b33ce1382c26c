/** Once a day: what would have woken somebody and was held back. Pure. */
import type { Digest } from '../../api/contract.ts';
import { isHeldBack } from '../../engine/index.ts';
import { dayMs } from './around.ts';
import { triggeredAt } from './escalation.ts';
import { postIdOf, type NotifyTarget } from './plan.ts';
import type { IncidentRecord, PostRecord } from './records.ts';

/** What fits one message. */
const listedAtMost = 20;

/**
 * The message about the day (of UTC) before, null when nothing was held back, it has been said, or there is nobody to say it to. What
 * was held back and woke somebody later is not in it.
 */
export function planDigest(
  records: Iterable<IncidentRecord>,
  { detector, channel }: NotifyTarget,
  nowMs: number,
  isTold: (postId: string) => boolean,
): PostRecord | null {
  if (channel === null) return null;
  const toAtMs = Math.floor(nowMs / dayMs) * dayMs;
  const fromAtMs = toAtMs - dayMs;
  const id = postIdOf(detector, `digest-${new Date(fromAtMs).toISOString().slice(0, 10)}`, channel);
  if (isTold(id)) return null;
  const isThen = (atMs: number): boolean => atMs >= fromAtMs && atMs < toAtMs;
  const own = [...records].filter((record) => record.detector === detector);
  const held = own
    .filter(({ page, gates, incident }) => page === null && isThen(incident.detectedAtMs) && isHeldBack(gates))
    .toSorted((a, b) => a.incident.detectedAtMs - b.incident.detectedAtMs);
  if (held.length === 0) return null;
  const digest: Digest = {
    detector,
    fromAtMs,
    toAtMs,
    pages: own.filter(({ page }) => page !== null && isThen(triggeredAt(page))).length,
    held: held.slice(0, listedAtMost).map(entryOf),
    more: Math.max(0, held.length - listedAtMost),
  };
  const subject = { type: 'digest', digest } as const;
  return { id, channel, revision: 1, subject, entries: [], nextSeq: 1, createdAtMs: nowMs, updatedAtMs: nowMs };
}

function entryOf({ incident, gates }: IncidentRecord): Digest['held'][number] {
  const { id, title, severity, detectedAtMs } = incident;
  const sentence = gates.find(({ passed }) => !passed)?.sentence ?? '';
  return { id, title: title.slice(0, 300), severity, atMs: detectedAtMs, sentence: sentence.slice(0, 500) };
}
