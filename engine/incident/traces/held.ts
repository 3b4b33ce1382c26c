/**
 * Requests that lack a step that they should have are not learned from at once, lest the first ones that fail make failing usual. What turns out to have
 * been chance is learned after all: else, where some lines are lost, only requests that lost none would say what is usual.
 */
import type { WorkloadId } from '../../domain.ts';
import type { Step, Visit } from './expectation.ts';
import { isChance, staleMs, type Rise } from './rise.ts';

export interface Held {
  /** Until it is known of these whether they were chance. */
  hold(journey: Map<Step, Visit>, rises: readonly Rise[]): void;
  /** Those that lacked something by chance; what lacked something else, or of which that is not known for long, goes. */
  release(newestAtMs: number): readonly ReadonlyMap<Step, Visit>[];
  journeys(): readonly Map<Step, Visit>[];
  forget(workload: WorkloadId): void;
  clear(): void;
}

/** Of more the oldest go. */
const mostHeld = 1_024;

interface Waiting {
  readonly journey: Map<Step, Visit>;
  readonly rises: readonly Rise[];
}

export function createHeld(): Held {
  let held: Waiting[] = [];
  return {
    hold(journey, rises) {
      held.push({ journey, rises });
      if (held.length > mostHeld) held.shift();
    },
    release(newestAtMs) {
      const released = held.filter(({ rises }) => rises.every(isChance));
      const waits = ({ rises }: Waiting): boolean =>
        !rises.every(isChance) && rises.every((rise) => isChance(rise) || (rise.sum > 0 && newestAtMs - rise.lastAtMs <= staleMs));
      held = held.filter(waits);
      return released.map(({ journey }) => journey);
    },
    journeys: () => held.map(({ journey }) => journey),
    forget(workload) {
      held = held.filter(({ journey }) => ![...journey.keys()].some((step) => step.workload === workload));
    },
    clear() {
      held = [];
    },
  };
}
