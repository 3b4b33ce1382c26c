/** Judgement: observations and anomalies go in, incidents come out. One real failure is one incident. */
import type { TextsOf } from '../diagnosis/picture.ts';
import type { Blame } from '../diagnosis/standing.ts';
import type { Edge, Evidence, Incident, IncidentChange, Observation, WorkloadId } from '../domain.ts';
import type { WorkloadActivity } from '../evidence/activity.ts';
import { activityOf } from '../evidence/activity.ts';
import type { Clues } from './clues.ts';
import { Companions } from './companions.ts';
import type { IncidentRecord } from './lifecycle.ts';
import { Observer } from './observer.ts';
import { isState, stateVersion } from './saved.ts';
import type { State } from './saved.ts';
import { takeTurn } from './turn.ts';
import type { TickInput } from './turn.ts';

export type { TickInput };

export interface IncidentsOptions {
  /** Id of the detector; part of every fingerprint. */
  readonly detector: string;
  /** Takes personal data out of what Events and container statuses say. */
  readonly redact: (text: string) => string;
}

export interface Incidents {
  observe(observation: Observation): void;
  /** A fact that was found elsewhere. */
  note(evidence: Evidence): void;
  /** What metrics, spans and requests say. */
  readonly clues: Clues;
  /** Null where the workload was never seen as an object. */
  activity(workload: WorkloadId): WorkloadActivity | null;
  /** What changed since the last tick; a quiet cluster costs nothing. */
  tick(input: TickInput): readonly IncidentChange[];
  /** What objects, Events, alerts and errors say is to blame now. */
  blame(nowMs: number, texts: TextsOf): Blame;
  /** Rollouts, scalings and other changes that were seen, oldest first; bounded. */
  changes(): readonly Evidence[];
  /** Who calls whom. */
  dependencies(): readonly Edge[];
  /** Objects that were forgotten, facts of which nobody knows whose they are, and workloads that fail and stand in no incident because too many do. */
  losses(): { readonly objectsForgotten: number; readonly factsUnattributed: number; readonly failuresUntold: number };
  /** Oldest first, as of the last tick. */
  open(): readonly Incident[];
  /** JSON-able; holds no text that was not redacted. */
  snapshot(): unknown;
  /** Takes what `snapshot` gave; anything else starts empty. */
  restore(state: unknown): void;
}

export function createIncidents(options: IncidentsOptions): Incidents {
  let observer = new Observer(options.redact);
  let companions = new Companions();
  let records: readonly IncidentRecord[] = [];
  let resolved: readonly IncidentRecord[] = [];
  let failuresUntold = 0;

  return {
    observe: (observation) => observer.observe(observation),
    note: (evidence) => observer.note(evidence),
    get clues() {
      return observer.clues;
    },
    activity: (workload) => activityOf(workload, observer.inventory),
    tick(input) {
      const turn = takeTurn({ ...input, detector: options.detector, observer, companions, records, resolved });
      ({ records, resolved, failuresUntold } = turn);
      return turn.changes;
    },
    blame: (nowMs, texts) => observer.standing.blame({ nowMs, watchingSinceMs: observer.watchingSinceMs, texts }),
    losses: () => ({
      objectsForgotten: observer.inventory.forgotten + observer.picture.forgotten,
      factsUnattributed: observer.ledger.unattributed(),
      failuresUntold,
    }),
    changes: () => observer.ledger.changes(),
    dependencies: () => observer.graph.edges(),
    open: () => records.map(({ incident }) => incident),
    snapshot: (): State => ({
      version: stateVersion,
      observer: observer.snapshot(),
      open: records,
      resolved,
      companions: companions.snapshot(),
    }),
    restore(state) {
      observer = new Observer(options.redact);
      companions = new Companions();
      [records, resolved] = [[], []];
      if (!isState(state)) return;
      const restored = new Observer(options.redact);
      try {
        restored.restore(state.observer);
        companions.restore(state.companions ?? []);
      } catch {
        // Half a memory is worse than none: what fails now is found again at the next tick.
        return;
      }
      [observer, records, resolved] = [restored, state.open, state.resolved];
    },
  };
}
