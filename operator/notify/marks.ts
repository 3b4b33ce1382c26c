/** What people say about an incident: acknowledged, useful, noise. */
import type { IncidentView, Mark } from '../../api/contract.ts';
import { seenAgain, seenNow, type Seen } from '../../engine/index.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import { composeView } from './compose.ts';
import type { Journal } from './journal.ts';
import { triggeredAt } from './escalation.ts';
import { incidentKey, type Memory } from './memory.ts';
import type { IncidentContent, IncidentRecord, MarksRecord } from './records.ts';

/** A mark per person and kind; more than this is a crowd whose oldest opinions go. */
const marksAtMost = 100;

export function createMarks({ memory, journal }: { readonly memory: Memory; readonly journal: Journal }) {
  /** `reference`: `namespace/name/id`, since two detectors may well make the same id, and who may mark one may not see the other. */
  return async (reference: string, mark: Mark): Promise<IncidentView | null> => {
    const record = memory.incidents.get(reference);
    if (!record) return null;
    const key = incidentKey(record.detector, record.incident.id);
    const before = memory.marks.get(key);
    const next = withMark(before ?? { revision: 0, marks: [] }, mark, record);
    if (next) {
      // In memory at once, so that two people who press together do not overwrite each other.
      memory.marks.set(key, next);
      try {
        await journal.write([{ put: keys.marks(record.detector, record.incident.id), value: encode(next) }]);
      } catch (error) {
        // It was not said, so that it can be said again; a later mark of somebody else has it in its record.
        if (memory.marks.get(key) === next) restore(memory, key, before);
        throw error;
      }
      journal.ring();
    }
    return composeView(memory.incidents.get(key) ?? record, memory);
  };
}

function restore({ marks }: Memory, key: string, before: MarksRecord | undefined): void {
  if (before === undefined) marks.delete(key);
  else marks.set(key, before);
}

/**
 * Null when the same person has already said the same, and there is no more of it than there was then; who acknowledged before a page has not
 * acknowledged it.
 */
function withMark(record: MarksRecord, mark: Mark, { incident, page }: IncidentRecord): MarksRecord | null {
  const { revision, marks } = record;
  const isOpinion = mark.mark !== 'acknowledge';
  const own = marks.filter(({ user, mark: said }) => user === mark.user && (said !== 'acknowledge') === isOpinion);
  const next = { ...record, revision: revision + 1, marks: [...marks, mark].slice(-marksAtMost) };
  if (!isOpinion) return own.some(({ atMs }) => atMs >= (page ? triggeredAt(page) : 0)) ? null : next;
  // Who has changed their mind may say again what they said first.
  const last = own.at(-1);
  const isSaid = last?.mark === mark.mark;
  // Why is said after what: the mark stays the one that it was.
  if (isSaid && mark.reason !== undefined)
    return { ...next, marks: marks.map((one) => (one === last ? { ...one, reason: mark.reason } : one)) };
  // What it is now: noise is quiet until it is worse than that.
  const seen = isSaid ? seenOnceMore(record, mark, incident) : seenNow(incident);
  if (seen === null) return null;
  const { kinds, severity, affected } = seen;
  return { ...next, seen: [...kinds], seenAs: { severity, affected } };
}

function seenOnceMore(record: MarksRecord, { mark }: Mark, incident: IncidentContent): Seen | null {
  const before = seenOf(record, incident);
  return mark === 'noise' && before !== null ? seenAgain(incident, before) : null;
}

/** What an incident was when it was last marked; null where nobody wrote that down. */
export function seenOf({ seen, seenAs }: MarksRecord, incident: IncidentContent): Seen | null {
  if (seen === undefined) return null;
  return { kinds: seen, severity: seenAs?.severity ?? incident.severity, affected: seenAs?.affected ?? incident.affected.length };
}
