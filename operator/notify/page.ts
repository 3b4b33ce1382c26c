/** Whether and why somebody is woken, in words. */
import type { Page } from '../../api/contract.ts';
import type { Decision, Gate } from '../../engine/index.ts';
import type { PageMessage } from './deliver.ts';
import type { IncidentContent, IncidentRecord, PageRecord } from './records.ts';

type Wish = NonNullable<IncidentRecord['page']>;

/** Odd turns trigger, even ones resolve. */
export function isTrigger(turn: number): boolean {
  return turn % 2 === 1;
}

/**
 * The wish after a change of the incident. What was decided stays decided: who was woken is not un-woken by a gate that closes later,
 * only by the end of the incident; an incident that comes back is decided anew.
 */
export function planPage(
  before: Pick<IncidentRecord, 'page' | 'gates'> | undefined,
  incident: IncidentContent,
  decide: () => Decision & { readonly receiver: string | null },
  nowMs: number,
): Pick<IncidentRecord, 'page' | 'gates'> {
  const wish = before?.page ?? null;
  if (before && wish && isTrigger(wish.turn)) {
    const page = incident.state === 'resolved' ? { ...wish, turn: wish.turn + 1, decidedAtMs: nowMs } : wish;
    return { page, gates: before.gates };
  }
  const decision = decide();
  if (decision.yes && decision.receiver !== null) {
    const page: Wish = {
      receiver: decision.receiver,
      dedupKey: wish?.dedupKey ?? dedupKeyOf(incident),
      turn: (wish?.turn ?? 0) + 1,
      decidedAtMs: nowMs,
      because: becauseOf(decision.gates, incident),
    };
    return { page, gates: [...decision.gates] };
  }
  return { page: wish, gates: before && wish ? before.gates : [...decision.gates] };
}

/** What the faces are told about the page. */
export function composePage(record: Pick<IncidentRecord, 'page' | 'gates'>, sent: PageRecord | undefined): Page {
  const { page: wish, gates } = record;
  if (!wish) return { state: 'not-paged', receiver: null, atMs: null, gates, sentence: notPaged(gates) };
  const { state, sentence } = standing(wish, gates, sent);
  return { state, receiver: wish.receiver, atMs: sent?.atMs ?? null, gates, sentence };
}

/** The message for the receiver; the resolve of an incident that has been forgotten meanwhile says as much as is still known. */
export function composeMessage(record: IncidentRecord | undefined, sent: PageRecord, turn: number): PageMessage {
  const action = isTrigger(turn) ? 'trigger' : 'resolve';
  const { dedupKey, detector, title } = sent;
  if (!record) {
    const unknown = { cause: null, source: detector, affected: [], openedAtMs: sent.atMs ?? 0, resolvedAtMs: null, gates: [] };
    return { action, dedupKey, incident: '', detector, title, severity: 'info', ...unknown, sentence: 'The LogDetector was deleted.' };
  }
  const { incident, gates, page } = record;
  const cause = incident.causes[0];
  return {
    action,
    dedupKey,
    incident: incident.id,
    detector,
    title: incident.title,
    severity: incident.severity,
    cause: cause ? [`${cause.kind} of ${cause.workload ?? cause.node ?? 'unknown'}`, ...cause.reasons.slice(0, 3)].join('; ') : null,
    source: cause?.workload ?? cause?.node ?? incident.affected[0]?.workload ?? detector,
    affected: incident.affected.slice(0, 50).map(({ workload }) => workload),
    openedAtMs: incident.openedAtMs,
    resolvedAtMs: incident.resolvedAtMs,
    sentence: page?.because ?? '',
    gates,
  };
}

/** Fingerprint and time of opening: equal after every restart, and another one when the same failure comes back as a new incident. */
export function dedupKeyOf(incident: Pick<IncidentContent, 'fingerprint' | 'openedAtMs'>): string {
  return `logdetector:${incident.fingerprint.slice(0, 160)}:${incident.openedAtMs}`;
}

function standing(wish: Wish, gates: readonly Gate[], sent: PageRecord | undefined): Pick<Page, 'state' | 'sentence'> {
  const { receiver, because, turn } = wish;
  const done = (sent?.doneTurn ?? 0) >= turn;
  const trouble = sent?.failure ?? null;
  const names = gates.map(({ name }) => name).join(', ');
  if (isTrigger(turn)) {
    const why = `${because} Passed all ${gates.length} gates: ${names}.`;
    if (done) return { state: 'paged', sentence: `Paged ${receiver}: ${why}` };
    if (trouble)
      return { state: trouble.code === 'ReceiverUnreachable' ? 'pending' : 'failed', sentence: `${trouble.message} Why page: ${why}` };
    return { state: 'pending', sentence: `Paging ${receiver}: ${why}` };
  }
  if (!done && trouble) return { state: 'failed', sentence: `The page to ${receiver} is not resolved yet: ${trouble.message}` };
  if (!done) return { state: 'paged', sentence: `Paged ${receiver}: ${because} It is being resolved.` };
  if (trouble) return { state: 'failed', sentence: `The page to ${receiver} could not be resolved; close it by hand. ${trouble.message}` };
  if (sent?.atMs === null || sent === undefined) {
    return { state: 'not-paged', sentence: `Nobody was paged: it was over before the page to ${receiver} went out.` };
  }
  return { state: 'resolved', sentence: `Paged ${receiver}, resolved since: ${because}` };
}

function notPaged(gates: readonly Gate[]): string {
  const failed = gates.filter(({ passed }) => !passed);
  const passed = gates.filter((gate) => gate.passed);
  if (failed.length === 0) return 'Nobody was paged.';
  const reasons = failed.slice(0, 2).map(({ sentence }) => sentence);
  const others = passed.length > 0 ? `; passed: ${passed.map(({ name }) => name).join(', ')}` : '';
  return `Nobody was paged: ${reasons.join(' ')} (Failed: ${failed.map(({ name }) => name).join(', ')}${others}.)`;
}

function becauseOf(gates: readonly Gate[], incident: IncidentContent): string {
  const sentence = gates.find(({ name }) => name === 'page-on')?.sentence ?? '';
  const words = sentence || incident.cascade.sentence || incident.title;
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
