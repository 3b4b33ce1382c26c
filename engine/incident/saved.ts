/** What is saved of all incidents. */
import type { CompanionsState } from './companions.ts';
import type { IncidentRecord } from './lifecycle.ts';
import type { ObserverState } from './observer.ts';

/** 2 keeps Events, alerts and edges too; a state of 1 is read, and is told them anew. */
export const stateVersion = 2;
const readable: readonly unknown[] = [1, stateVersion];

export interface State {
  readonly version: number;
  readonly observer: ObserverState;
  readonly open: readonly IncidentRecord[];
  readonly resolved: readonly IncidentRecord[];
  /** Absent in states of before. */
  readonly companions?: CompanionsState;
}

export function isState(state: unknown): state is State {
  return (
    typeof state === 'object' &&
    state !== null &&
    'version' in state &&
    readable.includes(state.version) &&
    'observer' in state &&
    'open' in state &&
    'resolved' in state
  );
}
