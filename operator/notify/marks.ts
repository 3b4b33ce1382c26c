/** What people say about an incident: acknowledged, useful, noise. */
import type { IncidentView, Mark } from '../../api/contract.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import { composeView } from './compose.ts';
import type { Journal } from './journal.ts';
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
    const next = withMark(memory.marks.get(key) ?? { revision: 0, marks: [] }, mark);
    if (next) {
      // In memory at once, so that two people who press together do not overwrite each other.
      memory.marks.set(key, next);
      await journal.write([{ put: keys.marks(record.detector, record.incident.id), value: encode(next) }]);
      journal.ring();
    }
    return composeView(memory.incidents.get(key) ?? record, memory);
  };
}

/** Null when the same person has already said the same. */
function withMark({ revision, marks }: MarksRecord, mark: Mark): MarksRecord | null {
  if (marks.some((known) => known.user === mark.user && known.mark === mark.mark)) return null;
  return { revision: revision + 1, marks: [...marks, mark].slice(-marksAtMost) };
}
