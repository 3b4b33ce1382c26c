import type { Load } from './pods.ts';
import type { Stage, StageOptions } from './stage.ts';

export interface Fault {
  /** The outcome, as the title of a test. */
  readonly title: string;
  readonly stage: StageOptions;
  readonly loads: readonly Load[];
  /** It concerns the whole cluster: nothing else runs meanwhile. */
  readonly isAlone?: boolean;
  /** A takeover is measured: only others of which that is so run meanwhile, as they hardly use the processor. */
  readonly isMeasured?: boolean;
  /** The API gives lines away: what is lost must lie in a reported gap. */
  readonly mayLose?: boolean;
  /** Pods are deleted as they end: that their end was seen cannot always be known, and is then said, though every line must be there. */
  readonly mayTellGap?: boolean;
  /** What this machine lacks for it. */
  readonly missing?: string | null;
  /** An incident opens meanwhile (`startBreaker` in `strike`), and is told once. */
  readonly hasIncident?: boolean;
  /** Called when the first lines have been read; resolves when the fault is over. Throws when what must be seen meanwhile is not. */
  strike(this: void, stage: Stage): Promise<void>;
}

export const sqlite: StageOptions = { store: 'sqlite', replicas: 1 };
export const pair: StageOptions = { store: 'redis', replicas: 2 };

/** Three pods that write for as long as the fault lasts and a while longer. */
export function steady(faultSeconds: number, perSecond = 20): Load {
  return { type: 'steady', pods: 3, forSeconds: Math.ceil(faultSeconds) + 12, perSecond };
}
