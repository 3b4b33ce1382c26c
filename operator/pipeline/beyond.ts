/** Containers for which there is no log stream now: what they write is missed, which is said once, and the engine is told how much it hears. */
import { workloadId, type Engine, type WorkloadId, type WorkloadRef } from '../../engine/index.ts';
import type { FollowTarget } from '../sources/source.ts';

export interface Beyond {
  follow(targets: readonly FollowTarget[], beyond: readonly FollowTarget[]): void;
  /** Containers without a stream. */
  readonly size: number;
  /** Whether the container had no stream the last time: what is missed of it has been said. */
  has(target: FollowTarget): boolean;
}

export interface BeyondOptions {
  readonly engine: Pick<Engine, 'missed' | 'hear'>;
  readonly now: () => number;
  onGap(this: void, reason: string, pod: string): void;
}

/** Reason of the gap. */
const reason = 'stream-limit';

export function createBeyond({ engine, now, onGap }: BeyondOptions): Beyond {
  /** Share of its containers that is read, of each workload of which not all are. */
  let partly = new Map<WorkloadId, { readonly workload: WorkloadRef; readonly share: number }>();
  let size = 0;
  let pods: ReadonlySet<string> = new Set();
  return {
    has: (target) => pods.has(target.podUid),
    follow(targets, beyond) {
      size = beyond.length;
      pods = new Set(beyond.map(({ podUid }) => podUid));
      if (size === 0 && partly.size === 0) return;
      const [read, waiting] = [countLive(targets), countLive(beyond)];
      const before = partly;
      partly = new Map();
      for (const { workload, pod } of beyond) {
        const id = workloadId(workload);
        if (partly.has(id)) continue;
        const share = shareOf(read.get(id), waiting.get(id));
        partly.set(id, { workload, share });
        engine.hear(workload, share, now());
        const known = before.get(id)?.share;
        // Where none of it is read for a while, the minutes in which that begins and ends are not whole either.
        if (known !== undefined && (known === 0) === (share === 0)) continue;
        engine.missed(workload, reason, -1, now());
        onGap(reason, pod);
      }
      for (const [id, { workload }] of before) if (!partly.has(id)) engine.hear(workload, 1, now());
    },
    get size() {
      return size;
    },
  };
}

function shareOf(read = 0, waiting = 0): number {
  return read / Math.max(1, read + waiting);
}

/** Running containers of each workload. */
function countLive(targets: readonly FollowTarget[]): ReadonlyMap<WorkloadId, number> {
  const live = targets.filter(({ previous, terminated }) => !previous && !terminated);
  return new Map([...Map.groupBy(live, ({ workload }) => workloadId(workload))].map(([id, of]) => [id, of.length]));
}
