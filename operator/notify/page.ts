/** Whether and why somebody is woken, in words. */
import type { Page } from '../../api/contract.ts';
import type { Decision, Gate } from '../../engine/index.ts';
import type { PageMessage } from './deliver.ts';
import type { IncidentContent, IncidentRecord, PageRecord } from './records.ts';

type Paging = Pick<IncidentRecord, 'page' | 'gates'>;
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
  before: Paging | undefined,
  incident: IncidentContent,
  decide: () => Decision & { readonly receiver: string | null },
  nowMs: number,
): Paging {
  const wish = before?.page ?? null;
  const isOver = incident.state === 'resolved';
  if (before && wish && isTrigger(wish.turn)) {
    const page = isOver ? { ...wish, turn: wish.turn + 1, decidedAtMs: nowMs } : wish;
    return { page, gates: before.gates };
  }
  // At its end the reasons stand for which nobody was woken while it lasted.
  if (before && isOver) return { page: wish, gates: before.gates };
  return decideAnew(before, incident, decide(), nowMs);
}

function decideAnew(
  before: Paging | undefined,
  incident: IncidentContent,
  { yes, receiver, gates }: Decision & { readonly receiver: string | null },
  nowMs: number,
): Paging {
  const wish = before?.page ?? null;
  if (yes && receiver !== null) return { page: nextTrigger(wish, { receiver, gates, incident, nowMs }), gates: [...gates] };
  return { page: wish, gates: before && wish ? before.gates : [...gates] };
}

interface Trigger {
  readonly receiver: string;
  readonly gates: readonly Gate[];
  readonly incident: IncidentContent;
  readonly nowMs: number;
}

function nextTrigger(before: Wish | null, { receiver, gates, incident, nowMs }: Trigger): Wish {
  const { dedupKey, turn } = before ?? { dedupKey: dedupKeyOf(incident), turn: 0 };
  const { severity } = incident;
  return { receiver, dedupKey, turn: turn + 1, severity, decidedAtMs: nowMs, triggeredAtMs: nowMs, because: becauseOf(gates, incident) };
}

/** What the faces are told about the page, and about the second one where there is one. */
export function composePage(record: IncidentRecord, sent: PageRecord | undefined, escalated: PageRecord | undefined): Page {
  const { page: wish, escalation, gates } = record;
  if (!wish) return { state: 'not-paged', receiver: null, atMs: null, gates, sentence: notPaged(gates) };
  const { state, sentence } = standingOf(wish, sent, gates);
  const second = escalation ? ` ${standingOf(escalation, escalated, gates).sentence}` : '';
  const { receiver, triggeredAtMs } = wish;
  const wanted = triggeredAtMs === undefined ? {} : { wantedAtMs: triggeredAtMs };
  return { state, receiver, atMs: sent?.atMs ?? null, gates, sentence: `${sentence}${second}`, ...wanted };
}

/** The message for the receiver; the resolve of an incident that has been forgotten meanwhile says as much as is still known. */
export function composeMessage(record: IncidentRecord | undefined, sent: PageRecord, turn: number): Omit<PageMessage, 'links'> {
  const { dedupKey, detector, title } = sent;
  const common = { action: isTrigger(turn) ? 'trigger' : 'resolve', turn, dedupKey, detector } as const;
  if (!record) {
    const unknown = {
      severity: sent.severity ?? 'info',
      cause: null,
      source: detector,
      affected: [],
      openedAtMs: sent.atMs ?? 0,
      resolvedAtMs: null,
      gates: [],
    };
    return { ...common, incident: '', title, ...unknown, sentence: 'The incident is not watched any more.' };
  }
  const { incident, gates, page, escalation } = record;
  const wish = escalation?.dedupKey === dedupKey ? escalation : page;
  return {
    ...common,
    incident: incident.id,
    title: incident.title,
    severity: sent.severity ?? incident.severity,
    cause: causeOf(incident),
    source: sourceOf(incident) ?? detector,
    affected: incident.affected.slice(0, 50).map(({ workload }) => workload),
    openedAtMs: incident.openedAtMs,
    resolvedAtMs: incident.resolvedAtMs,
    sentence: wish?.because ?? '',
    gates,
  };
}

