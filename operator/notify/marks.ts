/** What people say about an incident: acknowledged, useful, noise. */
import type { IncidentView, Mark } from '../../api/contract.ts';
import { kindsOf } from '../../engine/index.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import { composeView } from './compose.ts';
import type { Journal } from './journal.ts';
import { triggeredAt } from './escalation.ts';
import { incidentKey, type Memory } from './memory.ts';
import type { MarksRecord } from './records.ts';

/** A mark per person and kind; more than this is a crowd whose oldest opinions go. */
const marksAtMost = 100;

export function createMarks({ memory, journal }: { readonly memory: Memory; readonly journal: Journal }) {
  /** `reference`: `namespace/name/id`, since two detectors may well make the same id, and who may mark one may not see the other. */
  return async (reference: string, mark: Mark): Promise<IncidentView | null> => {
    const record = memory.incidents.get(reference);
    if (!record) return null;
    const key = incidentKey(record.detector, record.incident.id);
    const before = memory.marks.get(key) ?? { revision: 0, marks: [] };
    const marked = withMark(before, mark, record.page ? triggeredAt(record.page) : 0);
    // What it was made of then: noise is quiet until it is worse than that.
    const next = marked && mark.mark !== 'acknowledge' ? { ...marked, seen: [...kindsOf(record.incident)] } : marked;
    if (next) {
      // In memory at once, so that two people who press together do not overwrite each other.
      memory.marks.set(key, next);
      await journal.write([{ put: keys.marks(record.detector, record.incident.id), value: encode(next) }]);
      journal.ring();
    }
    return composeView(memory.incidents.get(key) ?? record, memory);
  };
}

/** Null when the same person has already said the same; who acknowledged before the page of `pagedAtMs` has not acknowledged it. */
function withMark(record: MarksRecord, mark: Mark, pagedAtMs: number): MarksRecord | null {
  const { revision, marks } = record;
  const isOpinion = mark.mark !== 'acknowledge';
  const own = marks.filter(({ user, mark: said }) => user === mark.user && (said !== 'acknowledge') === isOpinion);
  // Who has changed their mind may say again what they said first.
  if (isOpinion ? own.at(-1)?.mark === mark.mark : own.some(({ atMs }) => atMs >= pagedAtMs)) return null;
  return { ...record, revision: revision + 1, marks: [...marks, mark].slice(-marksAtMost) };
}
