/** What else is the case when it is decided whether somebody is woken: other pages, acknowledgements. Out of the records alone. */
import type { Incident } from '../../engine/index.ts';
import { namespaceOf } from '../detector-key.ts';
import { triggeredAt } from './escalation.ts';
import { isTrigger } from './page.ts';
import type { IncidentRecord, MarksRecord } from './records.ts';

export interface Around {
  /** The incident for which the same receiver is awake because of the same object; null when there is none. */
  readonly pagedFor: string | null;
  /** Pages of the detector within the last 24 hours. */
  readonly pagesLately: number;
  /** When somebody last acknowledged the incident. */
  readonly acknowledgedAtMs: number | null;
}

export const dayMs = 24 * 3_600_000;

export interface AroundQuestion {
  /** `namespace/name` of the LogDetector, and the incident's own id. */
  readonly detector: string;
  readonly incident: Pick<Incident, 'id' | 'causes'>;
  readonly receiver: string | null;
  readonly marks: MarksRecord | undefined;
  readonly nowMs: number;
}

export function lookAround(records: Iterable<IncidentRecord>, question: AroundQuestion): Around {
  const { detector, incident, nowMs } = question;
  let pagedFor: string | null = null;
  let pagesLately = 0;
  for (const record of records) {
    const isOwn = record.detector === detector;
    if (isOwn && record.incident.id === incident.id) continue;
    if (isOwn && nowMs - pagedAt(record) < dayMs) pagesLately += 1;
    if (isSamePage(record, question)) pagedFor ??= record.incident.id;
  }
  const acknowledged = question.marks?.marks.findLast(({ mark }) => mark === 'acknowledge');
  return { pagedFor, pagesLately, acknowledgedAtMs: acknowledged?.atMs ?? null };
}

export function countPages(records: Iterable<IncidentRecord>, detector: string, nowMs: number): number {
  let pages = 0;
  for (const record of records) if (record.detector === detector && nowMs - pagedAt(record) < dayMs) pages += 1;
  return pages;
}

/** In shadow mode, when it would have been; minus infinity when nobody is woken. */
function pagedAt({ page, shadow }: IncidentRecord): number {
  return page ? triggeredAt(page) : (shadow?.page?.atMs ?? -Infinity);
}

/** Two LogDetectors of a namespace may read the same workload, and both find what broke it. */
function isSamePage(other: IncidentRecord, { detector, incident, receiver }: AroundQuestion): boolean {
  const [cause, theirs] = [causeOf(incident), causeOf(other.incident)];
  const isAwake = other.page !== null && isTrigger(other.page.turn) && other.page.receiver === receiver;
  return isAwake && cause !== null && cause === theirs && namespaceOf(other.detector) === namespaceOf(detector);
}

function causeOf({ causes: [cause] }: Pick<Incident, 'causes'>): string | null {
  if (!cause) return null;
  return cause.workload ?? (cause.node === null ? null : `node/${cause.node}`);
}