function causeOf({ causes: [cause] }: IncidentContent): string | null {
  if (!cause) return null;
  const remedy = cause.named === undefined ? [] : [`what helps: ${cause.named.remedy}`];
  return [
    `${cause.named?.label ?? cause.kind} of ${cause.workload ?? cause.node ?? 'an unknown object'}`,
    ...cause.reasons.slice(0, 3),
    ...remedy,
  ].join('; ');
}

function sourceOf({ causes: [cause], affected: [first] }: IncidentContent): string | null {
  return cause?.workload ?? cause?.node ?? first?.workload ?? null;
}

/** Fingerprint and time of opening: equal after every restart, and another one when the same failure comes back as a new incident. */
export function dedupKeyOf(incident: Pick<IncidentContent, 'fingerprint' | 'openedAtMs'>): string {
  return `logdetector:${incident.fingerprint.slice(0, 160)}:${incident.openedAtMs}`;
}

function standingOf(wish: Wish, sent: PageRecord | undefined, gates: readonly Gate[]): Pick<Page, 'state' | 'sentence'> {
  const standing = { wish, sent, isDone: (sent?.doneTurn ?? 0) >= wish.turn, trouble: sent?.failure ?? null };
  return isTrigger(wish.turn) ? standingOfTrigger(standing, gates) : standingOfResolve(standing);
}

interface Standing {
  readonly wish: Wish;
  readonly sent: PageRecord | undefined;
  readonly isDone: boolean;
  readonly trouble: PageRecord['failure'];
}

function standingOfTrigger({ wish, isDone, trouble }: Standing, gates: readonly Gate[]): Pick<Page, 'state' | 'sentence'> {
  const why = `${wish.because} All ${gates.length} gates passed.`;
  if (isDone && trouble)
    return { state: 'failed', sentence: `The page to ${wish.receiver} was given up: ${trouble.message} Why page: ${why}` };
  if (isDone) return { state: 'paged', sentence: `Paged ${wish.receiver}: ${why}` };
  if (!trouble) return { state: 'pending', sentence: `Paging ${wish.receiver}: ${why}` };
  return { state: trouble.code === 'ReceiverUnreachable' ? 'pending' : 'failed', sentence: `${trouble.message} Why page: ${why}` };
}

function standingOfResolve({ wish, sent, isDone, trouble }: Standing): Pick<Page, 'state' | 'sentence'> {
  const { receiver, because } = wish;
  if (trouble && isDone)
    return { state: 'failed', sentence: `The page to ${receiver} could not be resolved; close it by hand. ${trouble.message}` };
  if (trouble) return { state: 'failed', sentence: `The page to ${receiver} is not resolved yet: ${trouble.message}` };
  if (!isDone) return { state: 'paged', sentence: `Paged ${receiver}: ${because} It is being resolved.` };
  if (sent && sent.atMs !== null) return { state: 'resolved', sentence: `Paged ${receiver}, resolved since: ${because}` };
  return { state: 'not-paged', sentence: `Nobody was paged: it was over before the page to ${receiver} went out.` };
}

function notPaged(gates: readonly Gate[]): string {
  const failed = gates.filter(({ passed }) => !passed);
  const passed = gates.filter((gate) => gate.passed);
  if (failed.length === 0) return 'Nobody was paged.';
  const reasons = failed.slice(0, 2).map(({ sentence }) => ended(sentence));
  return `Nobody was paged: ${reasons.join(' ')} ${passed.length} of ${gates.length} gates passed.`;
}

export function becauseOf(gates: readonly Gate[], incident: IncidentContent): string {
  const sentence = gates.find(({ name }) => name === 'page-on')?.sentence ?? '';
  const words = sentence || incident.cascade.sentence || incident.title;
  return ended(words);
}

/** Another sentence follows. */
function ended(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
