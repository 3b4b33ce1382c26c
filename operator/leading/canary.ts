/** The trial of a version as the faces show it. Pure. */
import type { CanaryView } from '../../api/contract.ts';
import { describeCanary, type CanaryState } from '../../engine/index.ts';
import type { Rollout } from '../models/rollout.ts';

/** `forMs`: how long a trial lasts at most, as it is set now. */
export function canaryView(detector: string, { canary, lastTrial }: Rollout, forMs: number): CanaryView {
  return {
    detector,
    running: canary === null ? null : { ...figuresOf(canary), endsAtMs: canary.startedAtMs + forMs, sentence: describeCanary(canary) },
    last:
      lastTrial === null
        ? null
        : { ...figuresOf(lastTrial.state), endedAtMs: lastTrial.endedAtMs, outcome: lastTrial.outcome, sentence: lastTrial.reason },
  };
}

function figuresOf({ version, against, startedAtMs, judgedToAtMs, windows, agreed, canary, serving }: CanaryState) {
  return { version, against, startedAtMs, judgedToAtMs, windows, agreed, canary, serving };
}
