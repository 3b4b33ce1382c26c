/** What was done about incidents: kept in the store before and after each step, told with the incident. */
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import type { Journal } from './journal.ts';
import { incidentKey, type Memory } from './memory.ts';
import type { RemediesRecord, RemedyRecord } from './records.ts';

export interface RemedyOf {
  /** `namespace/name` of the LogDetector, and the incident's own id. */
  readonly detector: string;
  readonly incidentId: string;
  readonly remedy: RemedyRecord;
}

export interface RemedyBook {
  /** Those that have not ended. */
  open(): readonly RemedyOf[];
  /** How many an incident has. */
  count(detector: string, incidentId: string): number;
  /** A new one, or a new state of a known one. Throws what the store throws, and then nothing was kept. False: the incident is forgotten. */
  keep(of: RemedyOf): Promise<boolean>;
}

const over: ReadonlySet<RemedyRecord['state']> = new Set(['recovered', 'unchanged', 'undone', 'worse', 'failed']);

export function createRemedyBook({ memory, journal }: { readonly memory: Memory; readonly journal: Journal }): RemedyBook {
  return {
    open: () =>
      [...memory.remedies].flatMap(([key, { remedies }]) => {
        const record = memory.incidents.get(key);
        if (!record) return [];
        const open = remedies.filter(({ state }) => !over.has(state));
        return open.map((remedy) => ({ detector: record.detector, incidentId: record.incident.id, remedy }));
      }),
    count: (detector, incidentId) => memory.remedies.get(incidentKey(detector, incidentId))?.remedies.length ?? 0,
    async keep({ detector, incidentId, remedy }) {
      const key = incidentKey(detector, incidentId);
      if (!memory.incidents.has(key)) return false;
      const before = memory.remedies.get(key);
      const next = withRemedy(before ?? { revision: 0, remedies: [] }, remedy);
      memory.remedies.set(key, next);
      try {
        await journal.write([{ put: keys.remedies(detector, incidentId), value: encode(next) }]);
      } catch (error) {
        if (memory.remedies.get(key) === next) restore(memory, key, before);
        throw error;
      }
      journal.ring();
      return true;
    },
  };
}

function withRemedy({ revision, remedies }: RemediesRecord, remedy: RemedyRecord): RemediesRecord {
  const isKnown = remedies.some(({ id }) => id === remedy.id);
  const next = isKnown ? remedies.map((one) => (one.id === remedy.id ? remedy : one)) : [...remedies, remedy];
  return { revision: revision + 1, remedies: next };
}

function restore({ remedies }: Memory, key: string, before: RemediesRecord | undefined): void {
  if (before === undefined) remedies.delete(key);
  else remedies.set(key, before);
}
