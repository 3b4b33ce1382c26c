/** What a LogDetector as it is set now would have said of the incidents of a time: the same decisions as ever, and nothing is done. Pure. */
import type { Trial } from '../../api/contract.ts';
import { decidePage, decidePost, type Decision } from '../../engine/index.ts';
import { lookAround } from './around.ts';
import type { Memory } from './memory.ts';
import { becauseOf } from './page.ts';
import type { NotifyTarget } from './plan.ts';
import { incidentKey } from './memory.ts';
import type { IncidentRecord } from './records.ts';

/** What fits one message and its thread. */
const listedAtMost = 50;

export function tryOut(
  memory: Memory,
  target: NotifyTarget,
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): Trial {
  const own = [...memory.incidents.values()]
    .filter(({ detector, incident }) => detector === target.detector && incident.detectedAtMs >= fromMs && incident.detectedAtMs <= nowMs)
    .toSorted((a, b) => b.incident.openedAtMs - a.incident.openedAtMs);
  const tried = own.map((record) => verdictOf(memory, target, record));
  return {
    detector: target.detector,
    fromAtMs: fromMs,
    toAtMs: nowMs,
    mode: target.isShadow ? 'Shadow' : 'Active',
    channel: target.channel,
    receiver: target.receiver,
    posts: tried.filter(({ post }) => post.yes).length,
    pages: tried.filter(({ page }) => page.yes).length,
    incidents: tried.slice(0, listedAtMost),
    more: Math.max(0, tried.length - listedAtMost),
  };
}

/** Asked as it was when it was last news: what is over by now was open then. */
function verdictOf(memory: Memory, { settings, channel, receiver, detector, rollouts }: NotifyTarget, record: IncidentRecord) {
  const { incident } = record;
  const wished = { ...settings, channel, receiver };
  const lively = { ...incident, state: 'open' as const };
  const nowMs = incident.resolvedAtMs ?? incident.updatedAtMs;
  const marks = memory.marks.get(incidentKey(detector, incident.id));
  const earlier = [...memory.incidents.values()].filter((other) => other.incident.detectedAtMs < incident.detectedAtMs);
  const around = lookAround(earlier, { detector, incident, receiver, marks, nowMs });
  const post = decidePost(lively, wished);
  const page = decidePage(lively, wished, { ...around, nowMs, rollouts });
  const { id, title, severity, openedAtMs } = incident;
  return {
    id,
    title: title.slice(0, 300),
    severity,
    openedAtMs,
    post: { yes: post.yes, sentence: sentenceOf(post) || `It would be posted to ${channel ?? 'no channel'}.` },
    page: { yes: page.yes, sentence: page.yes ? becauseOf(page.gates, incident) : sentenceOf(page) },
    wasPaged: record.page !== null,
  };
}

/** The first thing that stands against it. */
function sentenceOf({ gates }: Decision): string {
  return (gates.find(({ passed }) => !passed)?.sentence ?? '').slice(0, 500);
}
